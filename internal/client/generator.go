package client

import (
	"context"
	"net/http"

	"github.com/airra/airra/internal/airra"
)

// GenerateIncident has an incident invented. A model may have to think about it.
func (c *Client) GenerateIncident(ctx context.Context) (*airra.Incident, error) {
	return askFor[airra.Incident](ctx, c, request{method: http.MethodPost, path: "/simulator/generate", patience: thinkingAnswer})
}
