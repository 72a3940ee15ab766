package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

var learningStories = []story{
	{"a verdict comes back as given", verdictComesBack},
	{"a second verdict on the same takes the place of the first", verdictIsChanged},
	{"racing verdicts on the same leave one", verdictsRace},
	{"verdicts are added up by service, category and origin", verdictsAddUp},
	{"insights count what is real and say what is not", insightsCount},
	{"a memory comes back as given, and replaced", memoryComesBack},
	{"memories are found by service, signal and rare word", memoriesAreFound},
	{"the counts of words follow every change", wordCountsFollow},
	{"memories written at once are counted once each", memoriesRace},
	{"a reuse is noted once for each analysis", reuseIsNotedOnce},
}

// Judgement makes a verdict on the first hypothesis of an incident.
func Judgement(i *airra.Incident, category string, verdict airra.Verdict, at time.Time) *airra.Judgement {
	id := airra.HypothesisID(airra.NewID())
	return &airra.Judgement{
		ID: airra.NewID(), IncidentID: i.ID, IncidentRef: i.Ref, Subject: airra.AboutHypothesis, Verdict: verdict, Service: i.AffectedService,
		Category: category, HypothesisID: &id, Confidence: 0.1 + 0.2, Rank: 1, Reasoner: "offline-rules", Signals: []string{"error_rate"},
		Source: i.DetectionSource, Origin: i.Origin, JudgedBy: "alice", JudgedAt: airra.Now(at),
	}
}

// Memory makes what is remembered of an incident.
func Memory(i *airra.Incident, at time.Time) *airra.Memory {
	return &airra.Memory{
		IncidentID: i.ID, Ref: i.Ref, Title: i.Title, Service: i.AffectedService, Category: airra.CategoryErrorSpike, Cause: "a bad release", Fix: "rolled back",
		Confirmed: true, Trust: 0.7, Origin: i.Origin, Signals: map[string]airra.Direction{"error_rate": airra.Up},
		Terms: map[string]int{"errors": 2, "checkout": 1}, ResolvedAt: airra.Now(at),
	}
}

// judge writes verdicts, in one transaction.
func judge(t testing.TB, s Store, judgements ...*airra.Judgement) {
	t.Helper()
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		for _, j := range judgements {
			if err := tx.PutJudgement(ctx, j); err != nil {
				return err
			}
		}
		return nil
	})
}

// learn remembers, in one transaction.
func learn(t testing.TB, s Store, memories ...*airra.Memory) {
	t.Helper()
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		for _, m := range memories {
			if err := tx.Remember(ctx, m); err != nil {
				return err
			}
		}
		return nil
	})
}

func verdictComesBack(t *testing.T, s Store) {
	i := reported(t, s)
	var all []airra.Judgement
	for n, words := range hostile {
		j := Judgement(i, words, airra.VerdictRejected, at.Add(time.Duration(n)*time.Second))
		j.Subject, j.ActionID, j.ActionType = airra.AboutAction, pointer(airra.ActionID(airra.NewID())), airra.ActionScaleUp
		j.Note, j.JudgedBy, j.Signals, j.DryRun = words, words, []string{words}, true
		wantFilled(t, j)
		judge(t, s, j)
		all = append(all, *j)
	}
	alarm := &airra.Judgement{
		ID: airra.NewID(), IncidentID: i.ID, IncidentRef: i.Ref, Subject: airra.AboutAlarm, Verdict: airra.VerdictConfirmed, JudgedAt: at.Add(time.Hour),
	}
	judge(t, s, alarm)
	got, err := s.IncidentJudgements(t.Context(), i.ID)
	must(t, err)
	if diff := cmp.Diff(append(all, *alarm), got, equalTimes); diff != "" {
		t.Error(diff)
	}
}

