package tui

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
)

// lessons is what a server of a test knows of verdicts, of the past, and of postmortems.
type lessons struct {
	Backend
	verdicts []airra.Judgement
	alike    []airra.SimilarIncident
	paper    *airra.Postmortem
	draft    *airra.PostmortemDraft
	runs     []airra.SimulationRun
	demo     error // why there is nothing to simulate
	taught   []string
}

func (b *lessons) Judgements(context.Context, string) ([]airra.Judgement, error) {
	return slices.Clone(b.verdicts), nil
}

// put keeps one verdict for each subject, as a server does.
func (b *lessons) put(j airra.Judgement, v airra.NewVerdict, same func(airra.Judgement) bool) {
	b.verdicts = slices.DeleteFunc(b.verdicts, same)
	if v.Verdict != airra.VerdictUnknown {
		j.Verdict, j.JudgedBy, j.Note, j.JudgedAt = v.Verdict, v.By, v.Note, caseTime
		b.verdicts = append(b.verdicts, j)
	}
}

func (b *lessons) JudgeHypothesis(_ context.Context, _, name string, v airra.NewVerdict) (*airra.Hypothesis, error) {
	category := map[string]string{"h-1": "deployment_issue", "h-2": "dependency_failure"}[name]
	if category == "" {
		category = name
	}
	b.taught = append(b.taught, name+" "+string(v.Verdict))
	b.put(airra.Judgement{Subject: airra.AboutHypothesis, Category: category}, v, func(j airra.Judgement) bool { return j.Category == category })
	return &airra.Hypothesis{}, nil
}

func (b *lessons) JudgeAction(_ context.Context, key string, v airra.NewVerdict) (*airra.Action, error) {
	id := airra.ActionID(key)
	b.taught = append(b.taught, key+" "+string(v.Verdict))
	b.put(airra.Judgement{Subject: airra.AboutAction, ActionID: &id}, v, func(j airra.Judgement) bool { return j.Subject == airra.AboutAction })
	return &airra.Action{}, nil
}

func (b *lessons) JudgeAlarm(_ context.Context, _ string, v airra.NewVerdict) (*airra.Incident, error) {
	b.taught = append(b.taught, "alarm "+string(v.Verdict))
	b.put(airra.Judgement{Subject: airra.AboutAlarm}, v, func(j airra.Judgement) bool { return j.Subject == airra.AboutAlarm })
	return &airra.Incident{}, nil
}

func (b *lessons) SimilarIncidents(context.Context, string, int) ([]airra.SimilarIncident, error) {
	return b.alike, nil
}

func (b *lessons) FindPostmortem(context.Context, string) (*airra.Postmortem, error) {
	if b.paper == nil {
		return nil, airra.Errorf(airra.CodeNotFound, "there is none")
	}
	p := *b.paper
	return &p, nil
}

func (b *lessons) DraftPostmortem(context.Context, string) (*airra.PostmortemDraft, error) {
	if b.draft == nil {
		return nil, airra.Errorf(airra.CodeNotFound, "there is none")
	}
	return b.draft, nil
}

func (b *lessons) CreatePostmortem(_ context.Context, n airra.NewPostmortem) (*airra.Postmortem, error) {
	b.taught = append(b.taught, "written "+*n.ActualRootCause)
	b.paper = &airra.Postmortem{Author: "alice@example.com", ActualRootCause: *n.ActualRootCause}
	return b.paper, nil
}

func (b *lessons) UpdatePostmortem(_ context.Context, _ string, t airra.PostmortemText) (*airra.Postmortem, error) {
	if t.Published != nil {
		b.paper.Published = *t.Published
	}
	if t.ActualRootCause != nil {
		b.paper.ActualRootCause = *t.ActualRootCause
	}
	return b.paper, nil
}

// lesson is the case with a cockpit before it, in a tab of its incident.
func lesson(t *testing.T, tab int, change func(b *caseBackend)) (*Model, *caseBackend, *caseClock) {
	t.Helper()
	b := aCase()
	change(b)
	m, clock := caseModel(t, b, 120, 40, func(o *Options) { o.Wake = time.Nanosecond })
	openCase(m)
	for range tab {
		tap(m, "l")
	}
	return m, b, clock
}

