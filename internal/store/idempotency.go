package store

import (
	"context"
	"encoding/base64"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// How long a key is remembered. A claim whose request never finished belongs to
// a process that died, and is given up much sooner than an answer.
const (
	answerKept = 24 * time.Hour
	claimKept  = 5 * time.Minute
)

// idempotencyRow is a row of idempotency_keys. The body is base64, because it
// may be any bytes and each database has its own type for those.
type idempotencyRow struct {
	bun.BaseModel `bun:"table:idempotency_keys"`

	IdempotencyKey string `bun:",pk"`
	Fingerprint    string
	ClaimedAt      time.Time
	Finished       bool
	Status         int64
	ContentType    string
	Location       string
	Body           string
}

// ClaimKey takes a key for a request, or answers what became of the request
// that took it before.
func (s *Store) ClaimKey(ctx context.Context, key, fingerprint string, now time.Time) (*airra.StoredAnswer, error) {
	_, err := s.handle.write.NewDelete().Model((*idempotencyRow)(nil)).
		Where("claimed_at < ?", now.Add(-claimKept)).
		Where("finished = ? OR claimed_at < ?", false, now.Add(-answerKept)).Exec(ctx)
	if err != nil {
		return nil, fault("forget old idempotency keys", err)
	}
	row := idempotencyRow{IdempotencyKey: key, Fingerprint: fingerprint, ClaimedAt: now}
	result, err := s.handle.write.NewInsert().Model(&row).On("CONFLICT (idempotency_key) DO NOTHING").Returning("NULL").Exec(ctx)
	if err != nil {
		return nil, fault("claim an idempotency key", err)
	}
	if taken, err := result.RowsAffected(); err != nil || taken == 1 {
		return nil, fault("claim an idempotency key", err)
	}
	return s.answer(ctx, key, fingerprint)
}

// answer tells what a key that is taken stands for.
func (s *Store) answer(ctx context.Context, key, fingerprint string) (*airra.StoredAnswer, error) {
	var rows []idempotencyRow
	if err := s.handle.write.NewSelect().Model(&rows).Where("idempotency_key = ?", key).Scan(ctx); err != nil {
		return nil, fault("read an idempotency key", err)
	}
	switch {
	case len(rows) == 0 || !rows[0].Finished && rows[0].Fingerprint == fingerprint:
		return nil, airra.Conflict("running", "the first request with this Idempotency-Key is still running")
	case rows[0].Fingerprint != fingerprint:
		return nil, airra.Invalid("Idempotency-Key", "this key was used for another request")
	}
	body, err := base64.StdEncoding.DecodeString(rows[0].Body)
	if err != nil {
		return nil, fault("read a stored answer", err)
	}
	return &airra.StoredAnswer{
		Status: int(rows[0].Status), ContentType: rows[0].ContentType, Location: rows[0].Location, Body: body,
	}, nil
}

// FinishKey stores the answer under a claimed key.
func (s *Store) FinishKey(ctx context.Context, key string, answer airra.StoredAnswer) error {
	_, err := s.handle.write.NewUpdate().Model((*idempotencyRow)(nil)).
		Set("finished = ?", true).Set("status = ?", answer.Status).Set("content_type = ?", answer.ContentType).
		Set("location = ?", answer.Location).Set("body = ?", base64.StdEncoding.EncodeToString(answer.Body)).
		Where("idempotency_key = ?", key).Exec(ctx)
	return fault("store an answer", err)
}

// ReleaseKey forgets a claim whose request failed. A stored answer stays.
func (s *Store) ReleaseKey(ctx context.Context, key string) error {
	_, err := s.handle.write.NewDelete().Model((*idempotencyRow)(nil)).
		Where("idempotency_key = ?", key).Where("finished = ?", false).Exec(ctx)
	return fault("release an idempotency key", err)
}
