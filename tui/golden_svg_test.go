package tui

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/tui/theme"
)

// captures are the scenes that the README shows.
var captures = []struct {
	scene         string
	width, height int
}{{"deck", 80, 24}, {"incident_evidence", 120, 40}, {"oncall", 200, 60}}

// The pictures in the README are frames of the cockpit, drawn by this test, so they
// cannot show what is no longer so.
func TestCaptures(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	night := playing(t, badNight)
	for _, c := range captures {
		t.Run(c.scene, func(t *testing.T) {
			t.Parallel()
			s := sit(t, night, theme.Dark, c.width, c.height)
			sceneOf(t, c.scene).play(s)
			name := fmt.Sprintf("docs/captures/%s_%dx%d.svg", c.scene, c.width, c.height)
			golden(t, filepath.Join("..", filepath.FromSlash(name)), svg(s.render(), c.width, c.height))
			if !strings.Contains(string(readme), "("+name+")") {
				t.Errorf("the README does not show %s", name)
			}
		})
	}
}

func sceneOf(t *testing.T, name string) scene {
	t.Helper()
	for _, one := range scenes {
		if one.name == name {
			return one
		}
	}
	t.Fatalf("there is no scene %s", name)
	return scene{}
}

// The size of a cell in a picture, and the two colours that a terminal brings along.
const (
	cellWidth, cellHeight = 8.4, 18
	margin                = 8
	paper, chalk          = "#14171D", "#D5D9E0"
)

// svg draws a frame. Words are stretched to their width, because the columns have to
// hold whatever font there is; each sign has a place of its own.
func svg(frame string, width, height int) string {
	var b strings.Builder
	w, h := float64(width)*cellWidth+2*margin, height*cellHeight+2*margin
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">`+"\n", w, h)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="6" fill="%s"/>`+"\n", paper)
	for row, line := range strings.Split(frame, "\n") {
		for _, r := range runsOf(line) {
			r.draw(&b, row)
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// run is neighbouring cells of one look: letters, or the same sign again and again.
type run struct {
	tint
	text         string
	sign         string // empty for letters
	from, length int
}

func runsOf(line string) []run {
	var runs []run
	var now tint
	var state byte
	column := 0
	for len(line) > 0 {
		cell, width, size, next := ansi.DecodeSequence(line, state, nil)
		line, state = line[size:], next
		if width == 0 {
			now = now.changed(cell)
			continue
		}
		sign := ""
		if cell[0] > '~' {
			sign = cell
		}
		if last := len(runs) - 1; last >= 0 && runs[last].tint == now && runs[last].sign == sign {
			runs[last].text += cell
			runs[last].length += width
		} else {
			runs = append(runs, run{tint: now, text: cell, sign: sign, from: column, length: width})
		}
		column += width
	}
	return runs
}

func (r run) draw(b *strings.Builder, row int) {
	x, y := margin+float64(r.from)*cellWidth, float64(margin+row*cellHeight)
	if r.behind != "" {
		fmt.Fprintf(b, `<path d="%s" fill="%s"/>`+"\n", box(x, y, float64(r.length)*cellWidth, cellHeight), r.behind)
	}
	if r.sign != "" {
		r.drawSigns(b, x, y)
		return
	}
	text := strings.TrimLeft(r.text, " ")
	x += float64(len(r.text)-len(text)) * cellWidth
	if text = strings.TrimRight(text, " "); text != "" {
		r.write(b, text, x, y, len(text))
	}
}

func (r run) drawSigns(b *strings.Builder, x, y float64) {
	count := strings.Count(r.text, r.sign)
	cells := r.length / count
	var path strings.Builder
	cover := 1.0
	for n := range count {
		at := x + float64(n*cells)*cellWidth
		var one string
		if one, cover = shape(r.sign, at, y); one == "" {
			r.write(b, r.sign, at, y, cells)
		}
		path.WriteString(one)
	}
	if path.Len() > 0 {
		fmt.Fprintf(b, `<path d="%s" fill="%s" fill-opacity="%.2g"/>`+"\n", path.String(), r.fill(), cover)
	}
}

func (r run) write(b *strings.Builder, text string, x, y float64, cells int) {
	weight := ""
	if r.bold {
		weight = ` font-weight="bold"`
	}
	fmt.Fprintf(b, `<text x="%.1f" y="%.0f" textLength="%.1f" lengthAdjust="spacingAndGlyphs" xml:space="preserve" fill="%s"%s>%s</text>`+"\n",
		x, y+13, float64(cells)*cellWidth, r.fill(), weight, escaped(text))
}

func escaped(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		panic(err) // A builder takes everything.
	}
	return b.String()
}

// tint is what a cell looks like. Empty colours are those of the terminal.
type tint struct {
	colour, behind string
	bold           bool
}

func (k tint) fill() string {
	if k.colour == "" {
		return chalk
	}
	return k.colour
}

// changed is the look after a sequence of the terminal. Those that the themes use are
// understood.
func (k tint) changed(sequence string) tint {
	codes, isLook := strings.CutSuffix(strings.TrimPrefix(sequence, "\x1b["), "m")
	if !isLook {
		return k
	}
	parts := strings.Split(codes, ";")
	for n := 0; n < len(parts); n++ {
		switch parts[n] {
		case "", "0":
			k = tint{}
		case "1":
			k.bold = true
		case "38":
			k.colour = colourOf(parts[n+2 : n+5])
			n += 4
		case "48":
			k.behind = colourOf(parts[n+2 : n+5])
			n += 4
		}
	}
	return k
}

func colourOf(parts []string) string {
	colour := "#"
	for _, part := range parts {
		value, err := strconv.ParseUint(part, 10, 8)
		if err != nil {
			panic(err) // The themes have no other colours.
		}
		colour += fmt.Sprintf("%02X", value)
	}
	return colour
}
