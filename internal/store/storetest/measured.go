package storetest

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/sync/errgroup"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/measure"
)

// incidentIsMeasured chooses words that could be taken for the end of a row, and times with
// and without a fraction.
func incidentIsMeasured(t *testing.T, s Store) {
	plain, odd, empty := Incident(at), Incident(at.Add(time.Second)), Incident(at.Truncate(time.Second))
	plain.Status, plain.ResolvedAt, plain.FirstAcknowledged = airra.StatusResolved, pointer(at.Add(time.Hour)), pointer(at.Add(1500*time.Millisecond))
	plain.Reasoner, plain.DryRunResolution = "offline rules", true
	odd.DetectionSource, odd.Origin = "one\x1etwo\x1f, 'three' \u2028 ΟΔΥ", airra.OriginSimulated
	empty.DetectionSource, empty.Severity = "", airra.SeverityCritical
	insert(t, s, plain, odd, empty, Incident(at.Add(-time.Hour)), Incident(at.Add(time.Hour)))
	got, err := s.Footprints(t.Context(), at.Add(-time.Minute), at.Add(time.Minute))
	must(t, err)
	want := []airra.Footprint{measure.PrintOf(plain), measure.PrintOf(odd), measure.PrintOf(empty)}
	want[1].Source = "one two\x1f, 'three' \u2028 ΟΔΥ"
	byTime := cmpopts.SortSlices(func(a, b airra.Footprint) bool { return a.DetectedAt.Before(b.DetectedAt) })
	if diff := cmp.Diff(want, got, byTime); diff != "" {
		t.Error(diff)
	}
	sources := summed(t, s, airra.SpanQuery{Spans: allTime.ByDay(), Dimension: airra.BySource, Sorts: []airra.Sort{airra.SortSimulated}})
	if got := sources[want[1].Source+"/simulated"].Incidents; got != 1 {
		t.Errorf("of %q there is one, got %v", want[1].Source, sources)
	}
	if none, err := s.Footprints(t.Context(), at.AddDate(1, 0, 0), at.AddDate(2, 0, 0)); err != nil || len(none) != 0 {
		t.Errorf("of no incidents: got %v, %v", none, err)
	}
}

func judgedByTenths(t *testing.T, s Store) {
	incident, drill := Incident(at), Incident(at)
	drill.Origin = airra.OriginSimulated
	insert(t, s, incident, drill)
	judge := func(i *airra.Incident, confidence float64, verdict airra.Verdict, made time.Time) {
		j := Judgement(i, fmt.Sprintf("%v", confidence), verdict, made)
		j.Confidence = confidence
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.PutJudgement(ctx, j) })
	}
	for _, confidence := range []float64{0, 0.0999, 0.1, 0.3, 0.35, 0.7, 0.8999, 0.9, 1} {
		judge(incident, confidence, airra.VerdictConfirmed, at)
	}
	judge(incident, 0.75, airra.VerdictRejected, at)
	judge(incident, 0.76, airra.VerdictConfirmed, at.AddDate(0, 0, -1)) // before the span,
	judge(incident, 0.77, airra.VerdictConfirmed, at.AddDate(0, 0, 1))  // behind it,
	judge(drill, 0.78, airra.VerdictConfirmed, at)                      // and of another sort
	got, err := s.JudgedHypotheses(t.Context(), airra.Days(measure.Day(at), measure.Day(at.AddDate(0, 0, 1))), []airra.Origin{airra.OriginReal})
	must(t, err)
	want := []airra.JudgedBin{
		{Bin: 0, Judged: 2, Confirmed: 2, Confidence: 0.0999},
		{Bin: 1, Judged: 1, Confirmed: 1, Confidence: 0.1},
		{Bin: 3, Judged: 2, Confirmed: 2, Confidence: 0.65},
		{Bin: 7, Judged: 2, Confirmed: 1, Confidence: 1.45},
		{Bin: 8, Judged: 1, Confirmed: 1, Confidence: 0.8999},
		{Bin: 9, Judged: 2, Confirmed: 2, Confidence: 1.9},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Error(diff)
	}
}

// racingVerdicts lets several people judge, change their minds and take verdicts back at
// once. Whatever they did, the sums are those of the verdicts that stand at the end.
func racingVerdicts(t *testing.T, s Store) {
	incident := Incident(at)
	insert(t, s, incident)
	var people errgroup.Group
	for person := range uint64(4) {
		random := rand.New(rand.NewPCG(person, 5)) //nolint:gosec // A test repeats itself.
		people.Go(func() error {
			for range 25 {
				subject := airra.AboutHypothesis
				if random.IntN(3) == 0 {
					subject = airra.AboutAlarm
				}
				j := Judgement(incident, fmt.Sprintf("category-%d", random.IntN(3)), []airra.Verdict{airra.VerdictConfirmed, airra.VerdictRejected}[random.IntN(2)], at.AddDate(0, 0, -random.IntN(90)))
				j.Subject, j.Confidence, j.Source = subject, float64(random.IntN(1000))/999, fmt.Sprintf("source\x1f%d", random.IntN(2))
				if err := s.InTx(context.Background(), func(tx airra.Tx) error {
					if err := tx.PutJudgement(context.Background(), j); err != nil || random.IntN(3) > 0 {
						return err
					}
					return tx.DropJudgement(context.Background(), j.ID)
				}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	must(t, people.Wait())
	stand, err := s.IncidentJudgements(t.Context(), incident.ID)
	must(t, err)
	w := measure.Window{From: at.AddDate(0, 0, -60).Truncate(24 * time.Hour), To: at.AddDate(0, 0, 1).Truncate(24 * time.Hour)}
	bins, alarms := map[int]airra.JudgedBin{}, map[string]airra.JudgedAlarms{}
	for _, j := range stand {
		if j.JudgedAt.Before(w.From) || !j.JudgedAt.Before(w.To) {
			continue
		}
		bin, alarm := bins[measure.BinOf(j.Confidence)], alarms[j.Source]
		bin.Bin, bin.Judged, bin.Confidence = measure.BinOf(j.Confidence), bin.Judged+1, bin.Confidence+j.Confidence
		alarm.Source, alarm.Signals, alarm.Judged = j.Source, j.Signals, alarm.Judged+1
		switch j.Verdict {
		case airra.VerdictConfirmed:
			bin.Confirmed++
		case airra.VerdictRejected:
			alarm.False++
		}
		if j.Subject == airra.AboutHypothesis {
			bins[bin.Bin] = bin
		} else {
			alarms[j.Source] = alarm
		}
	}
	for _, spans := range []airra.Spans{w.Spans(), w.ByDay()} {
		gotBins, err := s.JudgedHypotheses(t.Context(), spans, []airra.Origin{incident.Origin})
		must(t, err)
		gotAlarms, err := s.JudgedAlarms(t.Context(), spans, []airra.Origin{incident.Origin})
		must(t, err)
		inOrder := cmpopts.SortSlices(func(a, b airra.JudgedBin) bool { return a.Bin < b.Bin })
		if diff := cmp.Diff(slices.Collect(maps.Values(bins)), gotBins, inOrder, cmpopts.EquateApprox(0, 1e-5), cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
		bySource := cmpopts.SortSlices(func(a, b airra.JudgedAlarms) bool { return a.Source < b.Source })
		if diff := cmp.Diff(slices.Collect(maps.Values(alarms)), gotAlarms, bySource, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
	}
}
