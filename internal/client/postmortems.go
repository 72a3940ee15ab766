package client

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/airra/airra/internal/airra"
)

const postmortemsPath = "/postmortems"

// draftingAnswer is for a draft, which a model may word while the caller waits; the
// server gives it twenty-five seconds.
const draftingAnswer = sourceAnswer

// DraftPostmortem proposes a postmortem from the record.
func (c *Client) DraftPostmortem(ctx context.Context, incidentKey string) (*airra.PostmortemDraft, error) {
	return askFor[airra.PostmortemDraft](ctx, c, request{method: http.MethodGet, path: incidentPath(incidentKey, "postmortem", "draft"), patience: draftingAnswer})
}

// CreatePostmortem writes the postmortem of an incident.
func (c *Client) CreatePostmortem(ctx context.Context, n airra.NewPostmortem) (*airra.Postmortem, error) {
	return askFor[airra.Postmortem](ctx, c, request{method: http.MethodPost, path: postmortemsPath, body: n})
}

// FindPostmortems lists postmortems, newest first.
func (c *Client) FindPostmortems(ctx context.Context, f airra.PostmortemFilter) ([]airra.Postmortem, error) {
	q := query{}
	for name, only := range map[string]bool{"published_only": f.PublishedOnly, "open_items": f.OpenItems} {
		if only {
			q.set(name, "true")
		}
	}
	if f.Limit > 0 {
		q.set("limit", strconv.Itoa(f.Limit))
	}
	if f.Offset > 0 {
		q.set("offset", strconv.Itoa(f.Offset))
	}
	return ask[[]airra.Postmortem](ctx, c, request{method: http.MethodGet, path: postmortemsPath, query: q.values()})
}

// FindPostmortem gives one postmortem.
func (c *Client) FindPostmortem(ctx context.Context, key string) (*airra.Postmortem, error) {
	return askFor[airra.Postmortem](ctx, c, request{method: http.MethodGet, path: keyed(postmortemsPath, key)})
}

// UpdatePostmortem changes what was written.
func (c *Client) UpdatePostmortem(ctx context.Context, key string, t airra.PostmortemText) (*airra.Postmortem, error) {
	body, err := withNulls(t)
	if err != nil {
		return nil, err
	}
	return askFor[airra.Postmortem](ctx, c, request{method: http.MethodPatch, path: keyed(postmortemsPath, key), body: body})
}

// withNulls writes a change with null for what is taken away.
func withNulls(t airra.PostmortemText) (any, error) {
	if len(t.Without) == 0 {
		return t, nil
	}
	encoded, err := encode(t)
	if err != nil {
		return nil, err
	}
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal(encoded, &members); err != nil {
		return nil, err
	}
	for _, name := range t.Without {
		members[name] = json.RawMessage("null")
	}
	return members, nil
}

// DeletePostmortem takes a postmortem away.
func (c *Client) DeletePostmortem(ctx context.Context, key string) error {
	return c.tell(ctx, request{method: http.MethodDelete, path: keyed(postmortemsPath, key)})
}

// SaveActionItem adds an action item, or changes the one of its number.
func (c *Client) SaveActionItem(ctx context.Context, key string, item airra.ActionItem) (*airra.Postmortem, error) {
	return askFor[airra.Postmortem](ctx, c, request{method: http.MethodPost, path: keyed(postmortemsPath, key, "actions"), body: item})
}
