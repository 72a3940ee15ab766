package client

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/airra/airra/internal/airra"
)

// actionPage is the most that one request for actions may ask for.
const actionPage = 100

func actionPath(key string) string { return "/actions/" + url.PathEscape(key) }

// FindActions lists actions. The API filters by incident and knows those that
// wait for a decision; every other status is chosen here, page by page.
func (c *Client) FindActions(ctx context.Context, f airra.ActionFilter) ([]airra.Action, error) {
	if f.Incident != "" {
		actions, err := c.IncidentActions(ctx, string(f.Incident))
		if !f.OldestFirst {
			slices.Reverse(actions)
		}
		return cut(chosen(actions, f.Status), f), err
	}
	if f.Status == "" && f.Limit <= actionPage && !f.OldestFirst {
		return c.actionPage(ctx, f.Skip, f.Limit)
	}
	all, err := c.allActions(ctx, f)
	if f.OldestFirst {
		slices.Reverse(all)
	}
	return cut(all, f), err
}

// allActions walks the pages until enough of the wanted status are there. The
// order oldest first needs all of them.
func (c *Client) allActions(ctx context.Context, f airra.ActionFilter) ([]airra.Action, error) {
	var found []airra.Action
	for skip := 0; ; skip += actionPage {
		page, err := c.actionPage(ctx, skip, actionPage)
		if err != nil {
			return nil, err
		}
		found = append(found, chosen(page, f.Status)...)
		if len(page) < actionPage || (!f.OldestFirst && len(found) >= f.Skip+limitOf(f)) {
			return found, nil
		}
	}
}

func (c *Client) actionPage(ctx context.Context, skip, limit int) ([]airra.Action, error) {
	q := url.Values{}
	if skip > 0 {
		q.Set("skip", strconv.Itoa(skip))
	}
	if limit > 0 {
		q.Set("limit", strconv.Itoa(limit))
	}
	return ask[[]airra.Action](ctx, c, request{method: http.MethodGet, path: "/actions", query: q})
}

func chosen(actions []airra.Action, status airra.ActionStatus) []airra.Action {
	if status == "" {
		return actions
	}
	return slices.DeleteFunc(actions, func(a airra.Action) bool { return a.Status != status })
}

func limitOf(f airra.ActionFilter) int {
	if f.Limit <= 0 {
		return actionPage
	}
	return f.Limit
}

func cut(actions []airra.Action, f airra.ActionFilter) []airra.Action {
	from := min(max(f.Skip, 0), len(actions))
	return actions[from:min(from+limitOf(f), len(actions))]
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