// teach presses keys, each with a moment before it, so that dialogs are awake.
func teach(m *Model, clock *caseClock, keys ...string) {
	for _, key := range keys {
		clock.at = clock.at.Add(time.Second)
		tap(m, key)
	}
}

// Each verdict arrives only after its question, names the one under the cursor, and u
// restores what stood before.
func TestVerdictsAreAskedForGivenAndTakenBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tab    int
		stands []airra.Judgement
		keys   []string
		taught []string
		line   string
	}{
		"+ asks first":                                     {hypothesesTab, nil, []string{"+"}, nil, ""},
		"esc is no verdict":                                {hypothesesTab, nil, []string{"+", "esc"}, nil, ""},
		"+ confirms the first":                             {hypothesesTab, nil, []string{"+", "y"}, []string{"h-1 confirmed"}, "airra hypothesis verdict INC-142 1 confirmed"},
		"= does the same":                                  {hypothesesTab, nil, []string{"=", "y"}, []string{"h-1 confirmed"}, "airra hypothesis verdict INC-142 1 confirmed"},
		"x rejects the second":                             {hypothesesTab, nil, []string{"j", "x", "y"}, []string{"h-2 rejected"}, "airra hypothesis verdict INC-142 2 rejected"},
		"a note goes with it":                              {hypothesesTab, nil, []string{"+", "c", "o", "k", "enter"}, []string{"h-1 confirmed"}, "airra hypothesis verdict INC-142 1 confirmed --note 'ok'"},
		"nothing to take back":                             {hypothesesTab, nil, []string{"t", "y"}, nil, ""},
		"u takes the first one back":                       {hypothesesTab, nil, []string{"+", "y", "u"}, []string{"h-1 confirmed", "deployment_issue unknown"}, "airra hypothesis verdict INC-142 1 unknown"},
		"t takes back":                                     {hypothesesTab, rejectedByBob(), []string{"t", "y"}, []string{"h-1 unknown"}, "airra hypothesis verdict INC-142 1 unknown"},
		"u restores what bob had said":                     {hypothesesTab, rejectedByBob(), []string{"+", "y", "u"}, []string{"h-1 confirmed", "deployment_issue rejected"}, "airra hypothesis verdict INC-142 1 rejected --note 'not it'"},
		"an action that ran is judged":                     {actionsTab, nil, []string{"+", "y"}, []string{"act-88 confirmed"}, "airra action verdict ACT-88 confirmed"},
		"an alarm is false":                                {0, nil, []string{"f", "f"}, []string{"alarm rejected"}, "airra learn outcome INC-142 --false-alarm"},
		"an alarm is justified":                            {0, nil, []string{"f", "j"}, []string{"alarm confirmed"}, "airra learn outcome INC-142 --true-alarm"},
		"an alarm without a verdict has none to take back": {0, nil, []string{"f", "t"}, nil, ""},
	} {
		m, b, clock := lesson(t, c.tab, func(b *caseBackend) {
			b.verdicts = c.stands
			b.detail.Actions[0].Status = airra.ActionSucceeded
		})
		teach(m, clock, c.keys...)
		if !slices.Equal(b.taught, c.taught) || m.acts.last() != c.line {
			t.Errorf("%s: %q and %q, want %q and %q", name, b.taught, m.acts.last(), c.taught, c.line)
		}
	}
}

func rejectedByBob() []airra.Judgement {
	return []airra.Judgement{{
		Subject: airra.AboutHypothesis, Category: "deployment_issue", Verdict: airra.VerdictRejected, JudgedBy: "bob@example.com",
		Note: "not it", JudgedAt: caseTime.Add(-time.Hour),
	}}
}

// Who has said what stands with the hypothesis, also after an analysis that has given it
// another id and another rank.
func TestWhatWasSaidOfACauseIsSeen(t *testing.T) {
	t.Parallel()
	m, _, _ := lesson(t, hypothesesTab, func(b *caseBackend) {
		b.verdicts = rejectedByBob()
		b.detail.Hypotheses[0].ID = "h-of-another-analysis"
		slices.Reverse(b.detail.Hypotheses)
	})
	frame := plainFrame(m)
	_, after, found := strings.Cut(frame, "deployment issue")
	if !found || !strings.Contains(after, "✗ rejected by bob@example.com, 1 h ago: not it") {
		t.Errorf("it is not said:\n%s", frame)
	}
}

