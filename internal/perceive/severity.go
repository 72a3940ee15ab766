package perceive

import "github.com/airra/airra/internal/airra"

// Severity is the milder of two opinions: how unusual the deviation is, and how
// important the service is. Sigma alone was rejected, because a quiet gauge of
// an unimportant service easily moves by a hundred standard deviations; a
// service nobody has rated counts as high, so that it is never overlooked.
func Severity(sigma float64, c airra.Criticality) airra.Severity {
	unusual, important := unusualness(sigma), importance(c)
	if unusual.Rank() < important.Rank() {
		return unusual
	}
	return important
}

// better are the categories of signals that moved to the good side. They are
// worth telling, because they surprise, but nobody has to get up for them.
var better = map[string]bool{"error_recovery": true, "latency_improvement": true, "memory_release": true}

// severityOf judges the signals of a service together: by the largest deviation
// among those that got worse, and as low when none did.
func severityOf(signals []airra.Signal, c airra.Criticality) airra.Severity {
	var worse []airra.Signal
	for _, s := range signals {
		if !better[s.Category] {
			worse = append(worse, s)
		}
	}
	if len(worse) == 0 {
		return airra.SeverityLow
	}
	return Severity(peakSigma(worse), c)
}

func unusualness(sigma float64) airra.Severity {
	switch {
	case sigma < 4:
		return airra.SeverityLow
	case sigma < 6:
		return airra.SeverityMedium
	case sigma < 12:
		return airra.SeverityHigh
	default:
		return airra.SeverityCritical
	}
}

func importance(c airra.Criticality) airra.Severity {
	switch c {
	case airra.CriticalityCritical:
		return airra.SeverityCritical
	case airra.CriticalityMedium:
		return airra.SeverityMedium
	case airra.CriticalityLow:
		return airra.SeverityLow
	default:
		return airra.SeverityHigh
	}
}
