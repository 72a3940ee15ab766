package api

import (
	"context"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"github.com/airra/airra/internal/airra"
)

// newReview is the body of POST /admin/incidents/{id}/assign.
type newReview struct {
	Engineer string                     `json:"engineer_id" minLength:"1" maxLength:"255" doc:"An id, an e-mail address or a name"`
	Priority airra.NotificationPriority `json:"priority,omitempty" enum:"critical,high,normal,low" doc:"Default: normal"`
	Notes    string                     `json:"notes,omitempty" maxLength:"10000"`
}

// submission is the body of POST /admin/reviews/{id}/submit.
type submission struct {
	Reviewed     object   `json:"ai_hypotheses_reviewed" doc:"Kept and given back as it is"`
	Assessment   string   `json:"ai_confidence_assessment" minLength:"1" maxLength:"10000"`
	Alternatives objects  `json:"alternative_hypotheses,omitempty" doc:"Kept and given back as they are"`
	Approach     object   `json:"suggested_approach" doc:"Kept and given back as it is"`
	Confidence   float64  `json:"engineer_confidence_score" minimum:"0" maximum:"1"`
	Notes        string   `json:"notes" minLength:"1" maxLength:"10000"`
	Tags         []string `json:"tags,omitempty"`
}

func (b submission) domain() airra.ReviewSubmission {
	return airra.ReviewSubmission{
		AIHypothesesReviewed: json.RawMessage(b.Reviewed), AIConfidenceAssessment: b.Assessment,
		AlternativeHypotheses: json.RawMessage(b.Alternatives), SuggestedApproach: json.RawMessage(b.Approach),
		EngineerConfidenceScore: b.Confidence, Notes: b.Notes, Tags: b.Tags,
	}
}

// choice is the body of POST /admin/incidents/{id}/choose-approach.
type choice struct {
	Decision  airra.ReviewDecision `json:"decision" enum:"ai_approach,engineer_approach,hybrid_approach"`
	Rationale string               `json:"rationale" minLength:"1" maxLength:"10000"`
}

// registerReviews adds the second opinions.
func (s *server) registerReviews() {
	const tag = "reviews"
	register(s, create("/admin/incidents/{id}/assign", "request-review", "Ask an engineer for a second opinion", tag),
		func(ctx context.Context, in *struct {
			KeyPath
			Body newReview
		},
		) (*reply[airra.Review], error) {
			return answering(whole(fillReview)(s.opts.Backend.RequestReview(ctx, in.Key, airra.NewReview(in.Body))))
		})
	register(s, post("/admin/reviews/{id}/start", "start-review", "Say that the work has begun", tag),
		func(ctx context.Context, in *IDPath) (*reply[airra.Review], error) {
			return answering(whole(fillReview)(s.opts.Backend.StartReview(ctx, in.Key)))
		})
	register(s, post("/admin/reviews/{id}/submit", "submit-review", "Hand in what was found", tag),
		func(ctx context.Context, in *struct {
			IDPath
			Body submission
		},
		) (*reply[airra.Review], error) {
			return answering(whole(fillReview)(s.opts.Backend.SubmitReview(ctx, in.Key, in.Body.domain())))
		})
	register(s, get("/admin/reviews/{id}", "get-review", "Show a review with whom and what it is about", tag),
		func(ctx context.Context, in *IDPath) (*reply[airra.ReviewDetail], error) {
			return answering(whole(fillReviewDetail)(s.opts.Backend.FindReview(ctx, in.Key)))
		})
	register(s, get("/admin/incidents/{id}/comparison", "compare-review", "Put what was concluded beside what the engineer found", tag),
		func(ctx context.Context, in *KeyPath) (*reply[airra.ReviewComparison], error) {
			return answering(whole(fillComparison)(s.opts.Backend.CompareReview(ctx, in.Key)))
		})
	register(s, post("/admin/incidents/{id}/choose-approach", "choose-approach", "Decide between the two", tag),
		func(ctx context.Context, in *struct {
			KeyPath
			Body choice
		},
		) (*reply[airra.Review], error) {
			return answering(whole(fillReview)(s.opts.Backend.ChooseApproach(ctx, in.Key, airra.ReviewChoice(in.Body))))
		})
	s.registerReviewLists(tag)
}

// underReviewQuery is the query of GET /admin/incidents/under-review.
type underReviewQuery struct {
	Paging
	Engineer string `query:"engineer_id" maxLength:"255" doc:"An id, an e-mail address or a name"`
}

var _ huma.Resolver = (*underReviewQuery)(nil)

// Resolve refuses a filter that is given and empty.
func (*underReviewQuery) Resolve(ctx huma.Context) []error { return notEmpty(ctx, "engineer_id") }

// engineerReviewsQuery is the query of GET /admin/engineers/{id}/reviews.
type engineerReviewsQuery struct {
	EngineerPath
	Paging
	Status string `query:"status" enum:"assigned,in_progress,submitted,accepted,rejected,cancelled"`
}

func (s *server) registerReviewLists(tag string) {
	register(s, get("/admin/incidents/pending-review", "list-pending-review", "List incidents that wait for an opinion, the worst first", tag),
		func(ctx context.Context, in *struct {
			Limit int `query:"limit" minimum:"1" maximum:"100" default:"50"`
		},
		) (*reply[[]airra.Incident], error) {
			return listing(each(fillIncident)(s.opts.Backend.PendingReview(ctx, in.Limit)))
		})
	register(s, get("/admin/incidents/under-review", "list-under-review", "List reviews that are assigned or in progress, the latest first", tag),
		func(ctx context.Context, in *underReviewQuery) (*reply[airra.Page[airra.Review]], error) {
			filter := airra.ReviewFilter{Statuses: []airra.ReviewStatus{airra.ReviewAssigned, airra.ReviewInProgress}, Page: in.pageRequest()}
			var err error
			if filter.EngineerID, err = s.engineerID(ctx, in.Engineer); err != nil {
				return nil, err
			}
			return paged(fillReview)(s.opts.Backend.FindReviews(ctx, filter))
		})
	register(s, get("/admin/engineers/{id}/reviews", "list-engineer-reviews", "List the reviews of an engineer, the latest first; none for an unknown one", tag),
		s.engineerReviews)
}

func (s *server) engineerReviews(ctx context.Context, in *engineerReviewsQuery) (*reply[airra.Page[airra.Review]], error) {
	filter := airra.ReviewFilter{Page: in.pageRequest()}
	if in.Status != "" {
		filter.Statuses = []airra.ReviewStatus{airra.ReviewStatus(in.Status)}
	}
	var err error
	filter.EngineerID, err = s.engineerID(ctx, in.Key)
	switch {
	case airra.ErrorCode(err) == airra.CodeNotFound:
		size := filter.Page.Normal().PageSize
		return paged(fillReview)(airra.Page[airra.Review]{Page: 1, PageSize: size, Pages: 1}, nil)
	case err != nil:
		return nil, err
	}
	return paged(fillReview)(s.opts.Backend.FindReviews(ctx, filter))
}
