package client

import (
	"context"
	"net/http"

	"github.com/airra/airra/internal/airra"
)

const engineersPath = "/admin/engineers"

// CreateEngineer adds a person who answers pages.
func (c *Client) CreateEngineer(ctx context.Context, n airra.NewEngineer) (*airra.Engineer, error) {
	return askFor[airra.Engineer](ctx, c, request{method: http.MethodPost, path: engineersPath, body: n})
}

// FindEngineers lists engineers, newest first.
func (c *Client) FindEngineers(ctx context.Context, f airra.EngineerFilter) (airra.Page[airra.Engineer], error) {
	q := query{}
	q.set("status", string(f.Status))
	if f.AvailableOnly {
		q.set("available_only", "true")
	}
	return ask[airra.Page[airra.Engineer]](ctx, c, request{method: http.MethodGet, path: engineersPath, query: q.paged(f.Page)})
}

// FindEngineer gives one engineer with the work of the day.
func (c *Client) FindEngineer(ctx context.Context, key string) (*airra.EngineerDetail, error) {
	return askFor[airra.EngineerDetail](ctx, c, request{method: http.MethodGet, path: keyed(engineersPath, key)})
}

// UpdateEngineer changes an engineer.
func (c *Client) UpdateEngineer(ctx context.Context, key string, u airra.EngineerUpdate) (*airra.Engineer, error) {
	body := cleared{u, []string{"department", "slack_handle", "phone"}}
	return askFor[airra.Engineer](ctx, c, request{method: http.MethodPatch, path: keyed(engineersPath, key), body: body})
}

// DeleteEngineer removes an engineer who has no work.
func (c *Client) DeleteEngineer(ctx context.Context, key string) error {
	return c.tell(ctx, request{method: http.MethodDelete, path: keyed(engineersPath, key)})
}

// EngineerAvailability says whether an engineer can take something on.
func (c *Client) EngineerAvailability(ctx context.Context, key string) (*airra.Availability, error) {
	return askFor[airra.Availability](ctx, c, request{method: http.MethodGet, path: keyed(engineersPath, key, "availability")})
}

// AvailableEngineers lists those who can, the least busy first.
func (c *Client) AvailableEngineers(ctx context.Context, expertise string) ([]airra.Engineer, error) {
	q := query{}
	q.set("expertise", expertise)
	return ask[[]airra.Engineer](ctx, c, request{method: http.MethodGet, path: engineersPath + "/available/list", query: q.values()})
}
