package measure

import (
	"time"

	"github.com/airra/airra/internal/airra"
)

// Sum is what some incidents add up to. Sums can be added, and the sum of incidents as
// they were be taken away again.
type Sum struct {
	airra.IncidentSum
	Resolution      Histogram
	Acknowledgement Histogram
}

// Count adds an incident n times; with n of -1 it takes it away.
func (s *Sum) Count(p airra.Footprint, n int64) {
	s.Incidents += n
	if p.Open {
		s.Open += n
	}
	if p.Severity == airra.SeverityCritical {
		s.Critical += n
	}
	if p.Analysed {
		s.Analysed += n
	}
	if p.ResolvedMillis != nil {
		s.Resolved += n
		s.ResolvedMillis += n * *p.ResolvedMillis
		s.Resolution.add(*p.ResolvedMillis, n)
	}
	if p.AcknowledgedMillis != nil {
		s.Acknowledged += n
		s.AcknowledgedMillis += n * *p.AcknowledgedMillis
		s.Acknowledgement.add(*p.AcknowledgedMillis, n)
	}
}

// Merge adds another sum.
func (s *Sum) Merge(o Sum) {
	s.MergeCounts(o.IncidentSum)
	s.Resolution.Merge(o.Resolution)
	s.Acknowledgement.Merge(o.Acknowledgement)
}

// MergeCounts adds the counts of another sum.
func (s *Sum) MergeCounts(o airra.IncidentSum) {
	s.Incidents += o.Incidents
	s.Open += o.Open
	s.Critical += o.Critical
	s.Analysed += o.Analysed
	s.Resolved += o.Resolved
	s.Acknowledged += o.Acknowledged
	s.ResolvedMillis += o.ResolvedMillis
	s.AcknowledgedMillis += o.AcknowledgedMillis
}

// MergeRow adds a stored sum.
func (s *Sum) MergeRow(row airra.SpanSum) error {
	s.MergeCounts(row.IncidentSum)
	times := int64(1)
	if row.Taken {
		times = -1
	}
	if err := s.Resolution.MergeText(row.Resolution, times); err != nil {
		return err
	}
	return s.Acknowledgement.MergeText(row.Acknowledgement, times)
}

// Empty says whether the sum changes nothing.
func (s *Sum) Empty() bool {
	return s.IncidentSum == airra.IncidentSum{} && len(s.Resolution) == 0 && len(s.Acknowledgement) == 0
}

// Breakdown describes the incidents of a sum, with quantiles from the histograms.
func (s *Sum) Breakdown(key string) airra.Breakdown {
	return airra.Breakdown{
		Key: key, Incidents: int(s.Incidents), Resolved: int(s.Resolved),
		MTTA: spread(s.Acknowledged, s.AcknowledgedMillis, s.Acknowledgement.Quantile),
		MTTR: spread(s.Resolved, s.ResolvedMillis, s.Resolution.Quantile),
	}
}

// nearestRank is which of n values in order, counted from 1, the share q of them does
// not exceed. Every median is thus a value that was measured: of an even number of
// values it is the lower one of the two in the middle.
func nearestRank(q float64, n int64) int64 {
	rank := int64(q * float64(n))
	if float64(rank) < q*float64(n) {
		rank++
	}
	return max(1, rank)
}

func spread(count, millis int64, quantile func(q float64) float64) airra.Spread {
	if count <= 0 {
		return airra.Spread{}
	}
	return airra.Spread{
		Count: int(count), Median: seconds(quantile(0.5)), P90: seconds(quantile(0.9)), Mean: seconds(float64(millis) / float64(count)),
	}
}

func seconds(millis float64) *float64 {
	s := millis / 1000
	return &s
}

// Share is part of whole, and nil of nothing.
func Share(part, whole int64) *float64 {
	if whole <= 0 {
		return nil
	}
	share := float64(part) / float64(whole)
	return &share
}

// PrintOf gives what the measures see of an incident. An incident that was resolved
// before it was detected, as clocks that disagree report it, took no time.
func PrintOf(i *airra.Incident) airra.Footprint {
	return airra.Footprint{
		DetectedAt: i.DetectedAt, Service: i.AffectedService, Severity: i.Severity, Source: i.DetectionSource,
		Sort: airra.SortOf(i.Origin, i.DryRunResolution), Open: i.Status != airra.StatusResolved, Analysed: i.Reasoner != "",
		ResolvedMillis: Lasted(i.DetectedAt, i.ResolvedAt), AcknowledgedMillis: Lasted(i.DetectedAt, i.FirstAcknowledged),
	}
}

// Lasted is how many milliseconds passed from one moment to another one; nil when the
// other one has not come.
func Lasted(from time.Time, to *time.Time) *int64 {
	if to == nil {
		return nil
	}
	millis := max(0, to.Sub(from).Milliseconds())
	return &millis
}
