// Package act turns a ranked list of causes into one proposed remedy, says how
// risky it is and whether a policy forbids it, and carries it out once a person
// has approved it.
//
// Everything but the executors is a pure function. Nothing in this package can
// approve anything: an action leaves it with RequiresApproval set, always.
package act

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// remedy is one row of the selection table: what is done about a category, how
// risky that is before anything is known about the case, and how far it
// reaches.
type remedy struct {
	action airra.ActionType
	risk   airra.RiskLevel
	reach  string
}

// remedies is the original's table, with one row more: a deployment issue is
// answered by undoing the deployment, which the original scored but never
// proposed.
var remedies = map[string]remedy{
	airra.CategoryMemoryLeak:      {airra.ActionRestartPod, airra.RiskMedium, "medium"},
	airra.CategoryLatencySpike:    {airra.ActionRestartPod, airra.RiskMedium, "medium"},
	airra.CategoryCPUSpike:        {airra.ActionScaleUp, airra.RiskLow, "low"},
	airra.CategoryTrafficSpike:    {airra.ActionScaleUp, airra.RiskLow, "low"},
	airra.CategoryTrafficDrop:     {airra.ActionScaleDown, airra.RiskLow, "low"},
	airra.CategoryErrorSpike:      {airra.ActionRollbackDeployment, airra.RiskHigh, "high"},
	airra.CategoryDeploymentIssue: {airra.ActionRollbackDeployment, airra.RiskHigh, "high"},
	airra.CategoryDatabaseIssue:   {airra.ActionRestartPod, airra.RiskHigh, "high"},
	airra.CategoryNetworkIssue:    {airra.ActionRestartPod, airra.RiskHigh, "high"},
}

// Veto is a remedy that a policy forbade, kept so that the timeline can say why
// something obvious was not proposed.
type Veto struct {
	ActionType airra.ActionType
	Reason     string
}

// Proposal is the outcome of a selection. Action is nil when no hypothesis has
// an allowed remedy.
type Proposal struct {
	Action *airra.Action
	Vetoes []Veto
}

// Propose walks down the ranked hypotheses to the first one that has an allowed
// remedy. Stopping at the first hypothesis, as the original did, leaves a
// person with nothing to decide whenever the best guess has no remedy.
func Propose(incident airra.Incident, hypotheses []airra.Hypothesis, topology airra.Topology, mode airra.ExecutionMode, now time.Time) Proposal {
	var proposal Proposal
	for _, h := range hypotheses {
		r, known := remedies[h.Category]
		if !known {
			continue
		}
		if err := Allowed(r.action, incident.AffectedService); err != nil {
			proposal.Vetoes = append(proposal.Vetoes, Veto{ActionType: r.action, Reason: airra.ErrorMessage(err)})
			continue
		}
		proposal.Action = propose(incident, h, r, topology, mode, now)
		return proposal
	}
	return proposal
}

func propose(incident airra.Incident, h airra.Hypothesis, r remedy, topology airra.Topology, mode airra.ExecutionMode, now time.Time) *airra.Action {
	facts := readFacts(incident.Context)
	service := incident.AffectedService
	risk := Risk(r.risk, h.ConfidenceScore, tier(service, facts, topology))
	return &airra.Action{
		ID:               airra.ActionID(airra.NewID()),
		IncidentID:       incident.ID,
		IncidentRef:      incident.Ref,
		HypothesisID:     &h.ID,
		ActionType:       r.action,
		Name:             fmt.Sprintf("%s - %s", title(r.action), service),
		Description:      describe(r.action, service, h),
		TargetService:    service,
		TargetResource:   facts.pod(),
		RiskLevel:        risk.Level,
		RiskScore:        risk.Score,
		RiskTerms:        risk.Terms,
		BlastRadius:      r.reach,
		Parameters:       parameters(r.action, service, facts),
		Status:           airra.ActionPendingApproval,
		RequiresApproval: true,
		ExecutionMode:    mode,
		CreatedAt:        now,
		UpdatedAt:        now,
	}
}

// title makes "Rollback Deployment" of rollback_deployment.
func title(t airra.ActionType) string {
	parts := strings.Split(string(t), "_")
	for i, part := range parts {
		parts[i] = strings.ToUpper(part[:1]) + part[1:]
	}
	return strings.Join(parts, " ")
}

// whatItDoes says in a clause what a remedy does to a service.
var whatItDoes = map[airra.ActionType]string{
	airra.ActionRestartPod:         "Restart one pod of %s",
	airra.ActionScaleUp:            "Add one replica to %s",
	airra.ActionScaleDown:          "Remove one replica from %s",
	airra.ActionRollbackDeployment: "Put %s back to its previous revision",
}

func describe(t airra.ActionType, service airra.ServiceName, h airra.Hypothesis) string {
	return fmt.Sprintf(whatItDoes[t], service) + ", because: " + h.Description
}

// facts are the few things of an incident's context that shape an action.
type facts struct {
	PodName         string `json:"pod_name"`
	Tier            string `json:"tier"`
	ServiceTier     string `json:"service_tier"` // how the monitor writes it
	CurrentReplicas int    `json:"current_replicas"`
	PodCount        int    `json:"pod_count"`
}

// readFacts takes what it can read. A context is foreign text, so a key of the
// wrong type is as good as a missing one and must not hide the others.
func readFacts(context json.RawMessage) facts {
	var raw map[string]json.RawMessage
	if json.Unmarshal(context, &raw) != nil {
		return facts{}
	}
	var f facts
	for key, target := range map[string]any{
		"pod_name": &f.PodName, "tier": &f.Tier, "service_tier": &f.ServiceTier,
		"current_replicas": &f.CurrentReplicas, "pod_count": &f.PodCount,
	} {
		if value, ok := raw[key]; ok && json.Unmarshal(value, target) != nil {
			continue
		}
	}
	return f
}

func (f facts) pod() *string {
	if f.PodName == "" {
		return nil
	}
	return &f.PodName
}

// replicas is the present number of replicas, or fallback when nobody said.
func (f facts) replicas(fallback int) int {
	switch {
	case f.CurrentReplicas > 0:
		return f.CurrentReplicas
	case f.PodCount > 0:
		return f.PodCount
	default:
		return fallback
	}
}

// Bounds of a remedy's parameters, as the original set them.
const (
	gracefulShutdownSeconds = 30
	scaleHeadroom           = 5
)

// parameters spells out what exactly would be done. The selector and the
// executors share these keys; the original's disagreed, and scaled everything
// to two.
func parameters(t airra.ActionType, service airra.ServiceName, f facts) json.RawMessage {
	p := map[string]any{"service_name": service}
	switch t {
	case airra.ActionRestartPod:
		p["graceful_shutdown_seconds"] = gracefulShutdownSeconds
	case airra.ActionScaleUp:
		current := f.replicas(1)
		p["current_replicas"], p["target_replicas"], p["max_replicas"] = current, current+1, current+scaleHeadroom
	case airra.ActionScaleDown:
		current := f.replicas(2)
		p["current_replicas"], p["target_replicas"] = current, max(1, current-1)
	case airra.ActionRollbackDeployment:
		p["revision"] = "previous"
	}
	encoded, _ := json.Marshal(p) // A map of strings and whole numbers always has a JSON form.
	return encoded
}
