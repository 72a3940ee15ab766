package workflow

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

// publishedCause gives the root cause that the published postmortem of an incident
// names, and whether there is one.
func publishedCause(ctx context.Context, r airra.PostmortemReader, id airra.IncidentID) (cause string, published bool, err error) {
	p, err := r.PostmortemOf(ctx, id)
	switch {
	case airra.ErrorCode(err) == airra.CodeNotFound:
		return "", false, nil
	case err != nil || !p.Published:
		return "", false, err
	default:
		return p.ActualRootCause, true, nil
	}
}
