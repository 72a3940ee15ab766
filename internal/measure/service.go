package measure

import "github.com/airra/airra/internal/airra"

// Score is how reliable a service is, 0 to 100: each incident costs two points, fifty
// at most, and each critical one ten more, thirty at most.
func Score(incidents, critical int64) float64 {
	return float64(max(0, 100-min(2*incidents, 50)-min(10*critical, 30)))
}

// Reliability describes a service by the sum of its incidents.
func Reliability(service string, s Sum) airra.ServiceReliability {
	return airra.ServiceReliability{
		Service: airra.ServiceName(service), TotalIncidents: int(s.Incidents), CriticalIncidents: int(s.Critical),
		AvgResolutionMinutes: Minutes(s), ReliabilityScore: Score(s.Incidents, s.Critical),
	}
}

// Minutes is how long the resolved ones took on average; nil when none was resolved.
func Minutes(s Sum) *float64 {
	if s.Resolved <= 0 {
		return nil
	}
	mean := float64(s.ResolvedMillis) / float64(s.Resolved) / 60_000
	return &mean
}

// Trend counts incidents by day and severity, with a row for each day of the window
// that had none too.
func Trend(w Window, count func(day string, severity airra.Severity) int64) []airra.TrendDay {
	days := w.Days()
	trend := make([]airra.TrendDay, len(days))
	for i, day := range days {
		t := airra.TrendDay{
			Date: day, Critical: int(count(day, airra.SeverityCritical)), High: int(count(day, airra.SeverityHigh)),
			Medium: int(count(day, airra.SeverityMedium)), Low: int(count(day, airra.SeverityLow)),
		}
		t.Count = t.Critical + t.High + t.Medium + t.Low
		trend[i] = t
	}
	return trend
}
