package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/theme"
)

// openCase shows the incident of the case.
func openCase(m *Model) { drain(m, m.openIncident("0198-142")) }

func TestEveryTabShowsItsFacts(t *testing.T) {
	t.Parallel()
	want := map[string][]string{
		"Summary":    {"INC-142", "▲ critical", "◐ pending approval", "opened 4 min ago", "Not acknowledged", "Also affected: order-service", "error_rate", "+85 σ", "still", "deployment issue", "0.71", "ACT-88"},
		"Timeline":   {"02:15:30  ✎ I look at the deployment of 02:08.  (bob@example.com)", "◐ ACT-88 rollback_deployment"},
		"Hypotheses": {"1  deployment issue      0.71 ██████████████░░░░░░", "[1] + errors are 18 times", "[2] + v2.5.0", "[3] − no restart"},
		"Evidence":   {"░ normal: 0.1 req/s … 0.9 req/s (± 4 σ)", "▴ anomalous", `sum(rate(http_requests_total{service="payment-service"`, "restarts [3]"},
		"Actions":    {"risk     ▅ 0.83 high = 0.75 base (high) + 0.029 doubt + 0.05 tier-2", `{"deployment":"payment-service","revision":"previous"}`, "high blast radius", "because  deployment issue 0.71, 2 for, 1 against", "Approving starts nothing", "y approve…"},
		"Notes":      {"bob@example.com", "I look at the deployment of 02:08."},
	}
	m, _ := caseModel(t, aCase(), 120, 40)
	openCase(m)
	for _, tab := range incidentTabs {
		frame := plainFrame(m)
		for _, text := range want[tab.name] {
			if !strings.Contains(frame, text) {
				t.Errorf("%s does not show %q:\n%s", tab.name, text, frame)
			}
		}
		tap(m, "l")
	}
	if m.detail.tab != 0 {
		t.Errorf("after the last tab comes tab %d and not the first", m.detail.tab)
	}
}

func TestEscLeadsBackToTheScreenBelow(t *testing.T) {
	t.Parallel()
	m, _ := caseModel(t, aCase(), 80, 24)
	tap(m, "3")
	below := m.current
	openCase(m)
	if m.screenNow() != screen(m.detail) {
		t.Fatal("the incident is not shown")
	}
	tap(m, "esc")
	if m.detail != nil || m.current != below {
		t.Errorf("esc leads to screen %d and not to %d", m.current, below)
	}
	openCase(m)
	if tap(m, "3"); m.detail != nil {
		t.Error("the number of the screen below does not show it")
	}
}

func TestALiveEventStandsInTheTimelineOnce(t *testing.T) {
	t.Parallel()
	b := aCase()
	m, _ := caseModel(t, b, 120, 40)
	openCase(m)
	tap(m, "l")
	e := airra.Event{ID: 6, IncidentID: b.detail.ID, Type: airra.EventActionApproved, Description: "ACT-88 approved", Actor: "carol", At: caseTime}
	drain(m, m.happened(e))
	drain(m, m.happened(e))
	drain(m, m.happened(airra.Event{ID: 7, IncidentID: "another", Description: "elsewhere"}))
	frame := plainFrame(m)
	if strings.Count(frame, "ACT-88 approved") != 1 || strings.Contains(frame, "elsewhere") {
		t.Errorf("the timeline is wrong:\n%s", frame)
	}
}

func TestAnEventThatCameWhileTheTimelineWasReadStays(t *testing.T) {
	t.Parallel()
	b := aCase()
	m, _ := caseModel(t, b, 120, 40)
	openCase(m)
	asked := m.detail.loadEvents(m)() // The server answers before the event, and is heard after it.
	drain(m, m.happened(airra.Event{ID: 6, IncidentID: b.detail.ID, Type: airra.EventComment, Description: "meanwhile", At: caseTime}))
	m.Update(asked)
	if n := len(m.detail.events); n != 6 || m.detail.events[5].Description != "meanwhile" {
		t.Errorf("%d events, of 6", n)
	}
}

