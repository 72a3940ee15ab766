package tui

import (
	"cmp"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/ruler"
)

// deck is the first screen: what needs the person now, what else is open, who is on
// call and how the server is.
type deck struct {
	cursor cursor
	rows   []*airra.Incident // first those that need somebody; worked out from version
	needs  int
	from   int // the version of the incidents that rows are of
	height int
	pages  []airra.Notification // to the person, and not answered
}

func (*deck) title() string { return "Deck" }

func (d *deck) load(m *Model) tea.Cmd { return tea.Batch(d.loadPages(m), m.readings().load(m)) }

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
	return m.arranged(f, d.selected(), func(f frame) []string {
		below := m.below(d, f)
		d.height = max(1, f.height-len(below))
		lines := fill(d.list(m, f.width, d.height), frame{f.width, d.height})
		return append(lines, below...)
	})
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
		lines = append(lines, m.incidentRow(i, row{selected: n == d.cursor.index, clocks: true, clock: m.waits(i), owner: m.layout.wide}, width))
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
	return m.styles.Strong.Render(ruler.Fit(" "+text, width-len(number))) + m.styles.Faint.Render(number)
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

func (d *deck) key(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	d.settle(m)
	if d.cursor.move(k, len(d.rows), max(1, d.height/2), d.id) {
		return nil, true
	}
	if m.layout.arrange(k, m.width) {
		return nil, true
	}
	i := d.selected()
	if k.String() == "enter" && i != nil {
		return m.openIncident(i.ID), true
	}
	return m.incidentKey(k, i)
}
