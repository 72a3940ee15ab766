package learn_test

import (
	"fmt"
	"math"
	"testing"
	"testing/quick"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/learn"
)

var at = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

func holds(t *testing.T, law any) {
	t.Helper()
	if err := quick.Check(law, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}

// said is what verdicts alone would say.
func said(judged, confirmed int) float64 { return 0.2 * (float64(confirmed)/float64(judged) - 0.5) }

// drawn makes a seed between -0.1 and 0.1 and a history of at most 60 verdicts.
func drawn(seed int16, a, b uint8) (prior float64, judged, confirmed int) {
	judged = int(a)%60 + 1
	return float64(seed) / math.MaxInt16 / 10, judged, int(b) % (judged + 1)
}

func TestAnAdjustmentLiesBetweenTheSeedAndTheVerdicts(t *testing.T) {
	t.Parallel()
	holds(t, func(seed int16, a, b uint8) bool {
		prior, judged, confirmed := drawn(seed, a, b)
		got, data := learn.Adjustment(prior, judged, confirmed), said(judged, confirmed)
		const rounding = 1e-12
		return got >= min(prior, data)-rounding && got <= max(prior, data)+rounding
	})
}

func TestAConfirmationNeverLowersAndARejectionNeverRaises(t *testing.T) {
	t.Parallel()
	holds(t, func(seed int16, a, b uint8) bool {
		prior, judged, confirmed := drawn(seed, a, b)
		before := learn.Adjustment(prior, judged-1, min(confirmed, judged-1))
		confirmedOnce, rejectedOnce := learn.Adjustment(prior, judged, min(confirmed, judged-1)+1), learn.Adjustment(prior, judged, min(confirmed, judged-1))
		return confirmedOnce >= before-1e-12 && rejectedOnce <= before+1e-12
	})
}

// Four verdicts weigh like the seed: (4·0.05 + 4·0.2·(4/4 - 0.5)) / 8 = 0.075.
func TestTheSeedWeighsLikeFourVerdicts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		judged, confirmed int
		want              float64
	}{
		{0, 0, 0.05},
		{1, 1, (4*0.05 + 0.1) / 5},
		{4, 4, 0.075},
		{4, 0, (4*0.05 - 4*0.1) / 8},
		{2, 1, 4 * 0.05 / 6},
	} {
		if got := learn.Adjustment(0.05, tt.judged, tt.confirmed); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("%d of %d: %.6f, want %.6f", tt.confirmed, tt.judged, got, tt.want)
		}
	}
}

func TestPatternsAddUpWhatTeachesAboutAnOrigin(t *testing.T) {
	t.Parallel()
	counts := []airra.VerdictCount{
		{Service: "a", Category: "memory_leak", Origin: airra.OriginReal, Judged: 2, Confirmed: 2, LastAt: at},
		{Service: "a", Category: "memory_leak", Origin: airra.OriginSimulated, Judged: 4, Confirmed: 0, LastAt: at.Add(time.Hour)},
		{Service: "a", Category: "memory_leak", Origin: airra.OriginGenerated, Judged: 90, Confirmed: 0, LastAt: at.Add(time.Hour)},
		{Service: "b", Category: "disk", Origin: airra.OriginReal, Judged: 3, Confirmed: 1, LastAt: at},
	}
	seeds := map[string]float64{"memory_leak": 0.05}
	disk := airra.Pattern{
		ID: "b:disk", Name: "b - disk", Service: "b", Category: "disk", Occurrences: 3, Confirmed: 1, SuccessRate: 1.0 / 3, Adjustment: learn.Adjustment(0, 3, 1), LastSeen: at,
	}
	leak := airra.Pattern{
		ID: "a:memory_leak", Name: "a - memory_leak", Service: "a", Category: "memory_leak", Occurrences: 2, Confirmed: 2, SuccessRate: 1,
		Adjustment: learn.Adjustment(0.05, 2, 2), Prior: 0.05, LastSeen: at,
	}
	if diff := cmp.Diff([]airra.Pattern{disk, leak}, learn.Patterns(counts, seeds, learn.About(airra.OriginReal))); diff != "" {
		t.Errorf("for a real incident: %s", diff)
	}
	leak.Occurrences, leak.SuccessRate, leak.Adjustment, leak.LastSeen = 6, 1.0/3, learn.Adjustment(0.05, 6, 2), at.Add(time.Hour)
	if diff := cmp.Diff([]airra.Pattern{leak, disk}, learn.Patterns(counts, seeds, learn.About(airra.OriginSimulated))); diff != "" {
		t.Errorf("for a simulated one: %s", diff)
	}
	if got := learn.ByCategory([]airra.Pattern{leak, disk}, "b"); len(got) != 1 || got["disk"].ID != "b:disk" {
		t.Errorf("got %v", got)
	}
}

