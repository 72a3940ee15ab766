package tui

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

func (s *incidents) draw(m *Model, f frame) []string {
	s.settle(m)
	return m.arranged(f, s.selected(), func(f frame) []string { return s.list(m, f) })
}

// list draws the sections and the rows that fit.
func (s *incidents) list(m *Model, f frame) []string {
	lines := append([]string{s.heading(m, f.width)}, s.beyond(m)...)
	s.height = max(1, f.height-len(lines))
	from, to := s.cursor.window(len(s.rows), s.height)
	for n := from; n < to; n++ {
		i := s.rows[n]
		lines = append(lines, m.incidentRow(i, row{selected: n == s.cursor.index, marked: s.marks[i.ID], owner: m.layout.wide}, f.width))
	}
	if len(s.rows) == 0 {
		lines = append(lines, "", s.nothing(m))
	}
	return lines
}

// heading names the sections with what is in each, and what the list is filtered and
// sorted by.
func (s *incidents) heading(m *Model, width int) string {
	names := make([]string, len(s.sections))
	for n, one := range s.sections {
		count := strconv.Itoa(s.counts[n])
		names[n] = m.styles.Faint.Render(one.name + " " + count)
		if n == s.section {
			names[n] = m.styles.Tab.Render("‹" + one.name + " " + count + "›")
		}
	}
	right := orders[s.order].name + " "
	if s.reverse {
		right = "reverse " + right
	}
	if s.filter.text != "" {
		right = "/" + look.Line(s.filter.text) + "  " + right
	}
	left := " " + strings.Join(names, " ") + "  "
	room := max(0, width-ansi.StringWidth(left))
	return ruler.Fit(left, width-room) + ruler.Right(ansi.Truncate(right, room, "…"), room)
}

func (s *incidents) nothing(m *Model) string {
	switch {
	case m.data.fetched.IsZero():
		return (&deck{}).calm(m)
	case s.filter.text != "":
		return " nothing matches " + look.Line(s.filter.text) + "   (/ changes the filter, esc clears it)"
	default:
		return m.styles.Good.Render(" ✓ nothing here")
	}
}

// beyond says that the server has more incidents than are loaded, and whether the filter
// was asked of those too.
func (s *incidents) beyond(m *Model) []string {
	if !m.data.cut() {
		return nil
	}
	text := "newest " + airra.Number(mostIncidents) + " of " + airra.Number(float64(m.data.total))
	switch older := strconv.Itoa(s.older.found); {
	case s.filter.text == "":
		text += "; a filter finds older ones"
	case !s.filter.asks:
		text += "; this filter looks at no older ones"
	case s.older.question != s.question():
		text += "; ◌ asking for older ones"
	case s.older.more:
		text += ", and " + older + " older that match: narrow it"
	default:
		text += ", and " + older + " older that match"
	}
	return []string{m.styles.Faint.Render(" " + text)}
}
