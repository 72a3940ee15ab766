package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"github.com/airra/airra/internal/airra"
)

// Services lists what is known and watched.
func (c *Client) Services(ctx context.Context) ([]airra.ServiceState, error) {
	return ask[[]airra.ServiceState](ctx, c, request{method: http.MethodGet, path: "/services"})
}

// Service gives one service with its newest signals.
func (c *Client) Service(ctx context.Context, name airra.ServiceName) (*airra.ServiceState, error) {
	return askFor[airra.ServiceState](ctx, c, request{method: http.MethodGet, path: "/services/" + url.PathEscape(string(name))})
}

// Status gives the one screen that says how things are.
func (c *Client) Status(ctx context.Context) (*airra.SystemStatus, error) {
	return askFor[airra.SystemStatus](ctx, c, request{method: http.MethodGet, path: "/status"})
}

// LastEventID gives the id of the newest event. The status names it; a route of
// its own was rejected, because whoever follows the events asks once.
func (c *Client) LastEventID(ctx context.Context) (int64, error) {
	status, err := c.Status(ctx)
	if err != nil {
		return 0, err
	}
	return status.LastEventID, nil
}

// Ready asks whether requests can be served. A server that is not ready is an
// answer with names in it, and not an error.
func (c *Client) Ready(ctx context.Context) (*airra.Readiness, error) {
	answer, err := c.send(ctx, request{method: http.MethodGet, path: "/ready"})
	if err != nil {
		return nil, err
	}
	var ready airra.Readiness
	if err := json.Unmarshal(answer.Body, &ready); err != nil || ready.Checks == nil {
		if refused := answer.refusal(c.server); refused != nil {
			return nil, refused
		}
		return nil, c.foreign(answer.Status, err)
	}
	return &ready, nil
}

// Jobs lists the background work, newest first.
func (c *Client) Jobs(ctx context.Context, f airra.JobFilter) ([]airra.JobInfo, error) {
	q := url.Values{}
	if f.State != "" {
		q.Set("state", f.State)
	}
	if f.Limit > 0 {
		q.Set("limit", strconv.Itoa(f.Limit))
	}
	return ask[[]airra.JobInfo](ctx, c, request{method: http.MethodGet, path: "/server/jobs", query: q})
}

// RetryJob puts a job that was given up back into the queue.
func (c *Client) RetryJob(ctx context.Context, id int64) (*airra.JobInfo, error) {
	return askFor[airra.JobInfo](ctx, c, request{method: http.MethodPost, path: "/server/jobs/" + strconv.FormatInt(id, 10) + "/retry"})
}

// FindAudit lists who did what, newest first.
func (c *Client) FindAudit(ctx context.Context, f airra.AuditFilter) (airra.Page[airra.AuditEntry], error) {
	q := url.Values{}
	for name, value := range map[string]string{"incident": string(f.Incident), "actor": f.Actor, "event_type": f.EventType} {
		if value != "" {
			q.Set(name, value)
		}
	}
	pageQuery(q, f.Page)
	return ask[airra.Page[airra.AuditEntry]](ctx, c, request{method: http.MethodGet, path: "/audit", query: q})
}

// Raw sends any request to any path of the server and gives the answer unread.
// Only a missing server is an error: what a refusal looks like is for the
// caller, see Answer.Err.
func (c *Client) Raw(ctx context.Context, method, path string, query url.Values, body []byte) (*Answer, error) {
	r := request{method: method, path: path, query: query}
	if method != http.MethodGet && method != http.MethodHead {
		r.patience = sourceAnswer // Any act can hide behind a path, also the slowest one.
	}
	if body != nil {
		r.body = body
	}
	return c.send(ctx, r)
}

// Err gives the refusal that the answer carries, or nil for a good answer.
func (a *Answer) Err(server string) error { return a.refusal(server) }
