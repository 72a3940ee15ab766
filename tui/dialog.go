package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// dialog lies over the screen and gets every key.
type dialog interface {
	draw(m *Model, width int) []string
	key(m *Model, k tea.KeyPressMsg) tea.Cmd
}

// dialog gives the one in front, or nil.
func (m *Model) dialog() dialog {
	if len(m.dialogs) == 0 {
		return nil
	}
	return m.dialogs[len(m.dialogs)-1]
}

// woken has the frame drawn again when a dialog takes keys.
type woken struct{}

// open lays a dialog over what is there.
func (m *Model) open(d dialog) tea.Cmd {
	m.dialogs = append(m.dialogs, d)
	if m.opts.Feed == nil {
		return nil
	}
	return tea.Tick(m.opts.Wake, func(time.Time) tea.Msg { return woken{} })
}

func (m *Model) closeDialog() {
	if len(m.dialogs) > 0 {
		m.dialogs = m.dialogs[:len(m.dialogs)-1]
	}
}

// asleep is a dialog's protection against keys that were meant for the screen below:
// for a moment after it has opened it takes none.
type asleep struct{ opened time.Time }

func (a asleep) awake(m *Model) bool { return m.opts.Now().Sub(a.opened) >= m.opts.Wake }

// box draws a frame around lines: a title in the upper edge, a note in the lower one.
func (m *Model) box(title, note string, width int, lines []string) []string {
	inner := width - 4
	edge := func(left, text, right string) string {
		if ansi.StringWidth(text) > 0 {
			text = " " + ansi.Truncate(text, max(0, width-8), "…") + " "
		}
		return m.styles.Rule.Render(left+"─") + text + m.styles.Rule.Render(strings.Repeat("─", max(0, width-3-ansi.StringWidth(text)))+right)
	}
	boxed := []string{edge("┌", m.styles.Strong.Render(title), "┐")}
	for _, line := range lines {
		boxed = append(boxed, m.styles.Rule.Render("│")+" "+ruler.Fit(line, inner)+" "+m.styles.Rule.Render("│"))
	}
	return append(boxed, edge("└", m.styles.Faint.Render(note), "┘"))
}

// choice is one key of a question and what it does.
type choice struct {
	key, text string
	do        func(m *Model) tea.Cmd // nil only closes the dialog
}

// question asks something and offers keys for the answers. What will happen stands in
// its lines; esc is always a way back.
type question struct {
	asleep
	title   string
	lines   func(m *Model, width int) []string
	choices []choice
	typed   string // what has to be typed before any choice but the way back counts; empty for nothing
	given   string
}

func (m *Model) ask(q *question) tea.Cmd {
	q.opened = m.opts.Now()
	return m.open(q)
}

func (q *question) draw(m *Model, width int) []string {
	lines := q.lines(m, width-4)
	if q.typed != "" {
		lines = append(lines, "", m.styles.Alarm.Render("critical: type "+look.Line(q.typed)+" to go on"), "  "+look.Line(q.given)+"▏")
	}
	var offers []string
	for _, c := range q.choices {
		offers = append(offers, m.styles.Accent.Render(c.key)+"  "+c.text)
	}
	offers = append(offers, m.styles.Accent.Render("esc")+"  back")
	lines = append(lines, "", "  "+strings.Join(offers, "     "))
	note := ""
	if !q.awake(m) {
		note = "keys wake in a moment"
	}
	return m.box(q.title, note, width, lines)
}

func (q *question) key(m *Model, k tea.KeyPressMsg) tea.Cmd {
	if k.String() == "esc" {
		m.closeDialog()
		return nil
	}
	if !q.awake(m) {
		return nil
	}
	if q.typed != "" && q.given != q.typed {
		q.given = typing(q.given, k)
		return nil
	}
	for _, c := range q.choices {
		if k.String() == c.key {
			m.closeDialog()
			if c.do == nil {
				return nil
			}
			return c.do(m)
		}
	}
	return nil
}

// typing changes a text by a key.
func typing(text string, k tea.KeyPressMsg) string {
	switch {
	case k.String() == "backspace" && text != "":
		runes := []rune(text)
		return string(runes[:len(runes)-1])
	case k.String() == "ctrl+u":
		return ""
	case k.Text != "" && k.Mod&^tea.ModShift == 0:
		return text + k.Text
	default:
		return text
	}
}