func verdictIsChanged(t *testing.T, s Store) {
	i := reported(t, s)
	first, second := Judgement(i, "a", airra.VerdictConfirmed, at), Judgement(i, "a", airra.VerdictRejected, at.Add(time.Minute))
	second.Confidence, second.Rank, second.JudgedBy, second.Note = 0.9, 2, "bob", "no"
	judge(t, s, first)
	id := first.ID
	judge(t, s, second, Judgement(i, "b", airra.VerdictConfirmed, at.Add(time.Hour)))
	if second.ID != id {
		t.Errorf("a changed verdict keeps its id %s, got %s", id, second.ID)
	}
	got, err := s.IncidentJudgements(t.Context(), i.ID)
	must(t, err)
	if len(got) != 2 {
		t.Fatalf("got %d verdicts", len(got))
	}
	if diff := cmp.Diff(*second, got[0], equalTimes); diff != "" {
		t.Error(diff)
	}
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.DropJudgement(ctx, id) })
	err = s.InTx(t.Context(), func(tx airra.Tx) error { return tx.DropJudgement(t.Context(), id) })
	wantMessage(t, err, airra.CodeNotFound, "Verdict not found")
	got, err = s.IncidentJudgements(t.Context(), i.ID)
	must(t, err)
	if len(got) != 1 || got[0].Category != "b" {
		t.Errorf("got %+v", got)
	}
}

func verdictsRace(t *testing.T, s Store) {
	i := reported(t, s)
	errs := together(8, func(int) error {
		return s.InTx(t.Context(), func(tx airra.Tx) error {
			return tx.PutJudgement(t.Context(), Judgement(i, "a", airra.VerdictConfirmed, at))
		})
	})
	if successes(errs) != 8 {
		t.Error(errs)
	}
	counts, err := s.VerdictCounts(t.Context(), "")
	must(t, err)
	if len(counts) != 1 || counts[0].Judged != 1 {
		t.Errorf("eight say the same of one cause, got %+v", counts)
	}
}

func verdictsAddUp(t *testing.T, s Store) {
	one, two, drill := reported(t, s), reported(t, s), Incident(at)
	drill.Origin = airra.OriginSimulated
	insert(t, s, drill)
	elsewhere := Judgement(two, "b", airra.VerdictConfirmed, at)
	elsewhere.Service = "order-service"
	action := Judgement(one, "a", airra.VerdictConfirmed, at)
	action.Subject, action.ActionID = airra.AboutAction, pointer(airra.ActionID("x"))
	judge(t, s, Judgement(one, "a", airra.VerdictConfirmed, at), Judgement(two, "a", airra.VerdictRejected, at.Add(time.Hour)), elsewhere,
		Judgement(drill, "a", airra.VerdictConfirmed, at.Add(time.Minute)), action)
	want := []airra.VerdictCount{
		{Service: "payment-service", Category: "a", Origin: airra.OriginReal, Judged: 2, Confirmed: 1, LastAt: at.Add(time.Hour)},
		{Service: "order-service", Category: "b", Origin: airra.OriginReal, Judged: 1, Confirmed: 1, LastAt: at},
		{Service: "payment-service", Category: "a", Origin: airra.OriginSimulated, Judged: 1, Confirmed: 1, LastAt: at.Add(time.Minute)},
	}
	got, err := s.VerdictCounts(t.Context(), "")
	must(t, err)
	if diff := cmp.Diff(want, got, equalTimes); diff != "" {
		t.Error(diff)
	}
	got, err = s.VerdictCounts(t.Context(), "order-service")
	must(t, err)
	if diff := cmp.Diff(want[1:2], got, equalTimes); diff != "" {
		t.Error(diff)
	}
}

