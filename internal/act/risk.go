package act

import (
	"strings"

	"github.com/airra/airra/internal/airra"
)

// baseRisk is the score of a level before the case is looked at.
var baseRisk = map[airra.RiskLevel]float64{
	airra.RiskLow: 0.20, airra.RiskMedium: 0.50, airra.RiskHigh: 0.75, airra.RiskCritical: 0.95,
}

// tierRisk is what touching an important service adds.
var tierRisk = map[string]float64{"tier-1": 0.15, "tier-2": 0.05}

// doubt is how much of the score a hypothesis without any confidence adds.
const doubt = 0.1

// RiskScore is a score in 0..1, its level, and the summands.
type RiskScore struct {
	Score float64
	Level airra.RiskLevel
	Terms []airra.RiskTerm
}

// Risk computes the original's score: clamp(base + 0.1 x (1 - confidence) +
// tier, 0, 1). The terms are kept, so that the person who decides can check the
// sum.
func Risk(base airra.RiskLevel, confidence float64, tier string) RiskScore {
	// Doubt is 0.1 x (1 - confidence).
	terms := []airra.RiskTerm{
		{Name: "base (" + string(base) + ")", Value: baseRisk[base]},
		{Name: "doubt", Value: doubt * (1 - confidence)},
	}
	if extra := tierRisk[tier]; extra > 0 {
		terms = append(terms, airra.RiskTerm{Name: tier, Value: extra})
	}
	score := 0.0
	for _, t := range terms {
		score += t.Value
	}
	score = min(1, max(0, score))
	return RiskScore{Score: score, Level: RiskLevelOf(score), Terms: terms}
}

// RiskLevelOf puts a score into words: from .9 critical, from .7 high, from .4
// medium, else low.
func RiskLevelOf(score float64) airra.RiskLevel {
	switch {
	case score >= 0.9:
		return airra.RiskCritical
	case score >= 0.7:
		return airra.RiskHigh
	case score >= 0.4:
		return airra.RiskMedium
	default:
		return airra.RiskLow
	}
}

// tier finds the tier of a service: what the incident's own context says wins
// over the services file, since a caller may know better. tier1 and tier-1 are
// the same.
func tier(service airra.ServiceName, f facts, topology airra.Topology) string {
	known, _ := topology.Service(service)
	for _, candidate := range []string{f.Tier, f.ServiceTier, known.Tier} {
		if candidate != "" {
			return normalTier(candidate)
		}
	}
	return ""
}

func normalTier(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	if rest, ok := strings.CutPrefix(text, "tier"); ok {
		return "tier-" + strings.TrimLeft(rest, "-_ ")
	}
	return text
}
