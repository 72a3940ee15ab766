package api

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

// newSwap is the body of POST /on-call/swaps.
type newSwap struct {
	Rotation  string `json:"rotation,omitempty" maxLength:"255" doc:"An id or a name; default: wherever the requester is on call"`
	Requester string `json:"requester_id" minLength:"1" maxLength:"255" doc:"Who needs cover: an id, an e-mail address or a name"`
	Span
	Reason string `json:"reason,omitempty" maxLength:"1000"`
}

// taking is the body of POST /on-call/swaps/{id}/take.
type taking struct {
	Engineer string `json:"engineer_id" minLength:"1" maxLength:"255" doc:"Who covers: an id, an e-mail address or a name"`
}

// registerSwaps adds the requests for cover.
func (s *server) registerSwaps() {
	const tag = "swaps"
	register(s, create("/on-call/swaps", "request-swap", "Ask the others to cover a span of time", tag),
		func(ctx context.Context, in *struct{ Body newSwap }) (*reply[airra.Swap], error) {
			var bad faults
			start, end := in.Body.bounds(&bad)
			if err := bad.err(); err != nil {
				return nil, err
			}
			return answering(s.opts.Backend.RequestSwap(ctx, airra.NewSwap{
				Rotation: in.Body.Rotation, Requester: in.Body.Requester, StartTime: start, EndTime: end, Reason: in.Body.Reason,
			}))
		})
	register(s, get("/on-call/swaps", "list-swaps", "List requests for cover in the order of their start", tag),
		func(ctx context.Context, in *struct {
			Status string `query:"status" enum:"open,taken,cancelled"`
		},
		) (*reply[[]airra.Swap], error) {
			return listing(s.opts.Backend.FindSwaps(ctx, airra.SwapStatus(in.Status)))
		})
	register(s, post("/on-call/swaps/{id}/take", "take-swap", "Cover what somebody asked for; it becomes an override", tag),
		func(ctx context.Context, in *struct {
			IDPath
			Body taking
		},
		) (*reply[airra.Swap], error) {
			return answering(s.opts.Backend.TakeSwap(ctx, in.Key, in.Body.Engineer))
		})
	register(s, post("/on-call/swaps/{id}/cancel", "cancel-swap", "Take a request for cover back", tag),
		func(ctx context.Context, in *IDPath) (*reply[airra.Swap], error) {
			return answering(s.opts.Backend.CancelSwap(ctx, in.Key))
		})
}
