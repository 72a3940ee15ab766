package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/airra/airra/internal/airra"
)

// newOverride is the body of POST /on-call/overrides.
type newOverride struct {
	Rotation string `json:"rotation,omitempty" maxLength:"255" doc:"An id or a name; this or replaces is needed"`
	Replaces string `json:"replaces,omitempty" maxLength:"255" doc:"Whose turn is taken; default: whoever has it"`
	Engineer string `json:"engineer_id" minLength:"1" maxLength:"255" doc:"Who takes over: an id, an e-mail address or a name"`
	Span
	Reason string `json:"reason,omitempty" maxLength:"1000"`
}

func (n newOverride) domain() (airra.NewOverride, error) {
	var bad faults
	if n.Rotation == "" && n.Replaces == "" {
		bad.add(airra.Invalid("body.rotation", "is needed where replaces is not given"))
	}
	start, end := n.bounds(&bad)
	return airra.NewOverride{
		Rotation: n.Rotation, Replaces: n.Replaces, Engineer: n.Engineer, StartTime: start, EndTime: end, Reason: n.Reason,
	}, bad.err()
}

// overrideQuery is the query of GET /on-call/overrides.
type overrideQuery struct {
	Rotation string `query:"rotation" maxLength:"255" doc:"An id or a name"`
	From     string `query:"from" doc:"RFC 3339, or a date for its first moment in UTC; only what does not end before"`
	To       string `query:"to" doc:"RFC 3339, or a date for its last moment in UTC; only what does not begin after"`
}

var _ huma.Resolver = (*overrideQuery)(nil)

// Resolve refuses a filter that is given and empty.
func (*overrideQuery) Resolve(ctx huma.Context) []error { return notEmpty(ctx, "rotation") }

// registerOverrides adds who takes over from whom for a while.
func (s *server) registerOverrides() {
	const tag = "overrides"
	register(s, create("/on-call/overrides", "create-override", "Put somebody else on call for a while", tag),
		func(ctx context.Context, in *struct{ Body newOverride }) (*reply[airra.Override], error) {
			n, err := in.Body.domain()
			if err != nil {
				return nil, err
			}
			return answering(s.opts.Backend.CreateOverride(ctx, n))
		})
	register(s, get("/on-call/overrides", "list-overrides", "List overrides in the order of their start", tag), s.listOverrides)
	register(s, del("/on-call/overrides/{id}", "delete-override", "Take an override away", tag),
		func(ctx context.Context, in *IDPath) (*struct{}, error) {
			return gone(s.opts.Backend.DeleteOverride(ctx, in.Key))
		})
}

func (s *server) listOverrides(ctx context.Context, in *overrideQuery) (*reply[[]airra.Override], error) {
	var bad faults
	filter := airra.OverrideFilter{From: queried(&bad, "from", in.From, 0), To: queried(&bad, "to", in.To, endOfDay)}
	bad.add(inOrder("query.to", "from", filter.From, filter.To))
	if err := bad.err(); err != nil {
		return nil, err
	}
	var err error
	if filter.RotationID, err = s.rotationID(ctx, in.Rotation); err != nil {
		return nil, err
	}
	return listing(s.opts.Backend.FindOverrides(ctx, filter))
}