// insightsCount has five incidents in the window: one resolved and one open that count, a
// rehearsal, of which the verdicts count, a simulated and a generated one that do not, and
// one before it.
func insightsCount(t *testing.T, s Store) {
	all := titled("resolved", "open", "rehearsed", "simulated", "generated", "before")
	for _, i := range []int{0, 2, 3, 4, 5} {
		must(t, all[i].Resolve(airra.Resolution{By: "alice"}, i == 2, at.Add(90*time.Second)))
	}
	all[3].Origin, all[4].Origin = airra.OriginSimulated, airra.OriginGenerated
	all[5].DetectedAt = at.Add(-48 * time.Hour)
	insert(t, s, all...)
	second := Judgement(all[1], "b", airra.VerdictConfirmed, at)
	second.Rank = 2
	helped, rehearsed := Judgement(all[5], "a", airra.VerdictConfirmed, at), Judgement(all[5], "a", airra.VerdictConfirmed, at)
	helped.Subject, helped.ActionID = airra.AboutAction, pointer(airra.ActionID("x"))
	rehearsed.Subject, rehearsed.ActionID, rehearsed.DryRun = airra.AboutAction, pointer(airra.ActionID("y")), true
	judge(t, s, Judgement(all[0], "a", airra.VerdictConfirmed, at), Judgement(all[2], "a", airra.VerdictRejected, at), second,
		Judgement(all[3], "a", airra.VerdictConfirmed, at), Judgement(all[5], "a", airra.VerdictConfirmed, at), helped, rehearsed)
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		for _, i := range []int{1, 3, 5} {
			if err := tx.PutReuse(ctx, airra.Reuse{IncidentID: all[i].ID, Round: 1, PastRef: "INC-1", At: at}); err != nil {
				return err
			}
		}
		return nil
	})
	got, err := s.LearningCounts(t.Context(), at.Add(-time.Hour), airra.AnalyticsQuery{})
	must(t, err)
	want := airra.LearningCounts{
		Judged: 3, Confirmed: 2, JudgedFirst: 2, ConfirmedFirst: 1, Reused: 1, Effective: 1,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got, err = s.LearningCounts(t.Context(), at.Add(-time.Hour), airra.AnalyticsQuery{Include: airra.Includable})
	must(t, err)
	want = airra.LearningCounts{
		Judged: 4, Confirmed: 3, JudgedFirst: 3, ConfirmedFirst: 2, Reused: 2, Effective: 2,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("with those that are asked for: %s", diff)
	}
}

func memoryComesBack(t *testing.T, s Store) {
	for _, words := range hostile {
		i := reported(t, s)
		m := Memory(i, at)
		m.Title, m.Category, m.Cause, m.Fix, m.Rejected = words, words, words, words, true
		m.Signals, m.Terms = map[string]airra.Direction{words: airra.Down, "x": ""}, map[string]int{words: 3}
		wantFilled(t, m)
		learn(t, s, Memory(i, at.Add(-time.Hour)), m)
		got, err := s.Recollect(t.Context(), airra.MemoryQuery{Service: "nobody", Signals: []string{words}, Terms: []string{words}})
		must(t, err)
		if diff := cmp.Diff([]airra.Memory{*m}, got.Candidates, equalTimes); diff != "" {
			t.Error(diff)
		}
	}
}

