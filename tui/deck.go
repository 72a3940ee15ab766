package tui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/look"
)

// deck is the first screen: what needs the person now, what else is open, who is on
// call and how the server is.
type deck struct {
	cursor cursor
	rows   []*airra.Incident // first those that need somebody; worked out from version
	needs  int
	from   int // the version of the incidents that rows are of
	height int
}

func (*deck) title() string { return "Deck" }

func (*deck) load(*Model) tea.Cmd { return nil }

func (*deck) hints(m *Model) string {
	if m.opts.ReadOnly {
		return "enter open   read only"
	}
	return "enter open  P approve…  a ack  c note  i assign  r resolve  e escalate  z analyze"
}

// settle works the rows out again when an incident has changed.
func (d *deck) settle(m *Model) {
	if set := &m.data.incidents; d.rows == nil || d.from != set.version {
		var needs, others []*airra.Incident
		for n := range set.all {
			switch i := &set.all[n]; {
			case needsSomebody(i):
				needs = append(needs, i)
			case i.Open():
				others = append(others, i)
			}
		}
		slices.SortStableFunc(needs, urgent)
		slices.SortStableFunc(others, urgent)
		d.rows, d.needs, d.from = append(needs, others...), len(needs), set.version
	}
	d.cursor.settle(len(d.rows), d.id)
}

// needsSomebody says whether an incident stands still until a person does something.
func needsSomebody(i *airra.Incident) bool {
	return i.Status == airra.StatusPendingApproval || i.Status == airra.StatusEscalated || i.Status == airra.StatusFailed
}

// urgent puts the worst first, and of those the oldest: it has waited longest.
func urgent(a, b *airra.Incident) int {
	return cmp.Or(b.Severity.Rank()-a.Severity.Rank(), a.DetectedAt.Compare(b.DetectedAt))
}

func (d *deck) id(n int) string { return string(d.rows[n].ID) }

func (d *deck) selected() *airra.Incident {
	if d.cursor.index >= len(d.rows) {
		return nil
	}
	return d.rows[d.cursor.index]
}

func (d *deck) draw(m *Model, f frame) []string {
	d.settle(m)
	list, preview := split(f.width)
	below := m.below(list)
	d.height = max(1, f.height-len(below))
	lines := fill(d.list(m, list, d.height), frame{list, d.height})
	return m.beside(append(lines, below...), m.preview(d.selected(), preview), f, list, preview)
}

// list draws the two sections, scrolled so that the cursor is seen.
func (d *deck) list(m *Model, width, height int) []string {
	if len(d.rows) == 0 {
		return []string{"", d.calm(m)}
	}
	heads := 1
	if d.needs > 0 && d.needs < len(d.rows) {
		heads = 3
	}
	from, to := d.cursor.window(len(d.rows), max(1, height-heads))
	var lines []string
	for n := from; n < to; n++ {
		if n == from && n < d.needs {
			lines = append(lines, m.heading("NEEDS YOU", d.needs, width))
		}
		if n == d.needs || n == from && n > d.needs {
			if n > from {
				lines = append(lines, "")
			}
			lines = append(lines, m.heading("OPEN", len(d.rows)-d.needs, width))
		}
		i := d.rows[n]
		lines = append(lines, m.incidentRow(i, row{selected: n == d.cursor.index, clocks: true, clock: m.waits(i)}, width))
	}
	return lines
}

// calm says that there is nothing, where that is known.
func (*deck) calm(m *Model) string {
	switch {
	case m.data.listed:
		return m.styles.Good.Render(" ✓ nothing is open")
	case lockedOut(m.data.lost):
		return m.styles.Alarm.Render(" ✗ the server lets nobody in without its key") + "   set AIRRA_API_KEY; see: airra doctor"
	case m.data.lost != nil:
		return m.styles.Alarm.Render(" ✗ the server does not answer") + "   it is asked again by itself; see: airra doctor"
	default:
		return m.styles.Faint.Render(" ◌ asking the server…")
	}
}

func (m *Model) heading(text string, count, width int) string {
	number := strconv.Itoa(count) + " "
	return m.styles.Strong.Render(look.Fit(" "+text, width-len(number))) + m.styles.Faint.Render(number)
}

// waits is the clock of the decision that an incident waits for.
func (m *Model) waits(i *airra.Incident) string {
	proposals := m.proposals(i.ID)
	if i.Status != airra.StatusPendingApproval || len(proposals) == 0 {
		return ""
	}
	text, _ := m.slaClock(proposals[0])
	return "◷ " + text
}

// below is what stands at the foot of the deck: who is on call, and the server's health.
func (m *Model) below(width int) []string {
	lines := []string{m.styles.Rule.Render(strings.Repeat("─", width)), " " + m.styles.Strong.Render("ON CALL ") + m.onCall()}
	s := m.data.status
	if s == nil {
		return lines
	}
	parts := make([]string, len(s.Checks))
	var troubles []string
	for n, c := range s.Checks {
		sign, style := m.checkSign(c.State)
		parts[n] = look.Line(c.Name) + " " + style.Render(sign)
		if c.State != airra.CheckUp {
			troubles = append(troubles, " "+style.Render(sign+" "+look.Line(c.Name)+" is "+look.Words(c.State))+": "+look.Line(c.Detail))
		}
	}
	lines = append(lines, " "+m.styles.Strong.Render("SERVER  ")+strings.Join(parts, "  ")+m.styles.Faint.Render("   reasoning: "+look.Line(s.Reasoner)))
	if s.MonitorNote != "" {
		troubles = append(troubles, " "+look.Line(s.MonitorNote))
	}
	return append(lines, troubles[:min(len(troubles), 2)]...)
}

// onCall is the chain with the end of the first shift.
func (m *Model) onCall() string {
	if len(m.data.chain) == 0 {
		if m.data.fetched.IsZero() {
			return m.styles.Faint.Render("◌ not known yet")
		}
		return m.styles.Alarm.Render("✗ nobody is on call")
	}
	names := make([]string, len(m.data.chain))
	for n, e := range m.data.chain {
		names[n] = look.Line(e.Engineer.Name)
		if n == 0 {
			names[n] = m.styles.Accent.Render(names[n]) + " (" + string(e.Level) + " until " + m.shortClock(e.Schedule.EndTime) + ")"
		}
	}
	return strings.Join(names, " → ")
}

func (d *deck) key(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	d.settle(m)
	if d.cursor.move(k, len(d.rows), max(1, d.height/2), d.id) {
		return nil, true
	}
	i := d.selected()
	if k.String() == "enter" && i != nil {
		return m.openIncident(i.ID), true
	}
	return m.incidentKey(k, i)
}
