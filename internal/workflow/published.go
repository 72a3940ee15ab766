package workflow

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

// publishedCause gives the root cause that the published postmortem of an incident
// names, and whether there is one. Until the store keeps postmortems there is none.
func publishedCause(context.Context, airra.Reader, airra.IncidentID) (cause string, published bool, err error) {
	return "", false, nil
}
