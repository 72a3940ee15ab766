package oncall

import (
	"cmp"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// LintInput is what is looked at.
type LintInput struct {
	Roster   airra.Roster
	Policies []airra.EscalationPolicy
	Proven   []string // contacts from which somebody has acknowledged
	Channels []airra.ChannelInfo
	Services []airra.ServiceName // those that are known, with or without a schedule
	From, To time.Time
}

// Lint looks for what will be odd about a span of time before it comes: nobody on
// call, two schedules in each other's way, people whom no message has ever reached,
// handoffs that the clocks jump over, rules that mean nobody. Findings come by their
// start, those without one first, then by kind, then by message.
func Lint(in LintInput) airra.LintReport {
	l := linter{
		LintInput: in, who: peopleOf(in.Roster.Engineers), window: spanOf(in.From, in.To),
		shifts: Shifts(in.Roster, in.From, in.To), findings: []airra.LintResult{},
	}
	if len(l.Policies) == 0 || !slices.ContainsFunc(l.Policies, func(p airra.EscalationPolicy) bool { return p.Service == nil }) {
		l.Policies = append(slices.Clone(l.Policies), airra.BuiltInPolicy(setUp(in.Channels)))
	}
	l.gaps()
	l.overlaps()
	l.contacts()
	l.unreachable()
	l.rotations()
	l.policies()
	slices.SortStableFunc(l.findings, func(a, b airra.LintResult) int {
		return cmp.Or(compareTimes(a.Start, b.Start), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Message, b.Message))
	})
	return airra.LintReport{From: in.From, To: in.To, Findings: l.findings}
}

// linter is a look at one span of time.
type linter struct {
	LintInput
	who      people
	window   span
	shifts   []airra.Shift
	findings []airra.LintResult
}

func (l *linter) add(r airra.LintResult) { l.findings = append(l.findings, r) }

// setUp lists the channels that the built-in policy uses: all that are set up, or
// e-mail, so that what would be sent is at least recorded.
func setUp(channels []airra.ChannelInfo) []string {
	var names []string
	for _, c := range channels {
		if c.Configured && c.DisabledAt == nil {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		return []string{airra.ChannelEmail}
	}
	return names
}

// compareTimes puts what has no time first.
func compareTimes(a, b *time.Time) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	default:
		return a.Compare(*b)
	}
}
