package api

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

// approval is the body of POST /approvals/{id}/approve.
type approval struct {
	By      string              `json:"approved_by" minLength:"2" maxLength:"255" pattern:"^[\\p{L}\\p{N}_.\\-@+]+$"`
	Mode    airra.ExecutionMode `json:"execution_mode,omitempty" enum:"dry_run,live" doc:"Default: dry_run"`
	Notes   string              `json:"approval_notes,omitempty" maxLength:"10000"`
	Execute bool                `json:"execute,omitempty" doc:"Start the execution with the approval"`
}

// rejection is the body of POST /approvals/{id}/reject.
type rejection struct {
	By     string `json:"rejected_by" minLength:"2" maxLength:"255" pattern:"^[\\p{L}\\p{N}_.\\-@+]+$"`
	Reason string `json:"rejection_reason" minLength:"1" maxLength:"10000"`
}

// registerActions adds the remedies and the decisions about them.
func (s *server) registerActions() {
	const tag = "actions"
	register(s, get("/actions", "list-actions", "List actions, newest first", tag), s.listActions)
	register(s, get("/actions/{id}", "get-action", "Show an action", tag),
		func(ctx context.Context, in *KeyPath) (*reply[airra.Action], error) {
			return answering(s.opts.Backend.FindAction(ctx, in.Key))
		})
	register(s, get("/actions/incident/{id}", "list-actions-of-incident", "List the actions of an incident, oldest first; none for an unknown one", tag),
		func(ctx context.Context, in *KeyPath) (*reply[[]airra.Action], error) {
			actions, err := s.opts.Backend.IncidentActions(ctx, in.Key)
			if airra.ErrorCode(err) == airra.CodeNotFound {
				actions, err = nil, nil
			}
			return listing(actions, err)
		})
	register(s, s.write(post("/actions/{id}/execute", "execute-action", "Carry out an approved action", tag)),
		func(ctx context.Context, in *KeyPath) (*reply[airra.Action], error) {
			return answering(s.opts.Backend.ExecuteAction(ctx, in.Key))
		})
	s.registerApprovals("approvals")
}

func (s *server) registerApprovals(tag string) {
	register(s, get("/approvals/pending", "list-pending-approvals", "List what waits for a decision, oldest first", tag),
		func(ctx context.Context, _ *struct{}) (*reply[[]airra.Action], error) {
			return listing(s.opts.Backend.PendingApprovals(ctx))
		})
	register(s, s.write(post("/approvals/{id}/approve", "approve-action", "Approve an action by name", tag)),
		func(ctx context.Context, in *struct {
			KeyPath
			Body approval
		},
		) (*reply[airra.Action], error) {
			a := airra.Approval{
				ApprovedBy: in.Body.By, ExecutionMode: airra.ExecutionMode(or(string(in.Body.Mode), string(airra.ModeDryRun))),
				ApprovalNotes: in.Body.Notes, Execute: in.Body.Execute,
			}
			return answering(s.opts.Backend.ApproveAction(as(ctx, a.ApprovedBy), in.Key, a))
		})
	register(s, s.write(post("/approvals/{id}/reject", "reject-action", "Reject an action by name", tag)),
		func(ctx context.Context, in *struct {
			KeyPath
			Body rejection
		},
		) (*reply[airra.Action], error) {
			r := airra.Rejection{RejectedBy: in.Body.By, RejectionReason: in.Body.Reason}
			return answering(s.opts.Backend.RejectAction(as(ctx, r.RejectedBy), in.Key, r))
		})
}

func (s *server) listActions(ctx context.Context, in *struct {
	Skip     int    `query:"skip" minimum:"0" maximum:"1000000"`
	Limit    int    `query:"limit" minimum:"1" maximum:"100" default:"100"`
	Status   string `query:"status" enum:"proposed,pending_approval,approved,rejected,executing,succeeded,failed,rolled_back"`
	Incident string `query:"incident" maxLength:"64" doc:"Only those of one incident"`
},
) (*reply[[]airra.Action], error) {
	filter := airra.ActionFilter{Skip: in.Skip, Limit: in.Limit, Status: airra.ActionStatus(in.Status)}
	var err error
	if filter.Incident, err = s.incidentID(ctx, in.Incident); err != nil {
		return nil, err
	}
	return listing(s.opts.Backend.FindActions(ctx, filter))
}

// incidentID finds the id for whatever a caller uses to name an incident, or
// nothing for nothing.
func (s *server) incidentID(ctx context.Context, key string) (airra.IncidentID, error) {
	if key == "" {
		return "", nil
	}
	incident, err := s.opts.Backend.FindIncident(ctx, key)
	if err != nil {
		return "", err
	}
	return incident.ID, nil
}