// What somebody else says of a cause is seen as soon as an event tells of it.
func TestAVerdictOfSomebodyElseIsSeenAtOnce(t *testing.T) {
	t.Parallel()
	m, b, _ := lesson(t, hypothesesTab, func(*caseBackend) {})
	b.verdicts = rejectedByBob()
	drain(m, m.happened(airra.Event{ID: 9, IncidentID: b.detail.ID, Type: airra.EventHypothesisJudged, At: caseTime}))
	shows(t, m, "✗ rejected by bob@example.com")
}

// With read-only keys nothing is asked.
func TestNothingIsJudgedReadOnly(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"+", "x", "t", "f"} {
		m, b, clock := lesson(t, hypothesesTab, func(b *caseBackend) { b.verdicts = rejectedByBob() })
		m.opts.ReadOnly = true
		teach(m, clock, key)
		if said := m.toast.message; m.dialog() != nil || !strings.Contains(said, "read only") {
			t.Errorf("%s said %q", key, said)
		}
		if teach(m, clock, "y", "f"); len(b.taught) != 0 {
			t.Errorf("%s taught %q", key, b.taught)
		}
	}
}

func anAlike() []airra.SimilarIncident {
	return []airra.SimilarIncident{
		{
			IncidentID: "0198-97", Ref: "INC-97", Title: "Errors after a deployment", Service: "payment-service", Category: "deployment_issue",
			Cause: "v2.4.9 had no migration", Fix: "rollback_deployment", Confirmed: true, Trust: 1, Similarity: 0.93, Origin: airra.OriginReal,
			Parts: airra.SimilarityParts{Signals: 0.8, Service: 1, Topology: 1, Category: 1, Text: 0.62}, ResolvedAt: caseTime.Add(-12 * 24 * time.Hour),
		},
		{
			IncidentID: "0198-12", Ref: "INC-12", Title: "Invented", Service: "order-service", Category: "error_spike", Trust: 0.2, Similarity: 0.41,
			Origin: airra.OriginGenerated, ResolvedAt: caseTime.Add(-time.Hour),
		},
	}
}

// What is alike is told with its parts and its trust, and enter opens it.
func TestSimilarIncidentsSayWhyAndOpen(t *testing.T) {
	t.Parallel()
	m, _, _ := lesson(t, similarTab, func(b *caseBackend) { b.alike = anAlike() })
	frame := plainFrame(m)
	for _, text := range []string{
		"INC-97", "12 d", "0.93 █████████░", "cause    v2.4.9 had no migration", "fix      rollback_deployment",
		"alike by signals 0.80, service 1.00, topology 1.00, category 1.00, text 0.62",
		"trust    1.0, it has a published postmortem; ✓ the cause is confirmed", "trust    0.2, it was generated; generated",
	} {
		if !strings.Contains(frame, text) {
			t.Errorf("it does not say %q:\n%s", text, frame)
		}
	}
	tap(m, "j", "enter")
	if m.detail == nil || m.detail.id != "0198-12" {
		t.Errorf("enter opens %v", m.detail)
	}
}

func TestNothingAlikeIsNoEmptyTab(t *testing.T) {
	t.Parallel()
	m, _, _ := lesson(t, similarTab, func(*caseBackend) {})
	shows(t, m, "No resolved incident resembles it")
}

// aPaper writes and reads a postmortem in the simplest form: its cause alone.
func aPaper() *Paper {
	return &Paper{
		Write: func(_ airra.IncidentDetail, _ []airra.Event, p airra.Postmortem) string { return p.ActualRootCause },
		Read: func(_, document string) (airra.PostmortemText, error) {
			if strings.Contains(document, "?") {
				return airra.PostmortemText{}, airra.Errorf(airra.CodeInvalid, "line 1: that is a question")
			}
			return airra.PostmortemText{ActualRootCause: &document}, nil
		},
	}
}

func aDraft(b *caseBackend) {
	cause := "Not established."
	b.draft = &airra.PostmortemDraft{Writer: "the record", Markdown: cause, PostmortemText: airra.PostmortemText{
		ActualRootCause: &cause, LessonsLearned: []string{"Deploy on Mondays."}, DurationMinutes: pointer(int64(45)),
		ActionItems: []airra.ActionItem{{Number: 1, Description: "Add a migration check", Owner: "bob", DueDate: pointer("2026-12-01"), Priority: "high", Status: "in_progress"}},
	}}
}

