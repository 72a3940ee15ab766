package airra

import (
	"encoding/json"
	"slices"
	"time"
)

// ActionType is one of the known remedies. A model can only choose among them.
type ActionType string

// The remedies.
const (
	ActionRestartPod         ActionType = "restart_pod"
	ActionScaleUp            ActionType = "scale_up"
	ActionScaleDown          ActionType = "scale_down"
	ActionRollbackDeployment ActionType = "rollback_deployment"
	ActionToggleFeatureFlag  ActionType = "toggle_feature_flag"
	ActionClearCache         ActionType = "clear_cache"
	ActionDrainNode          ActionType = "drain_node"
	ActionCustom             ActionType = "custom"
)

// ActionTypes lists the remedies.
var ActionTypes = []ActionType{
	ActionRestartPod, ActionScaleUp, ActionScaleDown, ActionRollbackDeployment,
	ActionToggleFeatureFlag, ActionClearCache, ActionDrainNode, ActionCustom,
}

// Valid says whether t is a known remedy.
func (t ActionType) Valid() bool { return slices.Contains(ActionTypes, t) }

// RiskLevel is a risk score in words.
type RiskLevel string

// The risk levels.
const (
	RiskLow      RiskLevel = "low"
	RiskMedium   RiskLevel = "medium"
	RiskHigh     RiskLevel = "high"
	RiskCritical RiskLevel = "critical"
)

// ExecutionMode says whether an execution changes anything.
type ExecutionMode string

// The execution modes. Nothing else is accepted: an unknown word must never be
// read as live.
const (
	ModeDryRun ExecutionMode = "dry_run"
	ModeLive   ExecutionMode = "live"
)

// Valid says whether m is one of the two.
func (m ExecutionMode) Valid() bool { return m == ModeDryRun || m == ModeLive }

// The words of ExecutionResult.Status.
const (
	ExecutionSuccess = "success"
	ExecutionFailed  = "failed"
)

// ExecutionResult is what the executor said.
type ExecutionResult struct {
	Status  string         `json:"status"` // success or failed
	Message string         `json:"message"`
	DryRun  bool           `json:"dry_run"`
	Details map[string]any `json:"details"`
}

// RiskTerm is one summand of a risk score, so that a person can check the sum.
type RiskTerm struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
}

// Action is a proposed remedy and its fate.
type Action struct {
	ID                       ActionID         `json:"id"`
	Ref                      string           `json:"ref"`
	IncidentID               IncidentID       `json:"incident_id"`
	IncidentRef              string           `json:"incident_ref"`
	HypothesisID             *HypothesisID    `json:"hypothesis_id"` // the cause it answers
	ActionType               ActionType       `json:"action_type"`
	Name                     string           `json:"name"`
	Description              string           `json:"description"`
	TargetService            ServiceName      `json:"target_service"`
	TargetResource           *string          `json:"target_resource"`
	RiskLevel                RiskLevel        `json:"risk_level"`
	RiskScore                float64          `json:"risk_score"`
	RiskTerms                []RiskTerm       `json:"risk_terms"`
	BlastRadius              string           `json:"blast_radius"`
	Parameters               json.RawMessage  `json:"parameters"`
	Status                   ActionStatus     `json:"status"`
	RequiresApproval         bool             `json:"requires_approval"` // always true
	ApprovedBy               *string          `json:"approved_by"`
	ApprovedAt               *time.Time       `json:"approved_at"`
	ApprovalNotes            *string          `json:"approval_notes"`
	RejectedBy               *string          `json:"rejected_by"`
	RejectedAt               *time.Time       `json:"rejected_at"`
	RejectionReason          *string          `json:"rejection_reason"`
	ExecutionMode            ExecutionMode    `json:"execution_mode"`
	ExecutedAt               *time.Time       `json:"executed_at"`
	ExecutionDurationSeconds *int64           `json:"execution_duration_seconds"`
	ExecutionResult          *ExecutionResult `json:"execution_result"`
	CreatedAt                time.Time        `json:"created_at"`
	UpdatedAt                time.Time        `json:"updated_at"`
	Version                  int64            `json:"-"`
}

// ActionFilter chooses actions. Zero fields do not restrict.
type ActionFilter struct {
	Incident    IncidentID
	Status      ActionStatus
	OldestFirst bool // default is newest first
	Skip, Limit int  // Limit 0 means 100
}

// Approval is a person's yes.
type Approval struct {
	ApprovedBy    string        `json:"approved_by"`
	ExecutionMode ExecutionMode `json:"execution_mode,omitempty"` // default dry_run
	ApprovalNotes string        `json:"approval_notes,omitempty"`
	Execute       bool          `json:"execute,omitempty"` // start it in the same transaction
}

// Rejection is a person's no.
type Rejection struct {
	RejectedBy      string `json:"rejected_by"`
	RejectionReason string `json:"rejection_reason"`
}
