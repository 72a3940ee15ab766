package tui

import (
	"fmt"
	"strings"
)

// Charts, blocks and rules are drawn, not written: a font has them with gaps between the
// cells, and in another width than its letters.

// shape is the path that fills a cell for a sign, from the cell's corner, and how much of
// it covers what is behind; empty for what a font is needed for.
func shape(sign string, x, y float64) (path string, cover float64) {
	r := []rune(sign)[0]
	switch {
	case r >= 0x2800 && r <= 0x28ff:
		return dots(r-0x2800, x, y), 1
	case r >= '▁' && r <= '█':
		height := float64(r-'▁'+1) / 8 * cellHeight
		return box(x, y+cellHeight-height, cellWidth, height), 1
	case r >= '░' && r <= '▓':
		return box(x, y, cellWidth, cellHeight), float64(r-'░'+1) / 4
	case r == '▌':
		return box(x, y, cellWidth/2, cellHeight), 1
	default:
		return rules(r, x, y), 1
	}
}

func box(x, y, width, height float64) string {
	return fmt.Sprintf("M%.1f %.1fh%.1fv%.1fh%.1fz", x, y, width, height, -width)
}

// dots are those of a braille sign. Its bits go down the left column, then down the
// right one; the last two stand for the lowest row.
func dots(bits rune, x, y float64) string {
	var b strings.Builder
	for bit := range 8 {
		column, row := bit/3, bit%3
		if bit >= 6 {
			column, row = bit-6, 3
		}
		if bits&(1<<bit) != 0 {
			const side = 2.2
			b.WriteString(box(x+cellWidth*(0.25+0.5*float64(column))-side/2, y+cellHeight*(0.125+0.25*float64(row))-side/2, side, side))
		}
	}
	return b.String()
}

// arms says into which directions a rule goes from the middle of its cell.
var arms = map[rune]string{
	'─': "lr", '│': "ud", '┌': "rd", '┐': "ld", '└': "ru", '┘': "lu", '├': "udr", '┤': "udl", '┬': "lrd", '┴': "lru", '┼': "lrud",
}

func rules(r rune, x, y float64) string {
	var b strings.Builder
	for _, arm := range arms[r] {
		switch arm {
		case 'l':
			b.WriteString(box(x, y+cellHeight/2, cellWidth/2, 1))
		case 'r':
			b.WriteString(box(x+cellWidth/2, y+cellHeight/2, cellWidth/2, 1))
		case 'u':
			b.WriteString(box(x+cellWidth/2, y, 1, cellHeight/2))
		case 'd':
			b.WriteString(box(x+cellWidth/2, y+cellHeight/2, 1, cellHeight/2+1))
		}
	}
	return b.String()
}
