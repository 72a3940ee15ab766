package tui

import (
	"strconv"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// counted says what the numbers are made of, and what they leave out.
func (s *analytics) counted() string {
	v := s.insights
	text := plural(v.Total.Incidents, "incident") + ", " + strconv.Itoa(v.Total.Resolved) + " resolved"
	if v.ResolutionRate != nil {
		text += " (" + percent(v.ResolutionRate) + ")"
	}
	if s.unreal {
		return text + "; dry runs, simulated and generated ones are counted too, x leaves them out"
	}
	return text + "; " + excludedText(v.Excluded)
}

func excludedText(e airra.Excluded) string {
	var parts []string
	for _, one := range []struct {
		count int
		what  string
	}{{e.DryRun, "resolved by a dry run"}, {e.Simulated, "simulated"}, {e.Generated, "generated"}} {
		if one.count > 0 {
			parts = append(parts, strconv.Itoa(one.count)+" "+one.what)
		}
	}
	if len(parts) == 0 {
		return "nothing is left out"
	}
	return "not counted: " + strings.Join(parts, ", ") + "; x counts them"
}

// percent is a share of one. What nobody has found out is no share.
func percent(share *float64) string {
	if share == nil {
		return "–"
	}
	return strconv.FormatFloat(100**share, 'f', 0, 64) + " %"
}

// took is a length of time from seconds, in the two units that matter.
func took(seconds *float64) string {
	if seconds == nil {
		return "–"
	}
	return airra.Lasting(time.Duration(*seconds * float64(time.Second)))
}

// someOf is how many of how many, and the share of them.
func someOf(part, all int, share *float64) string {
	return strconv.Itoa(part) + " of " + strconv.Itoa(all) + " (" + percent(share) + ")"
}
