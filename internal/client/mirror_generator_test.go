package client_test

import (
	"context"
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func (m *mirror) GenerateIncident(ctx context.Context) (*airra.Incident, error) {
	return or(incident(), m.note(ctx, "GenerateIncident"))
}

func TestTheClientAndTheAPIAgreeOnTheGenerator(t *testing.T) {
	t.Parallel()
	agree(t, []agreement{
		{"GenerateIncident", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.GenerateIncident(ctx)) }, nil, ptr(incident())},
	})
}
