package jobs

import (
	"testing"
	"time"
)

var start = time.Date(2026, 11, 23, 2, 14, 30, 0, time.UTC)

// TestWhoIsDead tells stories of one other process, "b", as seen every so often.
// A look is the moment of looking and the sign that is found, both in seconds
// after the start; a sign of -1 is none.
func TestWhoIsDead(t *testing.T) {
	t.Parallel()
	type look struct{ at, sign float64 }
	for name, story := range map[string]struct {
		looks []look
		dead  bool
	}{
		"a process that shows signs lives":                           {looks: []look{{0, 0}, {2, 2}, {4, 4}, {6, 6}, {8, 8}}, dead: false},
		"a process without any sign is dead":                         {looks: []look{{0, -1}}, dead: true},
		"a process that took its sign back is dead":                  {looks: []look{{0, 0}, {2, -1}}, dead: true},
		"silence of almost six seconds is not death":                 {looks: []look{{0, 0}, {2, 0}, {4, 0}, {5.9, 0}}, dead: false},
		"silence of six seconds is death":                            {looks: []look{{0, 0}, {2, 0}, {4, 0}, {6, 0}}, dead: true},
		"an old sign counts from when it was first looked at":        {looks: []look{{100, 0}, {102, 0}, {104, 0}}, dead: false},
		"a clock that goes ahead by an hour kills nobody":            {looks: []look{{0, -3600}, {2, -3598}, {4, -3596}, {6, -3594}}, dead: false},
		"a clock that stands an hour ahead hides no death":           {looks: []look{{0, 3600}, {2, 3600}, {4, 3600}, {6, 3600}}, dead: true},
		"silence that was not listened to proves nothing":            {looks: []look{{0, 0}, {2, 0}, {62, 0}}, dead: false},
		"after an outage the silence is counted anew":                {looks: []look{{0, 0}, {60, 0}, {62, 0}, {64, 0}, {65.9, 0}}, dead: false},
		"and is death again when it lasts":                           {looks: []look{{0, 0}, {60, 0}, {62, 0}, {64, 0}, {66, 0}}, dead: true},
		"a paused process that shows a sign again is not dead again": {looks: []look{{0, 0}, {2, 0}, {4, 0}, {6, 0}, {8, 8}}, dead: false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var l lookout
			var now time.Time
			for _, look := range story.looks {
				now = seconds(look.at)
				var signs []sign
				if look.sign != -1 {
					signs = append(signs, sign{owner: "b", seenAt: seconds(look.sign)})
				}
				l.look(signs, now)
			}
			if got := l.dead("b", now); got != story.dead {
				t.Errorf("dead: got %v, want %v", got, story.dead)
			}
		})
	}
}

func seconds(s float64) time.Time { return start.Add(time.Duration(s * float64(time.Second))) }
