package tui

import (
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// deed is something that can be done here: its words, its key, and the airra line that
// does the same.
type deed struct {
	text, key, line string
	do              func(m *Model) tea.Cmd // nil presses the key
}

// palette finds whatever can be done here by a few letters of its words.
type palette struct {
	typed  string
	all    []deed
	found  []deed // of all, the best first
	cursor cursor
}

// paletteRows is how many are shown at once.
const paletteRows = 12

func (m *Model) openPalette() tea.Cmd {
	p := &palette{all: m.deeds()}
	p.search()
	return m.open(p)
}

// search finds what the typed letters mean. Without any, everything stands in its order.
func (p *palette) search() {
	type scored struct {
		deed
		score int
	}
	var hits []scored
	for _, d := range p.all {
		inText, a := fuzzy(p.typed, d.text)
		inLine, b := fuzzy(p.typed, d.line)
		switch {
		case a:
			hits = append(hits, scored{d, 2 * inText}) // The words are what one sees first.
		case b:
			hits = append(hits, scored{d, inLine})
		}
	}
	slices.SortStableFunc(hits, func(a, b scored) int { return b.score - a.score })
	p.found = make([]deed, len(hits))
	for n, h := range hits {
		p.found[n] = h.deed
	}
	p.cursor = cursor{}
}

func (p *palette) name(n int) string { return strconv.Itoa(n) }

func (p *palette) draw(m *Model, width int) []string {
	const texts, keys = 30, 8
	lines := []string{m.styles.Accent.Render("›") + " " + look.Line(p.typed) + "▏", ""}
	p.cursor.settle(len(p.found), p.name)
	height := max(1, min(paletteRows, m.height-8))
	from, to := p.cursor.window(len(p.found), height)
	for n := from; n < to; n++ {
		d := p.found[n]
		text, key := ruler.Fit(look.Line(d.text), texts), ruler.Fit(d.key, keys)
		if n == p.cursor.index {
			lines = append(lines, m.chosen("▌ "+text+" "+key+" "+look.Line(d.line), width-4))
			continue
		}
		lines = append(lines, ruler.Fit("  "+text+" "+m.styles.Accent.Render(key)+" "+m.styles.Faint.Render(look.Line(d.line)), width-4))
	}
	if len(p.found) == 0 {
		lines = append(lines, m.styles.Faint.Render("  nothing is called like that here"))
	}
	lines = fill(lines, frame{width - 4, height + 2})
	return m.box("What to do", "enter does it   up down choose   esc back", width, lines)
}

func (p *palette) key(m *Model, k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "esc", "ctrl+k":
		m.closeDialog()
		return nil
	case "enter":
		m.closeDialog()
		if len(p.found) == 0 {
			return nil
		}
		return p.found[p.cursor.index].run(m)
	case "down", "ctrl+n":
		p.cursor.move(tea.KeyPressMsg{Code: tea.KeyDown}, len(p.found), paletteRows, p.name)
	case "up", "ctrl+p":
		p.cursor.move(tea.KeyPressMsg{Code: tea.KeyUp}, len(p.found), paletteRows, p.name)
	default:
		if typed := typing(p.typed, k); typed != p.typed {
			p.typed = typed
			p.search()
		}
	}
	return nil
}

// run does it. What has a key is done by that key, so that it asks and refuses as the
// key does.
func (d deed) run(m *Model) tea.Cmd {
	if d.do != nil {
		return d.do(m)
	}
	if d.key == "enter" {
		return m.key(tea.KeyPressMsg{Code: tea.KeyEnter})
	}
	r := []rune(d.key)
	return m.key(tea.KeyPressMsg{Code: r[0], Text: d.key})
}
