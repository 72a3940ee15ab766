package tui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
)

// The log is newest first, each act with its outcome, and y copies its line.
func TestCommandLogCopiesTheLine(t *testing.T) {
	t.Parallel()
	m, _ := peopleModel(t, 120, 40, onLog)
	m.acts.all = []done{
		{act: act{line: "airra ack INC-1"}, at: peopleNow},
		{act: act{line: "airra approve ACT-2"}, at: peopleNow, err: airra.Conflict("x", "already rejected")},
	}
	frame := seen(m)
	if strings.Index(frame, "approve ACT-2") > strings.Index(frame, "ack INC-1") {
		t.Error("the oldest comes first")
	}
	shows(t, m, "✓ done", "✗ not done", "already rejected", "2 acts")
	cmd := press(m, "j", "y")
	if cmd == nil || fmt.Sprint(cmd()) != "airra ack INC-1" {
		t.Fatal("the line under the cursor is not what is copied")
	}
	shows(t, m, "copied: airra ack INC-1")
}

// The cursor stays on its act while new ones come.
func TestCommandLogCursorStaysOnItsAct(t *testing.T) {
	t.Parallel()
	m, _ := peopleModel(t, 120, 40, onLog)
	m.acts.all = []done{{act: act{line: "first"}, at: peopleNow}, {act: act{line: "second"}, at: peopleNow}}
	press(m, "j")
	m.acts.all = append(m.acts.all, done{act: act{line: "third"}, at: peopleNow})
	press(m, "y")
	shows(t, m, "copied: first")
}

func TestEmptyCommandLogSaysWhatItIs(t *testing.T) {
	t.Parallel()
	m, _ := peopleModel(t, 80, 24, onLog)
	shows(t, m, "Nothing was done from here yet", "copied with y")
	if press(m, "y") != nil {
		t.Error("nothing can be copied")
	}
}
