package store

import (
	"context"
	"time"
)

// Lease gives a role to a holder for ttl. It is one statement that takes the
// row when it is free, expired or already the holder's, so of two who ask at the
// same moment one gets it. It waits for a transaction that looks at the same
// lease with HoldsLease, and on SQLite for the commit that is being written, so
// callers give it a deadline.
func (s *Store) Lease(ctx context.Context, name, holder string, ttl time.Duration, now time.Time) (bool, error) {
	result, err := s.handle.write.NewRaw(`INSERT INTO leases (name, holder, expires_at) VALUES (?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
		WHERE leases.holder = excluded.holder OR leases.expires_at <= ?`,
		name, holder, now.Add(ttl), now).Exec(ctx)
	s.note(err)
	if err != nil {
		return false, fault("take a lease", err)
	}
	taken, err := result.RowsAffected()
	return taken == 1, fault("take a lease", err)
}

// HoldsLease writes the row to itself, which locks it on PostgreSQL until the
// transaction ends. So a holder that was paused and wakes up after its lease was
// given away finds that out here, before it changes anything.
func (t *tx) HoldsLease(ctx context.Context, name, holder string, now time.Time) (bool, error) {
	result, err := t.db.NewRaw("UPDATE leases SET holder = holder WHERE name = ? AND holder = ? AND expires_at > ?", name, holder, now).Exec(ctx)
	if err != nil {
		return false, fault("look at a lease", err)
	}
	held, err := result.RowsAffected()
	return held == 1, fault("look at a lease", err)
}

// ReleaseLeases gives back the roles of a holder, or of everybody.
func (s *Store) ReleaseLeases(ctx context.Context, holder string) error {
	_, err := s.handle.write.NewRaw("DELETE FROM leases WHERE holder = ? OR ? = ''", holder, holder).Exec(ctx)
	return fault("give back leases", err)
}