// A draft is seen before anything is stored; storing and publishing are asked about, and
// u withdraws.
func TestADraftIsStoredAndPublished(t *testing.T) {
	t.Parallel()
	m, b, clock := lesson(t, postmortemTab, aDraft)
	shows(t, m, "a draft made from the record, not stored", "ROOT CAUSE", "Not established.", "it lasted 45 minutes", "Deploy on Mondays.",
		"1. Add a migration check  (bob, due 2026-12-01, high, in progress)")
	teach(m, clock, "p", "w")
	if b.paper != nil {
		t.Fatal("it was stored before anybody said yes")
	}
	teach(m, clock, "y")
	if b.paper == nil || b.paper.Published {
		t.Fatalf("stored as %+v", b.paper)
	}
	shows(t, m, "not published yet, written by alice@example.com")
	teach(m, clock, "p", "y")
	if !b.paper.Published || m.acts.last() != "airra postmortem publish INC-142" {
		t.Errorf("published %v by %q", b.paper.Published, m.acts.last())
	}
	shows(t, m, "✓ published, written by alice@example.com")
	teach(m, clock, "u")
	if b.paper.Published {
		t.Error("u does not withdraw it")
	}
}

// What was written is stored when it can be read, and is there again when it cannot.
func TestWhatWasWrittenOfAPostmortemIsNeverLost(t *testing.T) {
	t.Parallel()
	for _, stored := range []bool{false, true} {
		m, b, _ := lesson(t, postmortemTab, func(b *caseBackend) {
			aDraft(b)
			if stored {
				b.paper = &airra.Postmortem{ActualRootCause: "The old cause."}
			}
		})
		m.opts.Paper = aPaper()
		s := m.detail
		drain(m, rewritten{screen: s, base: "x", after: "why?"}.apply(m))
		if b.taught != nil || m.unstored[s.id] != "why?" || !strings.Contains(m.toast.message, "line 1: that is a question") {
			t.Errorf("stored %v: taught %q, kept %q, said %q", stored, b.taught, m.unstored[s.id], m.toast.message)
		}
		drain(m, rewritten{screen: s, base: "x", after: "The new cause."}.apply(m))
		if b.paper == nil || b.paper.ActualRootCause != "The new cause." || m.unstored[s.id] != "" {
			t.Errorf("stored %v: it is %+v, and %q is kept", stored, b.paper, m.unstored[s.id])
		}
	}
}

// An editor that failed, was left empty or changed nothing stores nothing.
func TestAnEditorThatChangedNothingStoresNothing(t *testing.T) {
	t.Parallel()
	for says, left := range map[string]rewritten{
		"the editor failed":   {after: "The new cause.", err: context.Canceled},
		"nothing was written": {after: " \n"},
		"nothing was changed": {base: "The old cause.", after: "The old cause.\n"},
	} {
		m, b, _ := lesson(t, postmortemTab, func(b *caseBackend) { b.paper = &airra.Postmortem{ActualRootCause: "The old cause."} })
		m.opts.Paper = aPaper()
		left.screen = m.detail
		drain(m, left.apply(m))
		if !strings.Contains(m.toast.message, says) || b.paper.ActualRootCause != "The old cause." {
			t.Errorf("it said %q and stored %q", m.toast.message, b.paper.ActualRootCause)
		}
	}
}

// The tabs of an incident are all named on every terminal.
func TestTheTabsOfAnIncidentFitTheirLine(t *testing.T) {
	t.Parallel()
	for width := leastWidth; width < 140; width++ {
		m, _, _ := lesson(t, 0, func(*caseBackend) {})
		for range tabCount {
			line := m.detail.tabs(m, width)
			if w := len([]rune(ansi.Strip(line))); w > width || !strings.Contains(line, "["+incidentTabs[m.detail.tab].name) || !strings.Contains(line, "Post") {
				t.Fatalf("at %d: %q", width, line)
			}
			m.detail.tab = (m.detail.tab + 1) % tabCount
		}
	}
}