func TestTrustIsWhatPeopleHaveDoneAboutIt(t *testing.T) {
	t.Parallel()
	cause, alice := "a bad release", "alice"
	run := func(dry bool, status airra.ActionStatus) []airra.Action {
		return []airra.Action{{ApprovedBy: &alice, Status: status, ExecutionResult: &airra.ExecutionResult{DryRun: dry}}}
	}
	judged := []airra.Judgement{{Subject: airra.AboutHypothesis, Verdict: airra.VerdictRejected}}
	for _, tt := range []struct {
		name      string
		incident  airra.Incident
		judged    []airra.Judgement
		actions   []airra.Action
		published bool
		want      float64
	}{
		{"nobody looked", airra.Incident{}, nil, nil, false, 0.4},
		{"a hypothesis was judged", airra.Incident{}, judged, nil, false, 0.7},
		{"only the alarm was judged", airra.Incident{}, []airra.Judgement{{Subject: airra.AboutAlarm}}, nil, false, 0.4},
		{"an approved action was executed", airra.Incident{}, nil, run(false, airra.ActionSucceeded), false, 0.7},
		{"an approved action was rehearsed", airra.Incident{}, nil, run(true, airra.ActionSucceeded), false, 0.4},
		{"an approved action failed", airra.Incident{}, nil, run(false, airra.ActionFailed), false, 0.4},
		{"the cause was named", airra.Incident{ResolutionCause: &cause}, nil, nil, false, 0.7},
		{"a postmortem was published", airra.Incident{}, nil, nil, true, 1},
		{"it was invented", airra.Incident{Origin: airra.OriginGenerated, ResolutionCause: &cause}, judged, nil, true, 0.2},
	} {
		if got := learn.Trust(tt.incident, tt.judged, tt.actions, tt.published); got != tt.want {
			t.Errorf("%s: %.1f, want %.1f", tt.name, got, tt.want)
		}
	}
}