// Who has an incident open does not go on reading a note that was taken back.
func TestARetractedNoteIsNotReadAnyMore(t *testing.T) {
	t.Parallel()
	b := aCase()
	m, _ := caseModel(t, b, 120, 40)
	openCase(m)
	m.detail.tab = notesTab
	b.events = slices.Clone(b.events)
	note := &b.events[len(b.events)-1]
	text := note.Description
	if note.Type != airra.EventComment || !strings.Contains(plainFrame(m), text) {
		t.Fatalf("the note is not shown:\n%s", plainFrame(m))
	}
	if err := note.Retract(note.Actor, note.At); err != nil {
		t.Fatal(err)
	}
	drain(m, m.happened(airra.Event{ID: 6, IncidentID: b.detail.ID, Type: airra.EventCommentRetracted, Metadata: airra.RetractionOf(*note), At: caseTime}))
	if frame := plainFrame(m); strings.Contains(frame, text) || !strings.Contains(frame, note.Description) {
		t.Errorf("the note is still shown:\n%s", frame)
	}
}

func TestWhoReadsFurtherDownKeepsTheirLines(t *testing.T) {
	t.Parallel()
	b := aCase()
	for n := range 200 {
		b.events = append(b.events, airra.Event{ID: int64(10 + n), IncidentID: b.detail.ID, Type: airra.EventSignalSeen, Description: fmt.Sprintf("step %d", n), At: caseTime})
	}
	m, _ := caseModel(t, b, 80, 24)
	openCase(m)
	tap(m, "l")
	if frame := plainFrame(m); !strings.Contains(frame, "step 199") || strings.Contains(frame, "step 100 ") {
		t.Errorf("the newest is not at the top:\n%s", frame)
	}
	tap(m, "j", "j", "j")
	before := plainFrame(m)
	drain(m, m.happened(airra.Event{ID: 999, IncidentID: b.detail.ID, Description: "new", At: caseTime}))
	if after := plainFrame(m); strings.Split(after, "\n")[7] != strings.Split(before, "\n")[7] {
		t.Errorf("the lines moved:\n%s\n%s", before, after)
	}
	tap(m, "G")
	if frame := plainFrame(m); !strings.Contains(frame, "Error rate 18x normal on payment-service") {
		t.Errorf("the oldest is not seen at the end:\n%s", frame)
	}
	tap(m, "g")
	if frame := plainFrame(m); !strings.Contains(frame, " new") {
		t.Errorf("the newest is not seen at the beginning:\n%s", frame)
	}
}

func TestEvidenceIsAskedAgainAndShowsThenAndNow(t *testing.T) {
	t.Parallel()
	b := aCase()
	m, _ := caseModel(t, b, 120, 40)
	openCase(m)
	tap(m, "l", "l", "l", "x")
	frame := plainFrame(m)
	for _, want := range []string{"then  ", "now   ", "0.5 … 9, last 0.5", "asked Prometheus at 02:18:00"} {
		if !strings.Contains(frame, want) {
			t.Errorf("%q is not shown:\n%s", want, frame)
		}
	}
	if len(b.did) != 1 || b.did[0] != 1 {
		t.Errorf("asked for %v and not for evidence 1", b.did)
	}
	tap(m, "j", "x")
	if len(b.did) != 1 {
		t.Error("a signal for which there is no evidence was asked for")
	}
}

func TestARefusedRerunDoesNotCountAsALostServer(t *testing.T) {
	t.Parallel()
	b := aCase()
	m, _ := caseModel(t, b, 120, 40)
	openCase(m)
	b.refuse = airra.Errorf(airra.CodeConflict, "evidence 1 has no query")
	tap(m, "l", "l", "l", "x")
	if m.data.lost != nil {
		t.Errorf("the server counts as lost: %v", m.data.lost)
	}
	if frame := plainFrame(m); !strings.Contains(frame, "not run: evidence 1 has no query") {
		t.Errorf("the reason is not said:\n%s", frame)
	}
}

