package api

import (
	"context"
	"time"

	"github.com/airra/airra/internal/airra"
)

// onCallQuestion is the body of the two questions about who is to be called. It is
// a body although nothing changes, and all of it may be left out.
type onCallQuestion struct {
	Service airra.ServiceName `json:"service,omitempty" maxLength:"255" pattern:"^[A-Za-z0-9_-]+$" doc:"Default: whoever is on call for anything"`
	Team    string            `json:"team,omitempty" maxLength:"100"`
	Time    *time.Time        `json:"time,omitempty" doc:"Default: now"`
	Level   airra.OnCallLevel `json:"priority,omitempty" enum:"primary,secondary,tertiary" doc:"Where to begin; default: primary"`
}

// asked is a request with such a question.
type asked struct{ Body *onCallQuestion }

func (a *asked) domain() (airra.OnCallQuery, error) {
	if a.Body == nil {
		return airra.OnCallQuery{}, nil
	}
	q := airra.OnCallQuery{Service: a.Body.Service, Team: a.Body.Team, Level: a.Body.Level}
	at, err := storable("body.time", a.Body.Time)
	if at != nil {
		q.At = *at
	}
	return q, err
}

// registerOnCall adds the questions about who is on call.
func (s *server) registerOnCall(tag string) {
	register(s, post("/on-call/find-current", "find-on-call", "Say who is to be called first", tag),
		func(ctx context.Context, in *asked) (*reply[airra.OnCallEntry], error) {
			q, err := in.domain()
			if err != nil {
				return nil, err
			}
			return answering(whole(fillEntry)(s.opts.Backend.FindOnCall(ctx, q)))
		})
	register(s, post("/on-call/escalation-chain", "get-escalation-chain", "Say who is to be called in which order, nobody twice", tag),
		func(ctx context.Context, in *asked) (*reply[[]airra.OnCallEntry], error) {
			q, err := in.domain()
			if err != nil {
				return nil, err
			}
			return listing(each(fillEntry)(s.opts.Backend.EscalationChain(ctx, q)))
		})
	register(s, get("/on-call/current/all", "list-current-on-call", "List everybody who is on call now, reachable or not", tag),
		func(ctx context.Context, _ *struct{}) (*reply[[]airra.OnCallEntry], error) {
			return listing(each(fillEntry)(s.opts.Backend.CurrentOnCall(ctx)))
		})
}
