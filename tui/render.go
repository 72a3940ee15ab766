package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// The least room in which the cockpit can be read.
const (
	leastWidth  = 60
	leastHeight = 18
)

// chrome is how many lines stand around a screen: two above with a rule, and two below.
const chrome = 5

// render draws the whole frame. Every line is exactly as wide as the terminal, so that
// nothing of an earlier frame shows through.
func (m *Model) render() string {
	if m.width == 0 || m.height == 0 {
		return ""
	}
	if m.width < leastWidth || m.height < leastHeight {
		return m.tooSmall()
	}
	f := frame{width: m.width, height: m.height - chrome}
	lines := make([]string, 0, m.height)
	lines = append(lines, m.header(), m.tabs(), m.rule())
	lines = append(lines, fill(m.screenNow().draw(m, f), f)...)
	lines = append(lines, m.rule(), m.footer())
	if d := m.dialog(); d != nil {
		lines = m.over(lines, d)
	}
	return strings.Join(lines, "\n")
}

func (m *Model) tooSmall() string {
	text := "The cockpit needs 60 columns and 18 lines. Make the window larger, or use: airra status"
	return strings.Join(wrap(text, m.width), "\n")
}

// fill makes lines fit a frame exactly.
func fill(lines []string, f frame) []string {
	filled := make([]string, f.height)
	for n := range filled {
		line := ""
		if n < len(lines) {
			line = lines[n]
		}
		filled[n] = ruler.Fit(line, f.width)
	}
	return filled
}

func (m *Model) rule() string { return m.styles.Rule.Render(strings.Repeat("─", m.width)) }

// header says where one is, whether it is true now, and who is on call.
func (m *Model) header() string {
	left := " " + m.liveness() + "  " + m.styles.Strong.Render(look.Line(m.opts.Context))
	names := make([]string, 0, len(m.data.chain))
	for _, e := range m.data.chain {
		names = append(names, look.Line(e.Engineer.Name))
	}
	who := "on call: " + strings.Join(names, " → ")
	switch {
	case m.data.chain == nil:
		who = "" // Nobody has said yet, and an empty list would look like an answer.
	case len(names) == 0:
		who = m.styles.Warn.Render("nobody is on call")
	}
	_, now := m.here(m.opts.Now())
	right := now.Format("15:04") + m.zone() + " "
	room := m.width - ansi.StringWidth(left) - ansi.StringWidth(right) - 2
	return left + "  " + ruler.Right(ansi.Truncate(who, max(0, room-2), "…"), max(0, room-2)) + "  " + right
}

// liveness says how old the picture is.
func (m *Model) liveness() string {
	switch {
	case m.data.fetched.IsZero() && m.data.lost == nil:
		return m.styles.Faint.Render("◌ connecting")
	case m.data.fetched.IsZero() && lockedOut(m.data.lost):
		return m.styles.Alarm.Render("✗ no access") + m.nextTry()
	case m.data.fetched.IsZero():
		return m.styles.Alarm.Render("✗ no server") + m.nextTry()
	case m.data.lost != nil:
		return m.styles.Warn.Render("○ reconnecting (data "+m.span(m.data.fetched)+" old)") + m.nextTry()
	case m.opts.Feed != nil && !m.data.live:
		return m.styles.Warn.Render("○ not live (data " + m.span(m.data.fetched) + " old)")
	default:
		return m.styles.Good.Render("● live")
	}
}

// lockedOut says whether the server is there and does not let this person in. A missing
// key is mended in another place than a server that is down.
func lockedOut(err error) bool {
	code := airra.ErrorCode(err)
	return code == airra.CodeUnauthenticated || code == airra.CodeForbidden
}

func (m *Model) nextTry() string {
	if m.data.retryAt.IsZero() {
		return ""
	}
	return m.styles.Faint.Render(", again in " + look.Span(m.data.retryAt.Sub(m.opts.Now())))
}

// footer is the open line, else a message, else the keys of the screen.
func (m *Model) footer() string {
	if m.line != nil {
		return m.line.draw(m.width)
	}
	if text := m.toast.text(m.opts.Now()); text != "" {
		return m.styles.Accent.Render(ruler.Fit(" "+text, m.width))
	}
	left := " " + m.screenNow().hints(m)
	right := ""
	if last := m.acts.last(); last != "" {
		right = "last: " + look.Line(last) + " "
	}
	if room := m.width - ansi.StringWidth(left) - 2; right != "" && room > 20 {
		return ruler.Fit(left, m.width-min(room, ansi.StringWidth(right))) + m.styles.Faint.Render(ansi.Truncate(right, room, "…"))
	}
	return m.styles.Faint.Render(ruler.Fit(left, m.width))
}
