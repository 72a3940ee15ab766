package client

import (
	"context"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/airra/airra/internal/airra"
)

// actionPage is the most that one request for actions may ask for.
const actionPage = 100

func actionPath(key string) string { return "/actions/" + url.PathEscape(key) }

// FindActions lists actions, in as many requests as their number needs. The API
// knows only newest first, so the other order needs all of them.
func (c *Client) FindActions(ctx context.Context, f airra.ActionFilter) ([]airra.Action, error) {
	want := f.Limit
	if want <= 0 {
		want = actionPage
	}
	if f.OldestFirst {
		all, err := c.actionsFrom(ctx, f, 0, math.MaxInt)
		slices.Reverse(all)
		from := min(max(f.Skip, 0), len(all))
		return all[from:min(from+want, len(all))], err
	}
	return c.actionsFrom(ctx, f, f.Skip, want)
}

// actionsFrom reads want actions behind skip, page by page.
func (c *Client) actionsFrom(ctx context.Context, f airra.ActionFilter, skip, want int) ([]airra.Action, error) {
	found := []airra.Action{}
	for len(found) < want {
		size := min(want-len(found), actionPage)
		page, err := c.actionPage(ctx, f, skip+len(found), size)
		found = append(found, page...)
		if err != nil || len(page) < size {
			return found, err
		}
	}
	return found, nil
}

func (c *Client) actionPage(ctx context.Context, f airra.ActionFilter, skip, limit int) ([]airra.Action, error) {
	q := url.Values{"limit": {strconv.Itoa(limit)}}
	if skip > 0 {
		q.Set("skip", strconv.Itoa(skip))
	}
	if f.Status != "" {
		q.Set("status", string(f.Status))
	}
	if f.Incident != "" {
		q.Set("incident", string(f.Incident))
	}
	return ask[[]airra.Action](ctx, c, request{method: http.MethodGet, path: "/actions", query: q})
}

// IncidentActions gives the actions of one incident, oldest first.
func (c *Client) IncidentActions(ctx context.Context, key string) ([]airra.Action, error) {
	return ask[[]airra.Action](ctx, c, request{method: http.MethodGet, path: "/actions/incident/" + url.PathEscape(key)})
}

// FindAction gives one action.
func (c *Client) FindAction(ctx context.Context, key string) (*airra.Action, error) {
	return askFor[airra.Action](ctx, c, request{method: http.MethodGet, path: actionPath(key)})
}

// PendingApprovals gives the actions that wait for a decision, oldest first.
func (c *Client) PendingApprovals(ctx context.Context) ([]airra.Action, error) {
	return ask[[]airra.Action](ctx, c, request{method: http.MethodGet, path: "/approvals/pending"})
}

// ApproveAction records a person's yes, and starts the execution when asked to.
func (c *Client) ApproveAction(ctx context.Context, key string, a airra.Approval) (*airra.Action, error) {
	return askFor[airra.Action](ctx, c, request{method: http.MethodPost, path: "/approvals/" + url.PathEscape(key) + "/approve", body: a})
}

// RejectAction records a person's no.
func (c *Client) RejectAction(ctx context.Context, key string, r airra.Rejection) (*airra.Action, error) {
	return askFor[airra.Action](ctx, c, request{method: http.MethodPost, path: "/approvals/" + url.PathEscape(key) + "/reject", body: r})
}

// ExecuteAction starts an approved action.
func (c *Client) ExecuteAction(ctx context.Context, key string) (*airra.Action, error) {
	return askFor[airra.Action](ctx, c, request{method: http.MethodPost, path: actionPath(key) + "/execute"})
}
