package reason

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// clock writes the time of day as people compare it with their own logs.
func clock(t time.Time) string { return t.UTC().Format("15:04:05") + " UTC" }

// span writes a duration in the one or two units that matter.
func span(d time.Duration) string {
	d = d.Abs().Round(time.Second)
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Round(time.Hour).Hours()))
	}
	return fmt.Sprintf("%d days", int(math.Round(d.Hours()/24)))
}

// number writes a value that may be anything.
func number(x float64) string { return airra.Number(finite(x)) }

// quantity writes a value in the unit of its signal. A snapshot has no units,
// so the ending of the name stands in.
func quantity(s airra.Signal, value float64) string {
	unit := s.Unit
	if unit == "" || strings.EqualFold(unit, "count") {
		unit = unitOf(s.Name)
	}
	return airra.Quantity(finite(value), unit)
}

func unitOf(name string) string {
	switch lower := strings.ToLower(name); {
	case strings.Contains(lower, "_seconds"):
		return "s"
	case strings.Contains(lower, "_bytes"):
		return "bytes"
	case strings.HasSuffix(lower, "_percent"):
		return "%"
	}
	return ""
}

// movement tells what a signal did: from where, to where, how unusual, when.
func movement(s symptom, of airra.ServiceName) string {
	var b strings.Builder
	b.WriteString(subject(s, of))
	b.WriteString(map[airra.Direction]string{airra.Up: " rose to ", airra.Down: " fell to "}[s.Direction])
	b.WriteString(quantity(s.Signal, s.Current))
	fmt.Fprintf(&b, " from a normal %s", quantity(s.Signal, s.Expected))
	if fold := s.fold(); fold >= 1.5 {
		fmt.Fprintf(&b, ", %s-fold", number(fold))
	}
	if s.Assumed {
		b.WriteString(" (assumed, no baseline)")
	}
	if s.Sigma > 0 {
		fmt.Fprintf(&b, " (%s σ)", number(s.Sigma))
	}
	if !s.FirstSeen.IsZero() {
		b.WriteString(", since " + clock(s.FirstSeen))
	}
	return b.String() + "."
}

// subject names a signal, and its service when it is not the affected one.
func subject(s symptom, of airra.ServiceName) string {
	if s.Service == "" || s.Service == of {
		return s.Name
	}
	return s.Name + " of " + string(s.Service)
}

// list writes "a", "a and b" or "a, b and 3 more".
func list(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	case 2:
		return names[0] + " and " + names[1]
	case 3:
		return names[0] + ", " + names[1] + " and " + names[2]
	}
	return fmt.Sprintf("%s, %s and %d more", names[0], names[1], len(names)-2)
}
