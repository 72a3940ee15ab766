package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// incidentScreen is one incident with all that is known about it. It lies over the
// screen from which it was opened, and esc leads back there.
type incidentScreen struct {
	id     airra.IncidentID
	gone   bool // the server knows no such incident
	detail *airra.IncidentDetail
	events []airra.Event
	cut    bool // there are later events than these
	signal []airra.Signal
	runs   map[int]*airra.EvidenceRun // what was asked again, by the number of the evidence

	verdicts []airra.Judgement // those that stand
	similar  []airra.SimilarIncident
	recalled bool // there was an answer, so none means that nothing is alike
	paper    *airra.Postmortem
	draft    *airra.PostmortemDraft // nil where there is a postmortem

	tab                  int
	top                  [tabCount]int // the first line of each tab that is shown; of the timeline the first event
	bottom               int           // the last line that top may take, as the last frame found it
	exhibit              cursor        // in the evidence tab
	action               cursor        // in the actions tab
	suspect              cursor        // in the hypotheses tab
	seeSuspect, seeAlike bool          // the cursor has moved, so what it is on has to be seen
	alike                cursor        // in the tab of similar incidents
}

// incidentTabs are the parts of the screen in the order in which they are walked.
var incidentTabs = [tabCount]struct {
	name  string
	count func(s *incidentScreen) int // nil where nothing is counted
	draw  func(s *incidentScreen, m *Model, f frame) []string
}{
	{"Summary", nil, (*incidentScreen).summary},
	{"Timeline", func(s *incidentScreen) int { return len(s.events) }, (*incidentScreen).timeline},
	{"Hypotheses", func(s *incidentScreen) int { return len(s.hypotheses()) }, (*incidentScreen).causes},
	{"Evidence", func(s *incidentScreen) int { return len(s.exhibits()) }, (*incidentScreen).evidence},
	{"Actions", func(s *incidentScreen) int { return len(s.actions()) }, (*incidentScreen).remedies},
	{"Similar", nil, (*incidentScreen).recollections},
	{"Notes", func(s *incidentScreen) int { return len(s.comments()) }, (*incidentScreen).notes},
	{"Postmortem", nil, (*incidentScreen).postmortem},
}

// The places of the tabs that keys and other screens name, and how many there are.
const (
	timelineTab   = 1
	hypothesesTab = 2
	evidenceTab   = 3
	actionsTab    = 4
	similarTab    = 5
	notesTab      = 6
	postmortemTab = 7
	tabCount      = 8
)

// openIncident shows an incident over whatever is shown.
func (m *Model) openIncident(id airra.IncidentID) tea.Cmd {
	if m.detail != nil && m.detail.id == id {
		return nil
	}
	m.detail = &incidentScreen{id: id, runs: map[int]*airra.EvidenceRun{}}
	return m.detail.load(m)
}

func (s *incidentScreen) title() string { return "Incident" }

// load asks for the parts at the same time; each is shown as soon as it is there.
func (s *incidentScreen) load(m *Model) tea.Cmd {
	return tea.Batch(m.loadIncident(s.id), s.loadEvents(m), s.loadSignals(m), s.loadTab(m, s.tab))
}

// loadTab asks for what only one tab shows. It is asked when somebody looks: to compare
// an incident with all others, or to write a draft, is work for the server.
func (s *incidentScreen) loadTab(m *Model, tab int) tea.Cmd {
	switch tab {
	case hypothesesTab, actionsTab:
		return s.loadJudgements(m)
	case similarTab:
		return s.loadSimilar(m)
	case postmortemTab:
		return s.loadPostmortem(m)
	default:
		return nil
	}
}

// take takes what the server knows, or that it knows nothing.
func (s *incidentScreen) take(d *airra.IncidentDetail) {
	if s.gone = d == nil; !s.gone {
		s.detail = d
	}
}

// orNothing makes nothing of what is not there: that is an answer of a server in good
// health, and must not be shown as a lost one.
func orNothing[T any](value *T, err error) (*T, error) {
	if airra.ErrorCode(err) == airra.CodeNotFound {
		return nil, nil
	}
	return value, err
}