func memoriesAreFound(t *testing.T, s Store) {
	var all []*airra.Incident
	var memories []*airra.Memory
	for n, m := range []airra.Memory{
		{Service: "payment-service"},
		{Service: "order-service", Signals: map[string]airra.Direction{"cpu": airra.Up}},
		{Service: "order-service", Terms: map[string]int{"certificate": 1}},
		{Service: "order-service", Terms: map[string]int{"nothing": 1}, Signals: map[string]airra.Direction{"disk": airra.Up}},
		{Service: "payment-service", Terms: map[string]int{"certificate": 1}},
	} {
		i := reported(t, s)
		m.IncidentID, m.Ref, m.ResolvedAt = i.ID, i.Ref, at.Add(time.Duration(n)*time.Minute)
		all, memories = append(all, i), append(memories, &m)
	}
	learn(t, s, memories...)
	query := airra.MemoryQuery{Incident: all[4].ID, Service: "payment-service", Signals: []string{"cpu", "memory"}, Terms: []string{"certificate", "expired"}}
	refs := func() []string {
		found, err := s.Recollect(t.Context(), query)
		must(t, err)
		var refs []string
		for _, m := range found.Candidates {
			refs = append(refs, m.Ref)
		}
		slices.Sort(refs)
		return refs
	}
	if diff := cmp.Diff([]string{all[0].Ref, all[1].Ref, all[2].Ref}, refs()); diff != "" {
		t.Errorf("the incident itself and what shares nothing are left out: %s", diff)
	}
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		if err := tx.Forget(ctx, "of nobody"); err != nil {
			return err
		}
		return tx.Forget(ctx, all[1].ID)
	})
	if diff := cmp.Diff([]string{all[0].Ref, all[2].Ref}, refs()); diff != "" {
		t.Errorf("what was forgotten is not found: %s", diff)
	}
}

func wordCountsFollow(t *testing.T, s Store) {
	first, second := Memory(reported(t, s), at), Memory(reported(t, s), at)
	second.Terms = map[string]int{"checkout": 5}
	want := func(documents int, mean float64, frequency map[string]int) {
		t.Helper()
		got, err := s.Recollect(t.Context(), airra.MemoryQuery{Service: "payment-service", Terms: []string{"errors", "checkout", "never"}})
		must(t, err)
		for term, n := range got.Frequency {
			if n == 0 {
				delete(got.Frequency, term)
			}
		}
		got.Candidates = nil
		if diff := cmp.Diff(airra.Recollection{Documents: documents, MeanLength: mean, Frequency: frequency}, got); diff != "" {
			t.Error(diff)
		}
	}
	learn(t, s, first, second, first)
	want(2, 4, map[string]int{"errors": 1, "checkout": 2})
	first.Terms = map[string]int{"never": 1}
	learn(t, s, first)
	want(2, 3, map[string]int{"never": 1, "checkout": 1})
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		if err := tx.Forget(ctx, second.IncidentID); err != nil {
			return err
		}
		return tx.Forget(ctx, second.IncidentID)
	})
	want(1, 1, map[string]int{"never": 1})
}

func memoriesRace(t *testing.T, s Store) {
	shared := reported(t, s)
	own := make([]*airra.Incident, 8)
	for i := range own {
		own[i] = reported(t, s)
	}
	errs := together(8, func(i int) error {
		for round := range 3 {
			err := s.InTx(t.Context(), func(tx airra.Tx) error {
				for _, incident := range []*airra.Incident{shared, own[i]} {
					m := Memory(incident, at)
					m.Terms = map[string]int{"common": 1, fmt.Sprint("word", i, round): 1}
					if err := tx.Remember(t.Context(), m); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if successes(errs) != 8 {
		t.Fatal(errs)
	}
	got, err := s.Recollect(t.Context(), airra.MemoryQuery{Service: "payment-service", Terms: []string{"common"}})
	must(t, err)
	if got.Documents != 9 || got.MeanLength != 2 || got.Frequency["common"] != 9 {
		t.Errorf("nine incidents of two words each, got %d of %.2f, common in %d", got.Documents, got.MeanLength, got.Frequency["common"])
	}
}

func reuseIsNotedOnce(t *testing.T, s Store) {
	i := reported(t, s)
	for _, round := range []int64{1, 1, 2} {
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
			return tx.PutReuse(ctx, airra.Reuse{IncidentID: i.ID, Round: round, PastRef: "INC-1", Similarity: 0.9, Trust: 0.7, At: at})
		})
	}
	got, err := s.LearningCounts(t.Context(), at.Add(-time.Hour), airra.AnalyticsQuery{})
	must(t, err)
	if got.Reused != 2 {
		t.Errorf("two analyses, counted %d", got.Reused)
	}
}
