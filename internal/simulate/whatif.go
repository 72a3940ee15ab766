package simulate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// cost is what an action of a type is assumed to do to a service while it works. It is
// the original's registry of risks; where nothing was measured, it is all there is.
type cost struct {
	risk                      float64
	expected, worst, recovery int64 // seconds
	reversible                bool
	reach                     string // single_pod, deployment, cluster
}

var costs = map[airra.ActionType]cost{
	airra.ActionScaleUp:            {0.05, 0, 30, 60, true, "deployment"},
	airra.ActionClearCache:         {0.10, 0, 120, 60, false, "deployment"},
	airra.ActionToggleFeatureFlag:  {0.20, 0, 60, 30, true, "deployment"},
	airra.ActionScaleDown:          {0.25, 0, 300, 120, true, "deployment"},
	airra.ActionRestartPod:         {0.35, 10, 300, 180, false, "single_pod"},
	airra.ActionRollbackDeployment: {0.50, 60, 1800, 600, false, "deployment"},
	airra.ActionDrainNode:          {0.60, 0, 3600, 1800, false, "cluster"},
	// Nobody has said what a custom action does, so it counts as the worst of the others.
	airra.ActionCustom: {0.60, 60, 3600, 1800, false, "cluster"},
}

// reachWeight is how much more an action risks where a failure reaches further.
var reachWeight = map[string]float64{"minimal": 0.8, "low": 0.8, "medium": 1, "high": 1.2, "critical": 1.5}

// priors are the assumed shares of executions that help, by type and, where that is
// known better, by cause and type.
var (
	priors = map[airra.ActionType]float64{
		airra.ActionScaleUp: 0.85, airra.ActionRollbackDeployment: 0.80, airra.ActionScaleDown: 0.75, airra.ActionToggleFeatureFlag: 0.75,
		airra.ActionRestartPod: 0.70, airra.ActionClearCache: 0.65, airra.ActionDrainNode: 0.60,
	}
	causePriors = map[string]map[airra.ActionType]float64{
		airra.CategoryMemoryLeak:    {airra.ActionRestartPod: 0.70, airra.ActionScaleUp: 0.30},
		airra.CategoryCPUSpike:      {airra.ActionScaleUp: 0.80, airra.ActionRestartPod: 0.40},
		airra.CategoryErrorSpike:    {airra.ActionRollbackDeployment: 0.85, airra.ActionRestartPod: 0.50},
		airra.CategoryDatabaseIssue: {airra.ActionRestartPod: 0.60},
		"cache_issue":               {airra.ActionClearCache: 0.75},
	}
)

const (
	unknownPrior  = 0.5
	leastSuccess  = 0.5 // below it an action is not worth its risk
	highRisk      = 0.7
	boldSuccess   = 0.8 // what a risky action has to promise
	mostRelief    = 0.3 // how much of the risk a long outage can outweigh
	reliefPerHour = 3.0
)

// The scopes of an answer, from the narrowest on.
const (
	scopeCause   = "this service and cause"
	scopeService = "this service"
	scopeAll     = "every service"
)

// Question is what a what-if answer is worked out from.
type Question struct {
	airra.WhatIf
	Outcomes   []airra.ActionOutcomes // of this type of action
	BlastLevel string                 // how far a failure of the service reaches
	Dependents []airra.ServiceName
	Others     []airra.ServiceName // every other service that is known
	Down       time.Duration       // for how long the incident has lasted; 0 where there is none
	Forbidden  string              // why a policy forbids it; empty when none does
	Unknown    bool                // the service stands in no services file
}

// Answer works out what would come of an action. Risk is the number; its level is a
// word of the act room's, and is set there.
func Answer(q Question) airra.WhatIfAnswer {
	c := costs[q.ActionType]
	a := airra.WhatIfAnswer{
		ActionType: q.ActionType, Service: q.Service, Category: q.Category, Risk: risk(c, q.BlastLevel, q.Down),
		ExpectedSeconds: c.expected, WorstSeconds: c.worst, RecoverySeconds: c.recovery, Reversible: c.reversible,
		TouchedServices: touched(c.reach, q), Reasons: []string{},
	}
	rate(&a, q)
	recommend(&a, q)
	return a
}

