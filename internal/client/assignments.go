package client

import (
	"context"
	"net/http"
	"net/url"

	"github.com/airra/airra/internal/airra"
)

// AssignIncident finds somebody for an incident.
func (c *Client) AssignIncident(ctx context.Context, key string, strategy airra.AssignStrategy) (*airra.Assignment, error) {
	body := filled{"strategy": string(strategy)}
	return askFor[airra.Assignment](ctx, c, request{method: http.MethodPost, path: incidentPath(key, "assign"), body: body.trim()})
}

// AssignIncidentTo gives an incident to a named engineer.
func (c *Client) AssignIncidentTo(ctx context.Context, key, engineer string, force bool) (*airra.Assignment, error) {
	q := query{}
	if force {
		q.set("force", "true")
	}
	path := incidentPath(key, "assign", url.PathEscape(engineer))
	return askFor[airra.Assignment](ctx, c, request{method: http.MethodPost, path: path, query: q.values()})
}

// UnassignIncident takes an incident from whoever has it.
func (c *Client) UnassignIncident(ctx context.Context, key string) (*airra.Assignment, error) {
	return askFor[airra.Assignment](ctx, c, request{method: http.MethodDelete, path: incidentPath(key, "assign")})
}

// IncidentAssignment says to whom an incident is assigned.
func (c *Client) IncidentAssignment(ctx context.Context, key string) (*airra.AssignmentInfo, error) {
	return askFor[airra.AssignmentInfo](ctx, c, request{method: http.MethodGet, path: incidentPath(key, "assignment")})
}
