package api_test

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/airra/airra/internal/airra"
)

// reviewed runs fn on the one review.
func (b *backend) reviewed(ctx context.Context, argument any, named func() error, fn func(r *airra.Review) error) (*airra.Review, error) {
	return call(ctx, b, argument, func() (*airra.Review, error) {
		if err := named(); err != nil {
			return nil, err
		}
		if err := fn(&b.review); err != nil {
			return nil, err
		}
		got := b.review
		return &got, nil
	})
}

func (b *backend) RequestReview(ctx context.Context, key string, n airra.NewReview) (*airra.Review, error) {
	return b.reviewed(ctx, n, func() error { return b.named(key, "INC-1", incidentID) }, func(r *airra.Review) error {
		e, err := b.engineer(n.Engineer)
		if err == nil {
			r.EngineerID = e.ID
		}
		return err
	})
}

func (b *backend) PendingReview(ctx context.Context, limit int) ([]airra.Incident, error) {
	return call(ctx, b, limit, func() ([]airra.Incident, error) { return []airra.Incident{b.incident}, nil })
}

func (b *backend) FindReviews(ctx context.Context, filter airra.ReviewFilter) (airra.Page[airra.Review], error) {
	return call(ctx, b, filter, func() (airra.Page[airra.Review], error) { return onePage(filter.Page, b.review), nil })
}

func (b *backend) FindReview(ctx context.Context, key string) (*airra.ReviewDetail, error) {
	return call(ctx, b, key, func() (*airra.ReviewDetail, error) {
		return &airra.ReviewDetail{Review: b.review, Engineer: b.alice, Incident: b.incident}, known(key, reviewID)
	})
}

func (b *backend) StartReview(ctx context.Context, key string) (*airra.Review, error) {
	return b.reviewed(ctx, key, func() error { return known(key, reviewID) }, func(r *airra.Review) error { return r.Start(noon) })
}

func (b *backend) SubmitReview(ctx context.Context, key string, s airra.ReviewSubmission) (*airra.Review, error) {
	return b.reviewed(ctx, s, func() error { return known(key, reviewID) }, func(r *airra.Review) error {
		if !json.Valid(s.AIHypothesesReviewed) || !json.Valid(s.SuggestedApproach) || s.Notes == "" {
			return errors.New("the door let half a submission through")
		}
		return r.Submit(s, noon)
	})
}

func (b *backend) CompareReview(ctx context.Context, key string) (*airra.ReviewComparison, error) {
	return call(ctx, b, key, func() (*airra.ReviewComparison, error) {
		return &airra.ReviewComparison{
			IncidentID: incidentID, AIConfidence: 0.8, EngineerConfidence: 0.9, Recommendations: []string{"the engineer's"},
			EngineerApproach: airra.EngineerApproach{Assessment: "nearly"},
		}, b.named(key, "INC-1", incidentID)
	})
}

func (b *backend) ChooseApproach(ctx context.Context, key string, c airra.ReviewChoice) (*airra.Review, error) {
	return b.reviewed(ctx, c, func() error { return b.named(key, "INC-1", incidentID) }, func(r *airra.Review) error { return r.Decide(c, noon) })
}
