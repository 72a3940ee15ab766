package store

import (
	"testing"
	"time"
)

func TestTimesAreReadAsTheDatabasesWriteThem(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{
		"2026-11-23 02:14:30+00:00":           "2026-11-23T02:14:30Z",
		"2026-11-23 02:14:30.5+00:00":         "2026-11-23T02:14:30.5Z",
		"2026-11-23 02:14:30.123456+00":       "2026-11-23T02:14:30.123456Z",
		"2026-11-23 02:14:30+00":              "2026-11-23T02:14:30Z",
		"2026-11-23 07:44:30.12+05:30":        "2026-11-23T02:14:30.12Z",
		"2026-11-22 23:14:30-03":              "2026-11-23T02:14:30Z",
		"2026-11-23 02:14:30.123456789+00:00": "2026-11-23T02:14:30.123456789Z",
	} {
		got, err := unpackedTime(field)
		if err != nil || got.Format(time.RFC3339Nano) != want {
			t.Errorf("%s: got %v, %v", field, got, err)
		}
	}
	for _, field := range []string{"2026-11-23", "2026-13-23 02:14:30+00", "2026-11-23 25:14:30+00", "2026-11-23 02:14:3x+00", "2026-11-23 02:14:30.+00", "2026-11-23T02:14:30+00", "now"} {
		if got, err := unpackedTime(field); err == nil {
			t.Errorf("%s is no time, got %v", field, got)
		}
	}
	if got, err := unpackedTime(""); got != nil || err != nil {
		t.Errorf("no time: got %v, %v", got, err)
	}
}
