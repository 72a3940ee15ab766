package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// dutyWeeks is how far ahead the doctor looks for times without a primary: so near
// that somebody has to act, and so far that there is still time to.
const dutyWeeks = 1

// duty looks whether somebody is on call, now and in the week that comes. Where
// nothing is planned, paging may not be in use, so that is no problem but a warning;
// a hole in a plan is one at the moment when a page would fall into it.
func (o *doctorOptions) duty(ctx context.Context, c *client.Client) {
	report, err := c.LintOnCall(ctx, dutyWeeks)
	if err != nil {
		o.add("on call", findingProblem, messageOf(err), strings.Join(hintsOf(err), " "))
		return
	}
	var now, later []airra.LintResult
	for _, f := range report.Findings {
		switch {
		case f.Kind != airra.LintGap:
		case f.Start == nil || !f.Start.After(report.From):
			now = append(now, f)
		default:
			later = append(later, f)
		}
	}
	switch {
	case len(now) > 0 && unplanned(now[0], report):
		o.add("on call", findingWarning, "nobody, and nothing is planned for the week, so no page goes to a primary",
			"Plan the turns: airra oncall rotation set -F FILE, or one shift: airra oncall shift add")
		return
	case len(now) > 0:
		o.add("on call", findingProblem, "now "+gapsText(now), "Put somebody in: airra oncall shift add ENGINEER --from now --to TIME")
	default:
		o.add("on call", findingOK, "somebody is primary now", "")
	}
	if len(later) > 0 {
		o.add("on call", findingWarning, gapsText(later), "Put somebody in before it comes; all of it: airra oncall lint --weeks 1")
	}
}

// unplanned tells whether a gap of everything is as long as the look was.
func unplanned(gap airra.LintResult, report *airra.LintReport) bool {
	return gap.Service == "" && (gap.End == nil || !gap.End.Before(report.To))
}

// gapsText says the first gap in full and how many others there are.
func gapsText(gaps []airra.LintResult) string {
	if len(gaps) == 1 {
		return gaps[0].Message
	}
	return fmt.Sprintf("%s, and %s", gaps[0].Message, plural(len(gaps)-1, "more gap"))
}
