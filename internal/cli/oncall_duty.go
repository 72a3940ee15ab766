package cli

import (
	"context"
	"strings"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// duty is who is on call, as the status knows it.
type duty struct {
	chain []airra.OnCallEntry
	away  bool // somebody is on call, and nobody of them can be reached
	known bool // the server told it
}

// findDuty asks who is on call. The status must not fail for it: a server that does
// not know of people leaves the line out. An empty chain and a missing route are the
// same to the API's code, so what is going on now tells the two apart.
func findDuty(ctx context.Context, c *client.Client) duty {
	chain, err := c.EscalationChain(ctx, airra.OnCallQuery{})
	switch {
	case err == nil:
		return duty{chain: chain, known: true}
	case airra.ErrorCode(err) != airra.CodeNotFound:
		return duty{}
	}
	entries, err := c.CurrentOnCall(ctx)
	return duty{away: len(entries) > 0, known: err == nil}
}

// draw says in one line who is called first, second and third. A level is named
// where it is not the one that one would expect at that place.
func (d duty) draw(s *screen) {
	if !d.known {
		return
	}
	const label = "on call  "
	if len(d.chain) == 0 {
		text := "nobody is on call"
		if d.away {
			text = "nobody who is on call can be reached"
		}
		s.line(s.paint(alarm, "✗ "+text) + "  " + s.paint(accent, "airra oncall show"))
		return
	}
	texts := make([]string, len(d.chain))
	for i, e := range d.chain {
		texts[i] = oneLine(e.Engineer.Name)
		switch {
		case i == 0:
			texts[i] = s.paint(strong, texts[i]) + " (" + oneLine(string(e.Level)) + " until " + s.date(e.Schedule.EndTime) + ")"
		case i >= len(airra.OnCallLevels) || e.Level != airra.OnCallLevels[i]:
			texts[i] += " (" + oneLine(string(e.Level)) + ")"
		}
	}
	s.flow(label, strings.Repeat(" ", len(label)), strings.Join(texts, " → "))
}
