package client

import (
	"context"
	"net/http"

	"github.com/airra/airra/internal/airra"
)

const policiesPath = "/escalation-policies"

// SetPolicy writes the policy of a service, or the default one, as a whole.
func (c *Client) SetPolicy(ctx context.Context, n airra.NewPolicy) (*airra.EscalationPolicy, error) {
	return askFor[airra.EscalationPolicy](ctx, c, request{method: http.MethodPut, path: policiesPath, body: n})
}

// FindPolicies lists all policies.
func (c *Client) FindPolicies(ctx context.Context) ([]airra.EscalationPolicy, error) {
	return ask[[]airra.EscalationPolicy](ctx, c, request{method: http.MethodGet, path: policiesPath})
}

// FindPolicy gives the policy that holds for a service, or that has the name or id.
func (c *Client) FindPolicy(ctx context.Context, key string) (*airra.EscalationPolicy, error) {
	return askFor[airra.EscalationPolicy](ctx, c, request{method: http.MethodGet, path: keyed(policiesPath, key)})
}

// DeletePolicy removes a policy, so that the default one holds again.
func (c *Client) DeletePolicy(ctx context.Context, key string) error {
	return c.tell(ctx, request{method: http.MethodDelete, path: keyed(policiesPath, key)})
}
