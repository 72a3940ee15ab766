package store

import "context"

// note remembers that the last write failed because the file cannot be written,
// until one succeeds. A question to the database would not find that out: reading
// goes on working on a full disk.
func (s *Store) note(err error) {
	switch {
	case err == nil:
		s.sick.Store(nil)
	case unwritable(err):
		s.sick.Store(&err)
	}
}

// Ping asks the database for an answer, and tells of a write that failed since the
// last one that succeeded.
func (s *Store) Ping(ctx context.Context) error {
	if sick := s.sick.Load(); sick != nil {
		return fault("write", *sick)
	}
	_, err := s.db.ExecContext(ctx, "SELECT 1")
	return fault("ask the database", err)
}
