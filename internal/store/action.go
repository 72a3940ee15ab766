package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// actionsByDefault is how many actions a filter without a limit gives.
const actionsByDefault = 100

// actionRow is a row of actions. The ref of the incident stands in it, because
// a ref never changes and every list shows it.
type actionRow struct {
	bun.BaseModel `bun:"table:actions"`

	ID                       string `bun:",pk"`
	Ref                      string
	IncidentID               string
	IncidentRef              string
	HypothesisID             *string
	ActionType               string
	Name                     string
	Description              string
	TargetService            string
	TargetResource           *string
	RiskLevel                string
	RiskScore                float64
	RiskTerms                document[[]airra.RiskTerm]
	BlastRadius              string
	Parameters               string
	Status                   string
	RequiresApproval         bool
	ApprovedBy               *string
	ApprovedAt               *time.Time
	ApprovalNotes            *string
	RejectedBy               *string
	RejectedAt               *time.Time
	RejectionReason          *string
	ExecutionMode            string
	ExecutedAt               *time.Time
	ExecutionDurationSeconds *int64
	ExecutionResult          document[*airra.ExecutionResult]
	CreatedAt                time.Time
	UpdatedAt                time.Time
	Version                  int64
}

func rowOfAction(a *airra.Action) actionRow {
	return actionRow{
		ID: string(a.ID), Ref: a.Ref, IncidentID: string(a.IncidentID), IncidentRef: a.IncidentRef,
		HypothesisID: (*string)(a.HypothesisID), ActionType: string(a.ActionType), Name: a.Name, Description: a.Description,
		TargetService: string(a.TargetService), TargetResource: a.TargetResource, RiskLevel: string(a.RiskLevel),
		RiskScore: a.RiskScore, RiskTerms: documentOf(list(a.RiskTerms)), BlastRadius: a.BlastRadius,
		Parameters: string(a.Parameters), Status: string(a.Status), RequiresApproval: a.RequiresApproval,
		ApprovedBy: a.ApprovedBy, ApprovedAt: a.ApprovedAt, ApprovalNotes: a.ApprovalNotes,
		RejectedBy: a.RejectedBy, RejectedAt: a.RejectedAt, RejectionReason: a.RejectionReason,
		ExecutionMode: string(a.ExecutionMode), ExecutedAt: a.ExecutedAt, ExecutionDurationSeconds: a.ExecutionDurationSeconds,
		ExecutionResult: documentOf(a.ExecutionResult), CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt, Version: a.Version,
	}
}

func (r *actionRow) action() airra.Action {
	return airra.Action{
		ID: airra.ActionID(r.ID), Ref: r.Ref, IncidentID: airra.IncidentID(r.IncidentID), IncidentRef: r.IncidentRef,
		HypothesisID: (*airra.HypothesisID)(r.HypothesisID), ActionType: airra.ActionType(r.ActionType), Name: r.Name, Description: r.Description,
		TargetService: airra.ServiceName(r.TargetService), TargetResource: r.TargetResource, RiskLevel: airra.RiskLevel(r.RiskLevel),
		RiskScore: r.RiskScore, RiskTerms: list(r.RiskTerms.Content), BlastRadius: r.BlastRadius,
		Parameters: rawJSON(r.Parameters), Status: airra.ActionStatus(r.Status), RequiresApproval: r.RequiresApproval,
		ApprovedBy: r.ApprovedBy, ApprovedAt: moment(r.ApprovedAt), ApprovalNotes: r.ApprovalNotes,
		RejectedBy: r.RejectedBy, RejectedAt: moment(r.RejectedAt), RejectionReason: r.RejectionReason,
		ExecutionMode: airra.ExecutionMode(r.ExecutionMode), ExecutedAt: moment(r.ExecutedAt), ExecutionDurationSeconds: r.ExecutionDurationSeconds,
		ExecutionResult: r.ExecutionResult.Content, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: r.Version,
	}
}

// Action finds one action.
func (r reader) Action(ctx context.Context, key airra.Key) (*airra.Action, error) {
	var rows []actionRow
	query := whereKey(r.db.NewSelect().Model(&rows), key)
	if err := query.Scan(ctx); err != nil {
		return nil, fault("read action", err)
	}
	row, err := theOne(rows, "Action", key, func(row *actionRow) string { return row.Ref })
	if err != nil {
		return nil, err
	}
	action := row.action()
	return &action, nil
}

// Actions lists actions by the time of their creation.
func (r reader) Actions(ctx context.Context, filter airra.ActionFilter) ([]airra.Action, error) {
	var rows []actionRow
	query := r.db.NewSelect().Model(&rows)
	if filter.Incident != "" {
		query = query.Where("incident_id = ?", string(filter.Incident))
	}
	if filter.Status != "" {
		query = query.Where("status = ?", string(filter.Status))
	}
	order := "created_at DESC, id DESC"
	if filter.OldestFirst {
		order = "created_at, id"
	}
	limit := filter.Limit
	if limit <= 0 {
		limit = actionsByDefault
	}
	if err := query.OrderExpr(order).Limit(int64(limit)).Offset(int64(max(0, filter.Skip))).Scan(ctx); err != nil {
		return nil, fault("read actions", err)
	}
	actions := make([]airra.Action, len(rows))
	for i := range rows {
		actions[i] = rows[i].action()
	}
	return actions, nil
}
