package client

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/airra/airra/internal/airra"
)

const reviewsPath = "/admin/reviews"

func reviewedPath(incident string, parts ...string) string {
	return "/admin" + incidentPath(incident, parts...)
}

// RequestReview asks an engineer for a second opinion about an incident.
func (c *Client) RequestReview(ctx context.Context, incidentKey string, n airra.NewReview) (*airra.Review, error) {
	return askFor[airra.Review](ctx, c, request{method: http.MethodPost, path: reviewedPath(incidentKey, "assign"), body: n})
}

// PendingReview lists incidents that wait for an opinion, the worst first.
func (c *Client) PendingReview(ctx context.Context, limit int) ([]airra.Incident, error) {
	q := query{}
	if limit > 0 {
		q.set("limit", strconv.Itoa(limit))
	}
	return ask[[]airra.Incident](ctx, c, request{method: http.MethodGet, path: "/admin/incidents/pending-review", query: q.values()})
}

// underReview are the statuses that the API's list of reviews under way holds.
var underReview = []airra.ReviewStatus{airra.ReviewAssigned, airra.ReviewInProgress}

// FindReviews lists reviews, the latest assigned first. The API knows two lists:
// the reviews that are under way, and those of one engineer, of one status or of
// any. A filter that is neither is refused, since what a client would sort out by
// itself would not be a page of the whole.
func (c *Client) FindReviews(ctx context.Context, f airra.ReviewFilter) (airra.Page[airra.Review], error) {
	q := query{}
	path := "/admin/incidents/under-review"
	switch {
	case f.IncidentID == "" && sameStatuses(f.Statuses, underReview):
		q.set("engineer_id", string(f.EngineerID))
	case f.IncidentID == "" && f.EngineerID != "" && len(f.Statuses) <= 1:
		path = keyed(engineersPath, string(f.EngineerID), "reviews")
		q.set("status", commas(f.Statuses))
	default:
		return airra.Page[airra.Review]{}, airra.Errorf(airra.CodeBadRequest, "the API lists the reviews that are assigned or in progress, or those of one engineer, but not these")
	}
	return ask[airra.Page[airra.Review]](ctx, c, request{method: http.MethodGet, path: path, query: q.paged(f.Page)})
}

func sameStatuses(a, b []airra.ReviewStatus) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// FindReview gives one review with whom and what it is about.
func (c *Client) FindReview(ctx context.Context, key string) (*airra.ReviewDetail, error) {
	return askFor[airra.ReviewDetail](ctx, c, request{method: http.MethodGet, path: keyed(reviewsPath, key)})
}

// StartReview says that the work has begun.
func (c *Client) StartReview(ctx context.Context, key string) (*airra.Review, error) {
	return askFor[airra.Review](ctx, c, request{method: http.MethodPost, path: keyed(reviewsPath, key, "start")})
}

// SubmitReview hands in what was found.
func (c *Client) SubmitReview(ctx context.Context, key string, s airra.ReviewSubmission) (*airra.Review, error) {
	return askFor[airra.Review](ctx, c, request{method: http.MethodPost, path: keyed(reviewsPath, key, "submit"), body: s})
}

// CompareReview puts what was concluded beside what the engineer found.
func (c *Client) CompareReview(ctx context.Context, incidentKey string) (*airra.ReviewComparison, error) {
	return askFor[airra.ReviewComparison](ctx, c, request{method: http.MethodGet, path: reviewedPath(incidentKey, "comparison")})
}

// ChooseApproach decides between the two.
func (c *Client) ChooseApproach(ctx context.Context, incidentKey string, choice airra.ReviewChoice) (*airra.Review, error) {
	return askFor[airra.Review](ctx, c, request{method: http.MethodPost, path: reviewedPath(incidentKey, "choose-approach"), body: choice})
}
