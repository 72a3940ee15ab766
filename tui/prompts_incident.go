package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// words is what is told when an incident is opened: which one it is, and its summary.
func (s *incidentScreen) words(m *Model) []string {
	i := s.incident(m)
	switch {
	case s.gone:
		return []string{"This incident is not there any more."}
	case i == nil:
		return []string{"Nothing is known of it yet; again asks anew."}
	}
	return append([]string{m.incidentWords(i) + "."}, s.summaryWords(m)...)
}

// partsOf are the parts of an incident, in the order of the cockpit's tabs.
func partsOf() [tabCount]func(s *incidentScreen, m *Model) []string {
	return [tabCount]func(s *incidentScreen, m *Model) []string{
		(*incidentScreen).summaryWords, (*incidentScreen).timelineWords, (*incidentScreen).causeWords,
		(*incidentScreen).evidenceWords, (*incidentScreen).actionWords, (*incidentScreen).similarWords,
		(*incidentScreen).noteWords, (*incidentScreen).postmortemWords,
	}
}

func (s *incidentScreen) listed(*Model) []offer {
	parts := partsOf()
	rows := make([]offer, len(parts))
	for n, t := range incidentTabs {
		text := t.name
		if t.count != nil {
			text += fmt.Sprintf(", %d", t.count(s))
		}
		rows[n] = offer{text: text, do: func(p *prompter, _ string) error {
			p.pump(tea.Batch(s.load(p.m), s.loadTab(p.m, n)))
			p.sayAll(parts[n](s, p.m))
			return nil
		}}
	}
	return rows
}

// offers are the parts by name, and the acts of the cockpit.
func (s *incidentScreen) offers(m *Model) []offer {
	press := func(m *Model, k tea.KeyPressMsg) tea.Cmd {
		cmd, _ := m.incidentKey(k, s.incident(m))
		return cmd
	}
	var all []offer
	for n, row := range s.listed(m) {
		all = append(all, offer{word: strings.ToLower(incidentTabs[n].name), text: "tells this part", do: row.do})
	}
	all = append(all,
		offer{word: "acknowledge", key: "a", text: "says that you have it; with a span like 30m for so long", write: true, do: func(p *prompter, rest string) error {
			if rest == "" {
				return pressed(press, "a")(p, "")
			}
			return pressed(press, "A")(p, rest)
		}},
		offer{word: "assign", key: "i", text: "gives it to somebody", write: true, do: pressed(press, "i")},
		offer{word: "note", key: "c", text: "writes a line into its timeline", write: true, do: pressed(press, "c")},
		offer{word: "analyze", key: "z", text: "looks for the cause again", write: true, do: pressed(press, "z")},
		offer{word: "rerun", key: "x", text: "asks the metrics source again: rerun and the number of the evidence", do: s.rerunning},
	)
	all = append(all, decisionOffers(func(*Model) []airra.Action { return s.actions() })...)
	all = append(all, s.verdictOffers(press)...)
	return append(all,
		offer{word: "resolve", key: "r", text: "ends it, with its cause", write: true, do: pressed(press, "r")},
		offer{word: "reopen", key: "O", text: "opens it again", write: true, do: pressed(press, "O")},
		offer{word: "escalate", key: "e", text: "pages the next step of its policy, after a question", write: true, do: pressed(press, "e")},
	)
}

// summaryWords are the summary of the cockpit in sentences.
func (s *incidentScreen) summaryWords(m *Model) []string {
	i := s.incident(m)
	if i == nil {
		return nil
	}
	lines := s.standing(m, i, unbroken)
	for _, g := range s.signal {
		lines = append(lines, "Signal "+signalWords(i, g, m))
	}
	for _, h := range s.hypotheses()[:min(1, len(s.hypotheses()))] {
		lines = append(lines, fmt.Sprintf("Likeliest cause: %s, confidence %.2f, by %s.", look.Line(look.Words(h.Category)), h.ConfidenceScore, look.Line(i.Reasoner)))
	}
	for _, act := range s.actions() {
		lines = append(lines, "Proposed: "+m.actionInWords(act)+".")
	}
	return lines
}

// timelineWords are what happened, the newest first and not more than one listens to.
func (s *incidentScreen) timelineWords(m *Model) []string {
	if len(s.events) == 0 {
		return []string{"Nothing has happened yet."}
	}
	lines := []string{"What happened, newest first."}
	if s.cut {
		lines = append(lines, "There are later ones: airra incident timeline "+look.Line(s.ref(m)))
	}
	for n := len(s.events) - 1; n >= 0 && len(s.events)-n <= mostTold; n-- {
		lines = append(lines, m.eventLines(s.events[n], unbroken)...)
	}
	if over := len(s.events) - mostTold; over > 0 {
		lines = append(lines, plural(over, "older event")+": airra incident timeline "+look.Line(s.ref(m)))
	}
	return lines
}

// mostTold is how many events are told in one go.
const mostTold = 30

// causeWords are the hypotheses by rank, each with what speaks for and against it.
func (s *incidentScreen) causeWords(m *Model) []string {
	if len(s.hypotheses()) == 0 {
		return []string{"No hypotheses yet. analyze looks for some."}
	}
	var lines []string
	for _, h := range s.hypotheses() {
		lines = append(lines, fmt.Sprintf("Hypothesis %d: %s, confidence %.2f.", h.Rank, look.Line(look.Words(h.Category)), h.ConfidenceScore))
		if j := s.onCause(h); j != nil {
			lines = append(lines, m.verdictText(j, "confirmed", "rejected")+".")
		}
		lines = append(lines, wrap(h.Description, unbroken)...)
		lines = append(lines, wrap(h.Reasoning, unbroken)...)
		for _, e := range h.Evidence.Items {
			lines = append(lines, evidenceIn("For", e))
		}
		for _, e := range h.Evidence.Against {
			lines = append(lines, evidenceIn("Against", e))
		}
		if len(h.Evidence.Items)+len(h.Evidence.Against) == 0 {
			lines = append(lines, "No evidence is named.")
		}
	}
	return lines
}

// evidenceIn is a piece of evidence with the number by which it is asked again.
func evidenceIn(side string, e airra.EvidenceItem) string {
	text := fmt.Sprintf("%s, evidence %d: %s", side, e.Number, look.Line(e.Observation))
	if e.SignalType != "" {
		text += " (" + look.Line(e.SignalType) + ")"
	}
	return text
}

// noteWords are what people wrote, oldest first.
func (s *incidentScreen) noteWords(m *Model) []string {
	if len(s.comments()) == 0 {
		return []string{"Nobody has written a note yet. note writes one."}
	}
	var lines []string
	for _, e := range s.comments() {
		lines = append(lines, look.Line(e.Actor)+", "+m.ago(e.At)+" ago: "+look.Line(e.Description))
	}
	return lines
}
