package tui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/tui/theme"
)

// goldenSizes are the terminals that the screens are looked at in.
var goldenSizes = [][2]int{{80, 24}, {120, 40}, {200, 60}}

// goldenThemes are the looks of the goldens. Those with colours are files to cat in a
// terminal.
var goldenThemes = []theme.Name{theme.Dark, theme.Light, theme.Mono}

// Every screen and dialog, in three sizes and three looks, as somebody has looked at
// it. UPDATE=1 (make golden) writes the files anew; the difference is to be read.
func TestScreens(t *testing.T) {
	t.Parallel()
	chapters := map[string]*recording{badNight: playing(t, badNight), newborn: playing(t, newborn)}
	for _, scene := range scenes {
		t.Run(scene.name, func(t *testing.T) {
			t.Parallel()
			frames := map[theme.Name]string{}
			for _, size := range goldenSizes {
				s := sit(t, chapters[scene.chapter], theme.Mono, size[0], size[1])
				scene.play(s)
				if s.width >= leastWidth { // One that is too small for a frame has words only.
					frameFits(t, s.Model, fmt.Sprint(size))
				}
				for _, look := range goldenThemes {
					s.styles = theme.New(look, true)
					frames[look] += fmt.Sprintf("-- %dx%d --\n%s", size[0], size[1], trimmed(s.shown(look)))
				}
			}
			for look, text := range frames {
				golden(t, filepath.Join("testdata", "screens", string(look), scene.name+".txt"), text)
			}
		})
	}
}

// shown is the frame, without the signs that stand for looks where there are none to see.
func (s *sitting) shown(look theme.Name) string {
	if look == theme.Mono {
		return ansi.Strip(s.render())
	}
	return s.render()
}

// trimmed takes the spaces off the ends of lines.
func trimmed(frame string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(frame, "\n") {
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// golden compares a text with the one that somebody has looked at.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		writeFile(t, path, []byte(got))
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (UPDATE=1 writes it)", err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("it differs from %s (UPDATE=1 writes it anew):\n%s", path, diff)
	}
}