func TestWordsAreCountedAndNumbersAreNot(t *testing.T) {
	t.Parallel()
	got := learn.Terms("Errors, ERRORS in the p95 of checkout!", "42 8080 Ünïcode x\xff 日本")
	want := map[string]int{"errors": 2, "p95": 1, "checkout": 1, "ünïcode": 1, "日本": 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func shop() airra.Topology {
	return airra.NewTopology([]airra.Service{
		{Name: "gateway", DependsOn: []airra.ServiceName{"payment", "order"}},
		{Name: "payment", DependsOn: []airra.ServiceName{"database"}},
		{Name: "order", DependsOn: []airra.ServiceName{"database"}},
		{Name: "database"},
		{Name: "island"},
	})
}

// traits draws an incident from few words, so that two of them often share some.
func traits(a, b, c, d, e uint8) learn.Traits {
	services := []airra.ServiceName{"gateway", "payment", "order", "database", "island", "unknown"}
	signals, terms := map[string]airra.Direction{}, map[string]int{}
	for bit := range 4 {
		if b>>bit&1 == 1 {
			signals[fmt.Sprint("s", bit)] = []airra.Direction{airra.Up, airra.Down, ""}[int(c>>bit)%3]
		}
		if d>>bit&1 == 1 {
			terms[fmt.Sprint("word", bit)] = int(e>>bit)%3 + 1
		}
	}
	return learn.Traits{Service: services[int(a)%len(services)], Category: []string{"", "x", "y"}[int(e)%3], Signals: signals, Terms: terms}
}

func textsOf(all ...learn.Traits) learn.Texts {
	texts := learn.Texts{Documents: len(all), MeanLength: 3, Frequency: map[string]int{}}
	for _, one := range all {
		for term := range one.Terms {
			texts.Frequency[term]++
		}
	}
	return texts
}

func TestAnIncidentIsLikeItself(t *testing.T) {
	t.Parallel()
	holds(t, func(a, b, c, d, e uint8) bool {
		one := traits(a, b, c, d, e)
		got, _ := learn.Similarity(one, one, shop(), textsOf(one))
		return math.Abs(got-1) < 1e-9
	})
}

func TestALikenessIsAShareAndItsPartsAreSymmetric(t *testing.T) {
	t.Parallel()
	holds(t, func(a, b [5]uint8) bool {
		one, two := traits(a[0], a[1], a[2], a[3], a[4]), traits(b[0], b[1], b[2], b[3], b[4])
		there, parts := learn.Similarity(one, two, shop(), textsOf(one, two))
		back, mirrored := learn.Similarity(two, one, shop(), textsOf(one, two))
		parts.Text, mirrored.Text = min(1, max(0, parts.Text)), parts.Text // The text is asked with one and answered by the other.
		return there >= 0 && there <= 1 && back >= 0 && back <= 1 && parts == mirrored
	})
}

// The same signals (0.35), the same service (0.20 and 0.10), the same category (0.15) and
// no word in common: 0.80.
func TestALikenessCanBeCheckedByHand(t *testing.T) {
	t.Parallel()
	one := learn.Traits{Service: "payment", Category: "x", Signals: map[string]airra.Direction{"error_rate": airra.Up}, Terms: map[string]int{"a1": 1}}
	for _, tt := range []struct {
		name   string
		change func(past *learn.Traits)
		want   float64
	}{
		{"other words", func(*learn.Traits) {}, 0.80},
		{"a neighbour", func(p *learn.Traits) { p.Service = "database" }, 0.80 - 0.20 - 0.05},
		{"the same place", func(p *learn.Traits) { p.Service = "order" }, 0.80 - 0.20},
		{"nowhere near", func(p *learn.Traits) { p.Service = "island" }, 0.80 - 0.30},
		{"the other way", func(p *learn.Traits) { p.Signals = map[string]airra.Direction{"error_rate": airra.Down} }, 0.80 - 0.35},
		{"one of two signals", func(p *learn.Traits) { p.Signals = map[string]airra.Direction{"error_rate": "", "cpu": airra.Up} }, 0.80 - 0.35/2},
		{"another category", func(p *learn.Traits) { p.Category = "y" }, 0.80 - 0.15},
		{"no words at all", func(p *learn.Traits) { p.Terms = map[string]int{"b1": 1} }, 0.80},
	} {
		past := learn.Traits{Service: "payment", Category: "x", Signals: one.Signals, Terms: map[string]int{"b1": 1}}
		tt.change(&past)
		if got, parts := learn.Similarity(one, past, shop(), textsOf(one, past)); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("%s: %.4f, want %.4f (%+v)", tt.name, got, tt.want, parts)
		}
	}
}

func TestARareWordSaysMoreThanACommonOne(t *testing.T) {
	t.Parallel()
	texts := learn.Texts{Documents: 1000, MeanLength: 4, Frequency: map[string]int{"errors": 900, "certificate": 2}}
	query := map[string]int{"errors": 1, "certificate": 1}
	common, rare := texts.Alike(query, map[string]int{"errors": 1, "x": 1}), texts.Alike(query, map[string]int{"certificate": 1, "x": 1})
	if common <= 0 || rare < 10*common || rare >= 1 {
		t.Errorf("common %.3f, rare %.3f", common, rare)
	}
}

func TestRecallPutsTrustBeforeABitMoreLikeness(t *testing.T) {
	t.Parallel()
	signals := map[string]airra.Direction{"error_rate": airra.Up}
	present := learn.Traits{Service: "payment", Category: "x", Signals: signals, Terms: map[string]int{"errors": 1}}
	memory := func(ref string, trust float64, change func(m *airra.Memory)) airra.Memory {
		m := airra.Memory{Ref: ref, Service: "payment", Category: "x", Signals: signals, Terms: map[string]int{"errors": 1}, Trust: trust, ResolvedAt: at}
		change(&m)
		return m
	}
	found := airra.Recollection{Documents: 4, MeanLength: 1, Frequency: map[string]int{"errors": 3}, Candidates: []airra.Memory{
		memory("INC-1", 0.4, func(*airra.Memory) {}),
		memory("INC-2", 1, func(m *airra.Memory) { m.Category = "y" }),
		memory("INC-3", 0.4, func(m *airra.Memory) { m.ResolvedAt = at.Add(time.Hour) }),
		memory("INC-4", 1, func(m *airra.Memory) { m.Signals, m.Terms = nil, nil }),
	}}
	var refs []string
	for _, s := range learn.Recall(present, found, shop(), 10) {
		refs = append(refs, s.Ref)
	}
	if diff := cmp.Diff([]string{"INC-2", "INC-3", "INC-1"}, refs); diff != "" {
		t.Error(diff)
	}
	if got := learn.Recall(present, found, shop(), 1); len(got) != 1 || got[0].Ref != "INC-2" || got[0].Parts.Category != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestRecallListsNothingThatIsHardlyAlike(t *testing.T) {
	t.Parallel()
	signals := map[string]airra.Direction{"error_rate": airra.Up}
	present := learn.Traits{Service: "payment", Category: "x", Signals: signals, Terms: map[string]int{"errors": 1}}
	found := airra.Recollection{Documents: 4, MeanLength: 1, Frequency: map[string]int{"errors": 3}, Candidates: []airra.Memory{
		{Ref: "INC-1", Service: "elsewhere", Signals: signals},                                         // Services share the names of signals.
		{Ref: "INC-2", Service: "elsewhere", Terms: map[string]int{"errors": 1}},                       // And words.
		{Ref: "INC-3", Service: "payment", Terms: map[string]int{"errors": 1, "a": 1, "b": 1, "c": 1}}, // A word and the address.
		{Ref: "INC-4", Service: "payment", Signals: map[string]airra.Direction{"error_rate": airra.Up, "a": airra.Up, "b": airra.Up, "c": airra.Up}},
		{Ref: "INC-5", Service: "elsewhere", Category: "x", Signals: signals, Terms: map[string]int{"errors": 1}}, // Most of it.
	}}
	var refs []string
	for _, s := range learn.Recall(present, found, shop(), 10) {
		refs = append(refs, s.Ref)
		if s.Ref == "INC-4" && s.Similarity >= airra.MostlyAlike {
			t.Errorf("INC-4 is to be %.2f alike, less than the floor", s.Similarity)
		}
	}
	if diff := cmp.Diff([]string{"INC-5", "INC-4"}, refs); diff != "" {
		t.Error(diff)
	}
}
