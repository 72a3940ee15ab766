package api

import (
	"context"
	"net/http"

	"github.com/airra/airra/internal/airra"
)

// assigning is the body of POST /incidents/{id}/assign.
type assigning struct {
	Strategy airra.AssignStrategy `json:"strategy,omitempty" enum:"on_call,load_balanced" doc:"Default: on_call, and load_balanced where nobody is"`
}

// registerAssignments adds who works on an incident.
func (s *server) registerAssignments() {
	const tag = "assignments"
	register(s, post("/incidents/{id}/assign", "assign-incident", "Find somebody for an incident", tag),
		func(ctx context.Context, in *struct {
			KeyPath
			Body *assigning
		},
		) (*reply[airra.Assignment], error) {
			var strategy airra.AssignStrategy
			if in.Body != nil {
				strategy = in.Body.Strategy
			}
			return answering(whole(fillAssignment)(s.opts.Backend.AssignIncident(ctx, in.Key, strategy)))
		})
	register(s, post("/incidents/{id}/assign/{engineer_id}", "assign-incident-to", "Give an incident to an engineer, whoever has it now", tag),
		func(ctx context.Context, in *struct {
			KeyPath
			Engineer string `path:"engineer_id" maxLength:"255" doc:"An id, an e-mail address or a name"`
			Force    bool   `query:"force" doc:"Whether or not the engineer can take something on"`
		},
		) (*reply[airra.Assignment], error) {
			return answering(whole(fillAssignment)(s.opts.Backend.AssignIncidentTo(ctx, in.Key, in.Engineer, in.Force)))
		})
	unassign := begin(http.MethodDelete, http.StatusOK, get("/incidents/{id}/assign", "unassign-incident", "Take an incident from whoever has it", tag))
	register(s, unassign, func(ctx context.Context, in *KeyPath) (*reply[airra.Assignment], error) {
		return answering(whole(fillAssignment)(s.opts.Backend.UnassignIncident(ctx, in.Key)))
	})
	register(s, get("/incidents/{id}/assignment", "get-assignment", "Say to whom an incident is assigned", tag),
		func(ctx context.Context, in *KeyPath) (*reply[airra.AssignmentInfo], error) {
			return answering(whole(fillAssignmentInfo)(s.opts.Backend.IncidentAssignment(ctx, in.Key)))
		})
}
