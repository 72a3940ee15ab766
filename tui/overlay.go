package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/tui/ruler"
)

// feet is how many lines at the end of a dialog are always shown: the keys stand there.
const feet = 4

// over lays a dialog over the middle of a frame. The compositor of the library was
// rejected: it drops the spaces at the end of lines, and what stood there before is then
// seen again.
func (m *Model) over(lines []string, d dialog) []string {
	box := d.draw(m, min(m.width-4, 92))
	if more := len(box) - m.height; more > 0 && len(box) > feet {
		box = append(box[:len(box)-feet-more:len(box)-feet-more], box[len(box)-feet:]...)
	}
	x, y := 0, max(0, (m.height-len(box))/2)
	for _, line := range box {
		x = max(0, (m.width-ansi.StringWidth(line))/2)
	}
	for n, line := range box {
		if y+n < len(lines) {
			lines[y+n] = m.onto(lines[y+n], line, x)
		}
	}
	return lines
}

// onto puts a piece on a line. A wide character that it cuts in two becomes a space.
func (m *Model) onto(line, piece string, x int) string {
	end := x + ansi.StringWidth(piece)
	rest := ansi.TruncateLeft(line, end, "")
	if ansi.StringWidth(rest) > m.width-end { // The cut went through a wide character and kept it.
		rest = ansi.TruncateLeft(line, end+1, "")
	}
	if ansi.StringWidth(rest) > m.width-end {
		rest = ansi.TruncateLeft(line, end+1, "")
	}
	gap := max(0, m.width-end-ansi.StringWidth(rest))
	return ruler.Fit(ansi.Truncate(line, x, ""), x) + piece + strings.Repeat(" ", gap) + rest
}