func (s *incidentScreen) loadEvents(m *Model) tea.Cmd {
	return ask(func() (*airra.Timeline, error) {
		return orNothing(m.opts.Backend.Timeline(m.ctx, string(s.id)))
	}, func(_ *Model, t *airra.Timeline) {
		if t != nil {
			s.takeEvents(t)
		}
	})
}

// takeEvents takes the timeline as the server knew it, and keeps what has come live
// since it was asked.
func (s *incidentScreen) takeEvents(t *airra.Timeline) {
	last := int64(0)
	if n := len(t.Events); n > 0 {
		last = t.Events[n-1].ID
	}
	live := slices.DeleteFunc(s.events, func(e airra.Event) bool { return e.ID <= last })
	s.events, s.cut = t.Events, t.Truncated
	if !s.cut {
		s.events = append(slices.Clip(s.events), live...)
	}
}

func (s *incidentScreen) loadSignals(m *Model) tea.Cmd {
	return ask(func() ([]airra.Signal, error) {
		signals, err := m.opts.Backend.IncidentSignals(m.ctx, string(s.id))
		if airra.ErrorCode(err) == airra.CodeNotFound {
			return nil, nil
		}
		return signals, err
	}, func(_ *Model, signals []airra.Signal) { s.signal = signals })
}

// happened puts a live event at the end of the timeline, and asks again for the signals.
// The incident itself is read again whoever looks at it.
func (s *incidentScreen) happened(m *Model, e airra.Event) tea.Cmd {
	if e.IncidentID != s.id {
		return nil
	}
	if e.Type == airra.EventCommentRetracted {
		return s.load(m) // A row that is already here says something else now.
	}
	known := slices.ContainsFunc(s.events, func(other airra.Event) bool { return other.ID == e.ID })
	if !known && !s.cut {
		s.events = append(s.events, e)
		if s.top[timelineTab] > 0 {
			s.top[timelineTab]++ // Who reads further down goes on reading the same lines.
		}
	}
	if s.tab == hypothesesTab || s.tab == actionsTab {
		return tea.Batch(s.loadSignals(m), s.loadJudgements(m))
	}
	return s.loadSignals(m)
}

// incident gives what is known of it: the list may know it before the detail is there.
func (s *incidentScreen) incident(m *Model) *airra.Incident {
	if known := m.incident(s.id); known != nil {
		return known
	}
	if s.detail != nil {
		return &s.detail.Incident
	}
	return nil
}

func (s *incidentScreen) hypotheses() []airra.Hypothesis {
	if s.detail == nil {
		return nil
	}
	return s.detail.Hypotheses
}

func (s *incidentScreen) actions() []airra.Action {
	if s.detail == nil {
		return nil
	}
	return s.detail.Actions
}

// head is how many lines stand above a tab.
const head = 4

func (s *incidentScreen) draw(m *Model, f frame) []string {
	i := s.incident(m)
	switch {
	case s.gone:
		return fill([]string{"", " This incident is not there any more."}, f)
	case i == nil:
		return fill([]string{"", m.styles.Faint.Render(" reading the incident…")}, f)
	}
	lines := []string{s.name(m, i, f.width), " " + look.Line(i.Title), s.tabs(m, f.width), ""}
	room := frame{width: f.width, height: f.height - head}
	body := incidentTabs[s.tab].draw(s, m, frame{width: f.width - 2, height: room.height})
	if s.tab != timelineTab {
		s.bottom = max(0, len(body)-room.height)
		s.top[s.tab] = min(max(s.top[s.tab], 0), s.bottom)
		body = body[s.top[s.tab]:min(len(body), s.top[s.tab]+room.height)]
	}
	return fill(append(lines, indented(body, 1)...), f)
}

// name is the line that says which incident this is and where it stands.
func (s *incidentScreen) name(m *Model, i *airra.Incident, width int) string {
	left := " " + m.styles.Strong.Render(look.Line(i.Ref)) + "  " +
		m.severityStyle(i.Severity).Render(look.Severity(i.Severity)+" "+look.Line(string(i.Severity))) + "  " +
		m.statusStyle(i.Status).Render(look.Status(i.Status)+" "+look.Line(look.Words(i.Status))) + "  " + look.Line(string(i.AffectedService))
	return apart(left, m.styles.Faint.Render("opened "+m.span(i.DetectedAt)+" ago "), width)
}
