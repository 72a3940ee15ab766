package oncall

import (
	"fmt"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// sentence tells a person why somebody is called:
// step 1 of "default" pages the primary: Alice Chen, from "Week Rotation - General".
func (d onDuty) sentence(c calling) string {
	var b strings.Builder
	fmt.Fprintf(&b, "step %d of %q", c.why.Step, c.why.Policy)
	if c.why.Round > 1 {
		fmt.Fprintf(&b, ", in round %d,", c.why.Round)
	}
	if c.shift == nil {
		fmt.Fprintf(&b, " pages %s by name", c.engineer.Name)
		if c.but != "" {
			fmt.Fprintf(&b, ", although %s, since the step reaches nobody else", c.but)
		}
		return b.String()
	}
	fmt.Fprintf(&b, " pages the %s: %s", c.why.Level, c.engineer.Name)
	if c.why.UsedLevel != c.why.Level {
		fmt.Fprintf(&b, " as %s", c.why.UsedLevel)
	}
	b.WriteString(", from " + schedule(c.shift))
	if c.shift.OverrideID != nil {
		b.WriteString(", by an override")
		if replaced, known := d.people[text(c.shift.Replaces)]; known {
			b.WriteString(" for " + replaced.Name)
		}
	}
	b.WriteString(reasons(c))
	return b.String()
}

// reasons says why it is not simply the first of those who were meant.
func reasons(c calling) string {
	var why []string
	if c.but != "" {
		why = append(why, c.but)
	}
	why = append(why, c.why.Skipped...)
	switch {
	case len(why) == 0:
		return ""
	case c.anyway:
		return ", although " + strings.Join(why, " and ") + ", since nobody else is on call"
	default:
		return ", because " + strings.Join(why, " and ")
	}
}

func nobodyAt(level airra.OnCallLevel) string { return "nobody is on call as " + string(level) }

// nobodyFrom says it of a level and of those that a page falls through to.
func nobodyFrom(level airra.OnCallLevel) string {
	if level == airra.LevelTertiary {
		return nobodyAt(level)
	}
	return nobodyAt(level) + " or after it"
}

// levelOf is the level that a target means; without one it is the first.
func levelOf(t airra.PageTarget) airra.OnCallLevel {
	if t.Level == "" {
		return airra.LevelPrimary
	}
	return t.Level
}

// schedule names where a shift comes from.
func schedule(s *airra.Shift) string {
	if name := text(s.ScheduleName); name != "" {
		return fmt.Sprintf("%q", name)
	}
	return "a shift without a name"
}

// stamp writes a moment for people.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
