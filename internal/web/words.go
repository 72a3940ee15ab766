package web

import (
	"fmt"
	"strconv"
	"time"

	"github.com/airra/airra/internal/airra"
)

// percent writes a share of one.
func percent(share float64) string { return strconv.FormatFloat(share*100, 'f', 0, 64) + " %" }

// maybe writes a figure that may not be known.
func maybe(value *float64, write func(float64) string) string {
	if value == nil {
		return "–"
	}
	return write(*value)
}

// text gives what a pointer points to, or nothing.
func text[S ~string](s *S) string {
	if s == nil {
		return ""
	}
	return string(*s)
}

// count writes a number of things with the right word.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// clock is a moment for machines: scripts read it, and make the words of now of it.
func clock(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// moment is a moment for people, to the second, in UTC until a script knows better.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") + " UTC" }

// reported says where an incident comes from.
func reported(i *airra.Incident) string {
	switch i.DetectionSource {
	case airra.SourceMonitor:
		return "found by the monitor"
	case airra.SourceQuick:
		return "reported in a hurry"
	case airra.SourceGenerator:
		return "invented by the generator"
	case airra.SourceManual:
		return "begun with a page by hand"
	default:
		return "reported by " + i.DetectionSource
	}
}

// seconds is a number of them as a span.
func seconds(n int64) time.Duration { return time.Duration(n) * time.Second }

// lasting is how long something took, from seconds.
func lasting(seconds float64) string {
	return airra.Lasting(time.Duration(seconds * float64(time.Second)))
}
