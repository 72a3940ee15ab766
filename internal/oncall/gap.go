package oncall

import (
	"fmt"
	"time"

	"github.com/airra/airra/internal/airra"
)

// gaps gives the parts of a window in which none of the covering spans is.
func gaps(cover []span, from, to time.Time) []span {
	return without(union([]span{spanOf(from, to)}), union(cover))
}

// gap makes a finding of one. Nobody says what is missing: "nobody is on call as
// primary for payment-service".
func gap(s span, nobody string, service airra.ServiceName, level airra.OnCallLevel) airra.LintResult {
	start, end := s.from(), s.to()
	return airra.LintResult{
		Kind: airra.LintGap, Start: &start, End: &end, Service: service, Level: level,
		Message: nobody + between(s),
	}
}

// nobodyFor begins the message of a gap.
func nobodyFor(level airra.OnCallLevel, service airra.ServiceName) string {
	if service == "" {
		return nobodyAt(level)
	}
	return fmt.Sprintf("%s for %s", nobodyAt(level), service)
}
