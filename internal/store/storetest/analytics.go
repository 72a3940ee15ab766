package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/measure"
)

var analyticsStories = []story{
	{"sums are those of the incidents, whatever changed and was folded", sumsAreThoseOfTheIncidents},
	{"a batch changes sums by one row", batchIsOneChange},
	{"what failed changes no sum", failureChangesNoSum},
	{"racing folds count everything once", racingFolds},
	{"sums are read by value and span", sumsAreNarrowed},
	{"open incidents are counted by sort", openAreCountedBySort},
	{"answers in time are counted", answersAreCounted},
	{"pages to people are read, newest first", pagesAreRead},
	{"an incident is measured as it is", incidentIsMeasured},
	{"judged hypotheses are counted by tenths", judgedByTenths},
	{"sums of verdicts are those of the verdicts that stand", racingVerdicts},
}

// allTime covers every day that the stories use, with whole months and days around
// them.
var allTime = measure.Window{From: at.AddDate(0, -5, 0).Truncate(24 * time.Hour), To: at.AddDate(0, 0, 9).Truncate(24 * time.Hour)}

// cutTime ends amid the incidents and begins early in a month, so that days are taken
// away from months at both ends.
var cutTime = measure.Window{From: time.Date(2026, 9, 6, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 12, 0, 0, 0, 0, time.UTC)}

var (
	dimensions = []airra.Dimension{airra.ByNothing, airra.ByService, airra.BySeverity, airra.BySource}
	wordIn     = map[airra.Dimension]func(p airra.Footprint) string{
		airra.ByNothing:  func(airra.Footprint) string { return "" },
		airra.ByService:  func(p airra.Footprint) string { return string(p.Service) },
		airra.BySeverity: func(p airra.Footprint) string { return string(p.Severity) },
		airra.BySource:   func(p airra.Footprint) string { return p.Source },
	}
)

// summed adds up what the store says, by value and sort.
func summed(t *testing.T, s airra.AnalyticsReader, q airra.SpanQuery) map[string]measure.Sum {
	t.Helper()
	rows, err := s.SpanSums(t.Context(), q)
	must(t, err)
	sums := map[string]measure.Sum{}
	for _, row := range rows {
		key := row.Value + "/" + string(row.Sort)
		sum := sums[key]
		must(t, sum.MergeRow(row))
		if sum.Empty() {
			delete(sums, key)
			continue
		}
		sums[key] = sum
	}
	return sums
}

// wantSums compares the sums with the incidents themselves.
func wantSums(t *testing.T, s Store, when string) {
	t.Helper()
	wantSumsOf(t, s, allTime, when)
	wantSumsOf(t, s, cutTime, when)
}

// wantSumsOf compares in every way to cover the time and in every dimension.
func wantSumsOf(t *testing.T, s Store, w measure.Window, when string) {
	t.Helper()
	prints, err := s.Footprints(t.Context(), w.From, w.To)
	must(t, err)
	for _, dimension := range dimensions {
		want := map[string]measure.Sum{}
		for _, p := range prints {
			key := wordIn[dimension](p) + "/" + string(p.Sort)
			sum := want[key]
			sum.Count(p, 1)
			want[key] = sum
		}
		covers := map[string]airra.Spans{"months": w.Spans(), "days": w.ByDay()}
		if dimension == airra.ByNothing {
			covers["weeks"] = w.ByWeek()
		}
		for name, spans := range covers {
			got := summed(t, s, airra.SpanQuery{Spans: spans, Dimension: dimension, Histograms: true})
			if diff := cmp.Diff(want, got, equalTimes); diff != "" {
				t.Fatalf("%s, by %q from %s: %s", when, dimension, name, diff)
			}
			got = summed(t, s, airra.SpanQuery{Spans: spans, Dimension: dimension})
			if diff := cmp.Diff(want, got, equalTimes, cmpopts.IgnoreTypes(measure.Histogram{})); diff != "" {
				t.Fatalf("%s, counts by %q from %s: %s", when, dimension, name, diff)
			}
		}
	}
}

func fold(t testing.TB, s Store, limit int) int {
	t.Helper()
	folded := 0
	inTx(t, s, func(ctx context.Context, tx airra.Tx) (err error) {
		folded, err = tx.FoldAnalytics(ctx, limit)
		return err
	})
	return folded
}

// change does something to an incident that measures see, or do not see.
func change(i *airra.Incident, random *rand.Rand) {
	later := pointer(i.DetectedAt.Add(time.Duration(random.Int64N(int64(48 * time.Hour)))))
	switch random.IntN(7) {
	case 0:
		i.Status, i.ResolvedAt = airra.StatusResolved, later
	case 1:
		i.Status, i.ResolvedAt = airra.StatusDetected, nil
	case 2:
		i.FirstAcknowledged = later
	case 3:
		i.Severity = airra.Severities[random.IntN(4)]
	case 4:
		i.Reasoner = "offline rules"
	case 5:
		i.DryRunResolution = !i.DryRunResolution
	case 6:
		i.AffectedService = airra.ServiceName(fmt.Sprintf("service-%d", random.IntN(3)))
	}
}