// risk is the original's: the assumed risk, more of it where a failure reaches
// further, and less of it the longer the service is down anyway.
func risk(c cost, blastLevel string, down time.Duration) float64 {
	relief := min(mostRelief, reliefPerHour*down.Hours())
	return min(1, max(0, c.risk*reachWeight[blastLevel]-relief))
}

func touched(reach string, q Question) []airra.ServiceName {
	services := []airra.ServiceName{q.Service}
	switch reach {
	case "deployment":
		services = append(services, q.Dependents...)
	case "cluster":
		services = append(services, q.Others...)
	}
	return slices.Compact(services)
}

// rate takes the success from what was recorded: executions of real incidents first,
// for the narrowest scope that has any; then rehearsals and simulations, which are
// about a plan; and only where there is nothing at all what is assumed.
func rate(a *airra.WhatIfAnswer, q Question) {
	lived := func(o airra.ActionOutcomes) bool { return !o.DryRun && o.Origin == airra.OriginReal }
	rehearsed := func(o airra.ActionOutcomes) bool { return !lived(o) }
	for _, basis := range []struct {
		name string
		fits func(airra.ActionOutcomes) bool
	}{{airra.BasisRecorded, lived}, {airra.BasisRehearsed, rehearsed}} {
		for _, scope := range []string{scopeCause, scopeService, scopeAll} {
			helped, judged := count(q, scope, basis.fits)
			if judged > 0 {
				a.Basis, a.Scope, a.Outcomes, a.Effective = basis.name, scope, judged, helped
				a.SuccessRate = float64(helped) / float64(judged)
				return
			}
		}
	}
	a.Basis, a.SuccessRate = airra.BasisPrior, prior(q.Category, q.ActionType)
}

func count(q Question, scope string, fits func(airra.ActionOutcomes) bool) (helped, judged int) {
	for _, o := range q.Outcomes {
		inScope := scope == scopeAll || o.Service == q.Service && (scope == scopeService || q.Category != "" && o.Category == q.Category)
		if inScope && fits(o) {
			helped += o.Confirmed
			judged += o.Confirmed + o.Rejected
		}
	}
	return helped, judged
}

func prior(category string, action airra.ActionType) float64 {
	if known, ok := causePriors[category][action]; ok {
		return known
	}
	if known, ok := priors[action]; ok {
		return known
	}
	return unknownPrior
}

// recommend weighs success against risk, and says why in sentences. What speaks for an
// action never outweighs one reason against it.
func recommend(a *airra.WhatIfAnswer, q Question) {
	a.Reasons = append(a.Reasons, basisSentence(*a))
	against := func(format string, args ...any) {
		a.Reasons = append(a.Reasons, "Against it: "+fmt.Sprintf(format, args...))
	}
	said := len(a.Reasons)
	if q.Forbidden != "" {
		against("%s.", strings.TrimSuffix(q.Forbidden, "."))
	}
	if a.SuccessRate < leastSuccess {
		against("it helps less often than not.")
	}
	if a.Risk > highRisk && a.SuccessRate < boldSuccess {
		against("a risk of %.2f wants a success of at least %.0f %%.", a.Risk, 100*boldSuccess)
	}
	if q.ActionType == airra.ActionScaleDown && q.Category != airra.CategoryTrafficDrop {
		against("taking capacity away answers only a fall of traffic.")
	}
	a.Recommended = len(a.Reasons) == said
	if q.Unknown {
		a.Reasons = append(a.Reasons, fmt.Sprintf("Nobody has told this server about %s, so what depends on it is not counted.", q.Service))
	}
	if !a.Reversible {
		a.Reasons = append(a.Reasons, "It cannot be undone.")
	}
}

func basisSentence(a airra.WhatIfAnswer) string {
	switch a.Basis {
	case airra.BasisRecorded:
		return fmt.Sprintf("It helped %d of %d times, counted over %s.", a.Effective, a.Outcomes, a.Scope)
	case airra.BasisRehearsed:
		return fmt.Sprintf("It was judged right %d of %d times, counted over %s, but only in rehearsals and simulations: nothing was executed on a real incident.", a.Effective, a.Outcomes, a.Scope)
	default:
		return fmt.Sprintf("Nobody has judged such an action yet; %.0f %% is an assumption.", 100*a.SuccessRate)
	}
}
