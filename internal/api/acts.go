package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/airra/airra/internal/airra"
)

// longestAcknowledgement bounds a promise to look after something.
const longestAcknowledgement = 30 * 24 * time.Hour

// resolution is the body of POST /incidents/{id}/resolve.
type resolution struct {
	By      string `json:"resolved_by,omitempty" minLength:"2" maxLength:"255" pattern:"^[\\p{L}\\p{N}_.\\-@+]+$" doc:"Default: the actor"`
	Cause   string `json:"cause,omitempty" maxLength:"10000"`
	Summary string `json:"resolution,omitempty" maxLength:"10000"`
}

// comment is the body of POST /incidents/{id}/comments.
type comment struct {
	Text   string `json:"text" minLength:"1" maxLength:"10000"`
	Author string `json:"author,omitempty" minLength:"2" maxLength:"255" pattern:"^[\\p{L}\\p{N}_.\\-@+]+$" doc:"Default: the actor"`
}

// reason is the body of the acts that may say why.
type reason struct {
	Reason string `json:"reason,omitempty" maxLength:"10000"`
}

// registerActs adds what people do to an incident by hand. A person named in
// the body acts; without one it is the actor of the request.
func (s *server) registerActs() {
	register(s, s.llm(accepted()), s.analyze)
	s.registerAcknowledgement()

	register(s, act("resolve", "Say how an incident ended"), func(ctx context.Context, in *struct {
		KeyPath
		Body *resolution
	},
	) (*reply[airra.Incident], error) {
		r := airra.Resolution{By: airra.ActorFrom(ctx)}
		if b := in.Body; b != nil {
			r.By, r.Cause, r.Summary = or(b.By, r.By), b.Cause, b.Summary
		}
		return answering(s.opts.Backend.ResolveIncident(as(ctx, r.By), in.Key, r))
	})
	register(s, act("reopen", "Open a resolved incident again"), s.withReason(s.reopen))
	register(s, act("escalate", "Call for more help"), s.withReason(s.escalate))

	register(s, create("/incidents/{id}/comments", "comment-incident", "Add a comment to the timeline", "incidents"), func(ctx context.Context, in *struct {
		KeyPath
		Body comment
	},
	) (*reply[airra.Event], error) {
		return answering(s.opts.Backend.CommentIncident(as(ctx, in.Body.Author), in.Key, in.Body.Text))
	})
	register(s, post("/incidents/{id}/comments/{event}/retract", "retract-comment", "Take back a comment of one's own within ten minutes", "incidents"), func(ctx context.Context, in *struct {
		KeyPath
		Event int64 `path:"event" minimum:"1" doc:"The id of the comment's event"`
	},
	) (*reply[airra.Event], error) {
		return answering(s.opts.Backend.RetractComment(ctx, in.Key, in.Event))
	})
}

func act(verb, summary string) huma.Operation {
	return post("/incidents/{id}/"+verb, verb+"-incident", summary, "incidents")
}

// accepted is the analyze operation: its work goes on after the answer.
func accepted() huma.Operation {
	op := act("analyze", "Look for causes; the work goes on after the answer")
	op.DefaultStatus = http.StatusAccepted
	return op
}

// acceptance is an answer that says where to look later.
type acceptance struct {
	Location string `header:"Location" doc:"Where the result will be"`
	Body     airra.Accepted
}

func (s *server) analyze(ctx context.Context, in *KeyPath) (*acceptance, error) {
	a, err := s.opts.Backend.AnalyzeIncident(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	if a.Poll == "" {
		a.Poll = base + "/incidents/" + string(a.IncidentID)
	}
	return &acceptance{Location: a.Poll, Body: *a}, nil
}

// acknowledgement is the body of POST /incidents/{id}/acknowledge.
type acknowledgement struct {
	By  string `json:"acknowledged_by,omitempty" minLength:"2" maxLength:"255" pattern:"^[\\p{L}\\p{N}_.\\-@+]+$"`
	For string `json:"for,omitempty" maxLength:"32" doc:"How long it holds, like 30m or 2h; without it until further notice"`
}

func (s *server) registerAcknowledgement() {
	register(s, act("acknowledge", "Say that somebody has taken notice"), func(ctx context.Context, in *struct {
		KeyPath
		Body *acknowledgement
	},
	) (*reply[airra.Incident], error) {
		a := airra.Acknowledgement{By: airra.ActorFrom(ctx)}
		if b := in.Body; b != nil {
			duration, err := span(b.For)
			if err != nil {
				return nil, err
			}
			a.By, a.For = or(b.By, a.By), duration
		}
		return answering(s.opts.Backend.AcknowledgeIncident(as(ctx, a.By), in.Key, a))
	})
	unacknowledge := func(ctx context.Context, in *KeyPath) (*reply[airra.Incident], error) {
		return answering(s.opts.Backend.UnacknowledgeIncident(ctx, in.Key))
	}
	register(s, act("unacknowledge", "Take an acknowledgement back"), unacknowledge)
	remove := act("acknowledge", "Take an acknowledgement back")
	remove.Method, remove.OperationID = http.MethodDelete, "delete-acknowledgement"
	register(s, remove, unacknowledge)
}

// span reads how long an acknowledgement holds.
func span(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 || d > longestAcknowledgement {
		return 0, airra.Invalid("body.for", "must be a duration like 30m or 2h, and at most 720h")
	}
	return d, nil
}

// reasoned is a request with an optional reason.
type reasoned struct {
	KeyPath
	Body *reason
}

func (s *server) withReason(do func(ctx context.Context, key, why string) (*airra.Incident, error)) func(context.Context, *reasoned) (*reply[airra.Incident], error) {
	return func(ctx context.Context, in *reasoned) (*reply[airra.Incident], error) {
		why := ""
		if in.Body != nil {
			why = in.Body.Reason
		}
		return answering(do(ctx, in.Key, why))
	}
}

// reopen and escalate look the backend up when they are called: the document
// is written without one.
func (s *server) reopen(ctx context.Context, key, why string) (*airra.Incident, error) {
	return s.opts.Backend.ReopenIncident(ctx, key, why)
}

func (s *server) escalate(ctx context.Context, key, why string) (*airra.Incident, error) {
	return s.opts.Backend.EscalateIncident(ctx, key, why)
}

// as makes the person named in a body the one who acts.
func as(ctx context.Context, person string) context.Context {
	if person == "" {
		return ctx
	}
	return airra.WithActor(ctx, person)
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
