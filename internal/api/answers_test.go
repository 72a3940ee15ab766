package api_test

import (
	"context"
	"sync"
	"time"

	"github.com/airra/airra/internal/airra"
)

// answers is an airra.IdempotencyStore in a map.
type answers struct {
	mu     sync.Mutex
	claims map[string]*claim
}

type claim struct {
	fingerprint string
	answer      *airra.StoredAnswer
}

func (s *answers) ClaimKey(_ context.Context, key, fingerprint string, _ time.Time) (*airra.StoredAnswer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.claims == nil {
		s.claims = map[string]*claim{}
	}
	c := s.claims[key]
	switch {
	case c == nil:
		s.claims[key] = &claim{fingerprint: fingerprint}
		return nil, nil
	case c.fingerprint != fingerprint:
		return nil, airra.Invalid("header.Idempotency-Key", "was used for another request")
	case c.answer == nil:
		return nil, airra.Conflict("running", "the first request with this key is still running")
	default:
		return c.answer, nil
	}
}

func (s *answers) FinishKey(_ context.Context, key string, answer airra.StoredAnswer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.claims[key].answer = &answer
	return nil
}

func (s *answers) ReleaseKey(_ context.Context, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.claims, key)
	return nil
}