// sumsAreThoseOfTheIncidents tells a long random story: incidents are reported and
// changed, some twice in a transaction, and folded a few at a time.
func sumsAreThoseOfTheIncidents(t *testing.T, s Store) {
	random := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // A test repeats itself.
	var ids []airra.IncidentID
	for round := range 25 {
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
			for range random.IntN(6) {
				i := Incident(at.Add(-time.Duration(random.Int64N(int64(120 * 24 * time.Hour)))))
				i.Origin = airra.Origins[random.IntN(3)]
				i.DetectionSource = []string{"prometheus", "airra_monitor"}[random.IntN(2)]
				change(i, random)
				tx.InsertIncident(i)
				ids = append(ids, i.ID)
			}
			return nil
		})
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
			for range 8 {
				i, err := tx.Incident(ctx, byID(ids[random.IntN(len(ids))]))
				if err != nil {
					return err
				}
				change(i, random)
				if err := tx.SaveIncident(ctx, i); err != nil {
					return err
				}
			}
			return nil
		})
		// A transaction that has not read the incident looks up how it is counted.
		unread, err := s.Incident(t.Context(), byID(ids[random.IntN(len(ids))]))
		must(t, err)
		change(unread, random)
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SaveIncident(ctx, unread) })
		wantSums(t, s, fmt.Sprintf("round %d before the fold", round))
		fold(t, s, random.IntN(30))
		wantSums(t, s, fmt.Sprintf("round %d after the fold", round))
	}
	for fold(t, s, 7) > 0 {
	}
	if left, err := s.Unfolded(t.Context()); err != nil || left {
		t.Errorf("everything is folded, got %v, %v", left, err)
	}
	wantSums(t, s, "in the end")
}

func batchIsOneChange(t *testing.T, s Store) {
	var batch []*airra.Incident
	for range 50 {
		batch = append(batch, Incident(at))
	}
	insert(t, s, batch...)
	if got := fold(t, s, 100); got != 1 {
		t.Errorf("got %d changes of one batch", got)
	}
	wantSums(t, s, "after the batch")
	renamed := batch[0]
	renamed.Title = "another title"
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SaveIncident(ctx, renamed) })
	if left, err := s.Unfolded(t.Context()); err != nil || left {
		t.Errorf("a title is not measured, got %v, %v", left, err)
	}
}

func failureChangesNoSum(t *testing.T, s Store) {
	kept := Incident(at)
	insert(t, s, kept)
	err := s.InTx(t.Context(), func(tx airra.Tx) error {
		tx.InsertIncident(Incident(at))
		if _, err := tx.FoldAnalytics(t.Context(), 10); err != nil {
			return err
		}
		return errChangedMind
	})
	if err == nil {
		t.Error("it was committed")
	}
	wantSums(t, s, "after the failure")
	if left, err := s.Unfolded(t.Context()); err != nil || !left {
		t.Errorf("the change is still to be folded, got %v, %v", left, err)
	}
}

// racingFolds has several processes fold under the lease, as they do, while others
// write.
func racingFolds(t *testing.T, s Store) {
	_, err := s.Lease(t.Context(), "analytics", "one", time.Hour, at)
	must(t, err)
	errs := together(8, func(n int) error {
		for range 5 {
			err := s.InTx(t.Context(), func(tx airra.Tx) error {
				if n%2 == 0 {
					tx.InsertIncident(Incident(at.AddDate(0, 0, -n)))
					return nil
				}
				if held, err := tx.HoldsLease(t.Context(), "analytics", "one", at); err != nil || !held {
					return err
				}
				_, err := tx.FoldAnalytics(t.Context(), 3)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if successes(errs) != 8 {
		t.Errorf("got %v", errs)
	}
	wantSums(t, s, "after the race")
	for fold(t, s, 3) > 0 {
	}
	wantSums(t, s, "after the last fold")
}

func sumsAreNarrowed(t *testing.T, s Store) {
	mine, other, old := Incident(at), Incident(at), Incident(at.AddDate(0, 0, -40))
	other.AffectedService = "catalog"
	insert(t, s, mine, old)
	fold(t, s, 10)
	insert(t, s, other)
	q := airra.SpanQuery{Spans: measure.WindowOf(7, at).Spans(), Dimension: airra.ByService, Value: "payment-service"}
	got := summed(t, s, q)
	want := map[string]measure.Sum{"payment-service/real": {IncidentSum: airra.IncidentSum{Incidents: 1, Open: 1}}}
	if diff := cmp.Diff(want, got, equalTimes); diff != "" {
		t.Error(diff)
	}
	q.Value = "catalog"
	if got := summed(t, s, q); len(got) != 1 || got["catalog/real"].Incidents != 1 {
		t.Errorf("what is not folded counts too, got %v", got)
	}
}

func openAreCountedBySort(t *testing.T, s Store) {
	made := map[airra.Sort]int{airra.SortReal: 4, airra.SortDryRun: 3, airra.SortSimulated: 2, airra.SortGenerated: 1}
	for sort, n := range made {
		for range n {
			i := Incident(at)
			i.DryRunResolution = sort == airra.SortDryRun || sort == airra.SortGenerated
			if sort == airra.SortSimulated || sort == airra.SortGenerated {
				i.Origin = airra.Origin(sort)
			}
			closed := *i
			closed.ID, closed.Status = airra.IncidentID(airra.NewID()), airra.StatusResolved
			insert(t, s, i, &closed)
		}
	}
	for sort, want := range made {
		got, err := s.CountOpenBetween(t.Context(), at, at.Add(time.Microsecond), []airra.Sort{sort}, 100)
		must(t, err)
		if got != want {
			t.Errorf("%s: got %d, want %d", sort, got, want)
		}
	}
	every := []airra.Sort{airra.SortReal, airra.SortDryRun, airra.SortSimulated, airra.SortGenerated}
	for name, between := range map[string][2]time.Time{"before": {at.Add(-time.Hour), at}, "after": {at.Add(time.Microsecond), at.Add(time.Hour)}} {
		if got, err := s.CountOpenBetween(t.Context(), between[0], between[1], every, 100); err != nil || got != 0 {
			t.Errorf("%s: got %d, %v", name, got, err)
		}
	}
}
