package act

import "github.com/airra/airra/internal/airra"

// Blast is how far the failure of a service reaches.
type Blast struct {
	Score      float64 `json:"score"` // 0..1
	Level      string  `json:"level"` // minimal, low, medium, high, critical
	Dependents int     `json:"affected_services_count"`
	Urgency    float64 `json:"urgency_multiplier"` // 1..5
}

// Traffic is what is known about the load of a service. The zero value means
// that nothing is known.
type Traffic struct {
	RequestsPerSecond float64
	FailingShare      float64 // share of the dependents that answer with errors, 0..1
}

// assumedRate stands in for an unknown request rate.
const assumedRate = 10

var (
	dependentWeight   = map[airra.Criticality]float64{airra.CriticalityLow: 0.7, airra.CriticalityMedium: 1, airra.CriticalityHigh: 1.3, airra.CriticalityCritical: 1.6}
	criticalityWeight = map[airra.Criticality]float64{airra.CriticalityLow: 0.2, airra.CriticalityMedium: 0.5, airra.CriticalityHigh: 0.7, airra.CriticalityCritical: 1}
	urgencyBase       = map[string]float64{"minimal": 1, "low": 1.5, "medium": 2.5, "high": 3.5, "critical": 5}
)

// BlastRadius computes the original's score, 0.30 D + 0.25 V + 0.25 E + 0.20 C,
// where D weighs the direct dependents by the criticality of the failing
// service, V is the request rate over 100, E the failing share of the
// dependents and C the criticality itself. A service nobody has described
// counts as of medium criticality.
func BlastRadius(service airra.ServiceName, topology airra.Topology, traffic Traffic) Blast {
	known, _ := topology.Service(service)
	criticality := known.Criticality
	if criticality == airra.CriticalityUnknown {
		criticality = airra.CriticalityMedium
	}
	rate := traffic.RequestsPerSecond
	if rate <= 0 {
		rate = assumedRate
	}
	dependents := len(topology.Dependents(service))
	score := 0.30*min(1, float64(dependents)*dependentWeight[criticality]/10) +
		0.25*min(1, rate/100) +
		0.25*traffic.FailingShare +
		0.20*criticalityWeight[criticality]
	level := blastLevel(score)
	return Blast{
		Score: score, Level: level, Dependents: dependents,
		Urgency: min(5, max(1, urgencyBase[level]+0.5*score)),
	}
}

func blastLevel(score float64) string {
	switch {
	case score >= 0.8:
		return "critical"
	case score >= 0.6:
		return "high"
	case score >= 0.4:
		return "medium"
	case score >= 0.2:
		return "low"
	default:
		return "minimal"
	}
}