func TestAnIncidentThatIsGoneIsSaidAndNotTakenForALostServer(t *testing.T) {
	t.Parallel()
	m, _ := caseModel(t, aCase(), 80, 24)
	drain(m, m.openIncident("nobody"))
	if frame := plainFrame(m); !strings.Contains(frame, "not there any more") || m.data.lost != nil {
		t.Errorf("lost: %v\n%s", m.data.lost, frame)
	}
}

// hostileCase is the incident with names and texts that try to break the columns.
func hostileCase() *caseBackend {
	b := aCase()
	evil := "決済サービス\x1b[2J\n\t\u202e👩\u200d👩\u200d👧 " + strings.Repeat("長い", 80)
	d := &b.detail
	d.Title, d.Description, d.AffectedService = evil, evil, airra.ServiceName(evil)
	d.StatusNote, d.ResolvedAt, d.ResolutionCause = &evil, pointer(caseTime), &evil
	for n := range d.Hypotheses {
		h := &d.Hypotheses[n]
		h.Category, h.Description, h.Reasoning = evil, evil, evil
		for k := range h.Evidence.Items {
			h.Evidence.Items[k].Observation = evil
		}
	}
	d.Actions[0].Description, d.Actions[0].TargetService, d.Actions[0].BlastRadius = evil, airra.ServiceName(evil), evil
	d.Actions[0].ActionType, d.Actions[0].RiskLevel = airra.ActionType(evil), airra.RiskCritical
	for n := range b.events {
		b.events[n].Description, b.events[n].Actor = evil, evil
	}
	for n := range b.signals {
		b.signals[n].Name, b.signals[n].Unit = fmt.Sprint(evil, n), evil
	}
	b.run.Source = evil
	return b
}

func TestEveryLineIsAsWideAsTheFrameWhateverTheWordsAre(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{60, 18}, {80, 24}, {119, 30}, {120, 40}, {200, 60}} {
		for name, b := range map[string]*caseBackend{"plain": aCase(), "hostile": hostileCase()} {
			t.Run(fmt.Sprintf("%s at %dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				m, clock := caseModel(t, b, size[0], size[1], func(o *Options) { o.Theme = theme.Dark })
				openCase(m)
				for n := range tabCount {
					m.detail.tab = n
					tap(m, "x", "j")
					frameFits(t, m, incidentTabs[n].name)
				}
				tap(m, "esc", "3")
				frameFits(t, m, "approvals")
				for _, key := range []string{"y", "n"} {
					tap(m, key)
					frameFits(t, m, "the dialog behind "+key)
					clock.at = clock.at.Add(time.Second)
					write(m, "理由は長い理由は長い理由は長い理由は長い理由は長い理由は長い理由は長い理由は長い")
					frameFits(t, m, "typing in the dialog behind "+key)
					tap(m, "esc")
				}
				if strings.Contains(plainFrame(m), "\x1b") {
					t.Error("an escape sequence of a text reached the terminal")
				}
			})
		}
	}
}

func TestAnIncidentOfWhichNothingIsKnownYetSaysSo(t *testing.T) {
	t.Parallel()
	b := &caseBackend{}
	b.detail.Incident = airra.Incident{ID: "0198-142", Ref: "INC-142", Title: "Slow", Status: airra.StatusDetected, DetectedAt: caseTime}
	m, _ := caseModel(t, b, 80, 24)
	openCase(m)
	want := []string{"Not acknowledged", "Nothing has happened yet.", "No hypotheses yet.  z analyzes it", "No signal is stored", "Nothing is proposed.", "No resolved incident resembles it.", "Nobody has written a note yet.", "Asking for the postmortem"}
	for n, text := range want {
		m.detail.tab = n
		drain(m, m.detail.loadTab(m, n))
		tap(m, "x", "j", "G", "J", "K", "y", "X", "n")
		frameFits(t, m, incidentTabs[n].name)
		if frame := plainFrame(m); !strings.Contains(frame, text) || m.dialog() != nil {
			t.Errorf("%s does not say %q:\n%s", incidentTabs[n].name, text, frame)
		}
	}
}
