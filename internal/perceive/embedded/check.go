package embedded

import (
	"context"
	"fmt"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// warm is how many scrapes a target needs before its signals can be judged. It
// is the least length of the detector's baseline.
const warm = 20

// Check tells how the targets are. It asks nobody: the scraper knows. The engine
// itself cannot be down, so the daemon is ready whatever its targets do.
func (s *Source) Check(context.Context) airra.Check {
	check := airra.Check{Name: "metrics", Kind: "embedded", State: airra.CheckUp}
	if len(s.targets) == 0 {
		check.State, check.Detail = airra.CheckDegraded, "nothing is scraped: set AIRRA_SCRAPE_TARGETS"
		return check
	}
	var details []string
	down, cold := 0, 0
	for _, t := range s.targets {
		h := t.health()
		details = append(details, t.name+": "+h.words())
		if h.trouble != "" {
			down++
		}
		if h.points < warm {
			cold++
		}
	}
	switch {
	case down == len(s.targets):
		check.State = airra.CheckDown
	case down > 0, s.full.Load():
		check.State = airra.CheckDegraded
	case cold > 0:
		check.State = airra.CheckWarmingUp
	}
	if s.full.Load() {
		details = append(details, fmt.Sprintf("more than %d series, further ones are not kept", s.options.MaxSeries))
	}
	check.Detail = strings.Join(details, "; ")
	return check
}

func (h health) words() string {
	switch {
	case h.trouble != "":
		return h.trouble
	case h.points < warm:
		return fmt.Sprintf("warming up, %d of %d points", h.points, warm)
	default:
		return "up"
	}
}
