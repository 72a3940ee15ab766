package tui

import (
	"slices"
	"testing"
)

// Names and dates have hyphens, and are read and copied as one word.
func TestLinesBreakAtSpacesAndNotAtHyphens(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"pods are killed (inventory-service)": {"pods are killed", "(inventory-service)"},
		`from "Week Rotation - General"`:      {`from "Week Rotation -`, `General"`},
		"detected 2026-11-26T02:00:05Z":       {"detected", "2026-11-26T02:00:05Z"},
		"a\n\nb-c":                            {"a", "", "b-c"},
	} {
		if got := wrap(text, 22); !slices.Equal(got, want) {
			t.Errorf("%q is broken into %q", text, got)
		}
	}
}
