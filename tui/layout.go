package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// wide is the width from which a list has a preview beside it by itself.
const wide = 120

// layout is how a list and the preview share the room. Every list has the same, so that
// what was arranged on one is so on the next.
type layout struct {
	wide    bool // the list has all the room, and more columns
	preview wish // whether there is one, where somebody has said so
	growing int  // how much more of the room than usual the preview has, in steps
}

// wish is what was asked for, if anything was.
type wish int

// The wishes; the first leaves it to the width.
const (
	byWidth wish = iota
	wanted
	unwanted
)

// The steps in which the preview grows and shrinks, in hundredths of the room.
const (
	layoutStep  = 5
	layoutSteps = 5
)

// arrange takes the keys that change the room, which is so wide.
func (l *layout) arrange(k tea.KeyPressMsg, width int) bool {
	switch k.String() {
	case "W":
		l.wide = !l.wide
	case "p":
		if l.previews(width) {
			l.preview = unwanted
		} else {
			l.preview, l.wide = wanted, false
		}
	case "+":
		l.growing = min(l.growing+1, layoutSteps)
	case "_":
		l.growing = max(l.growing-1, -layoutSteps)
	default:
		return false
	}
	return true
}

// previews says whether there is a preview in a room of that width.
func (l layout) previews(width int) bool {
	return !l.wide && (l.preview == wanted || l.preview == byWidth && width >= wide)
}

// arranged draws a list with its preview: beside it, or below it where there is no room.
func (m *Model) arranged(f frame, i *airra.Incident, list func(f frame) []string) []string {
	switch {
	case !m.layout.previews(f.width):
		return list(f)
	case f.width >= wide:
		left := f.width * (55 - layoutStep*m.layout.growing) / 100
		right := f.width - left - 1
		return m.beside(list(frame{left, f.height}), m.preview(i, right), f, left, right)
	default:
		below := f.height * (40 + layoutStep*m.layout.growing) / 100
		above := frame{f.width, f.height - below - 1}
		return append(append(fill(list(above), above), m.rule()), m.preview(i, f.width)...)
	}
}
