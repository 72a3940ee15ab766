package perceive

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// course is one incident while a tick is being decided.
type course struct {
	id         airra.IncidentID // empty for one that opens now
	status     airra.IncidentStatus
	service    airra.ServiceName
	signals    []airra.Signal
	components []string

	reported   []string // series that were found in this tick
	wasOngoing bool
	changed    bool
	kind       Kind // Open, Fold, Join or MoveRoot, whichever says most
	occurrence bool
	silent     bool // it ended because nobody reported its signals
	reasons    []string
}

func courseOf(k airra.MonitoredIncident) *course {
	c := &course{
		id: k.Incident.ID, status: k.Incident.Status, service: k.Incident.AffectedService,
		signals: byOnset(k.Signals), components: slices.Clone(k.Incident.AffectedComponents),
		wasOngoing: ongoing(k.Signals), kind: Fold,
	}
	if !slices.Contains(c.components, string(c.service)) {
		c.components = append([]string{string(c.service)}, c.components...)
	}
	return c
}

func newCourse(c cluster) *course {
	return &course{
		status: airra.StatusDetected, service: c.service, signals: c.signals,
		components: []string{string(c.service)}, kind: Open, changed: true,
		reported: names(c.signals), reasons: []string{openingReason(c.signals)},
	}
}

// stored is what the incident knows of the series of f, or nil.
func (c *course) stored(f airra.Signal) *airra.Signal {
	if i := slices.IndexFunc(c.signals, func(s airra.Signal) bool { return sameSeries(s, f) }); i >= 0 {
		return &c.signals[i]
	}
	return nil
}

// lastHolder is the incident that saw the series of f last, or nil.
func lastHolder(courses []*course, f airra.Signal) *course {
	var best *course
	for _, c := range courses {
		if s := c.stored(f); s != nil && (best == nil || s.LastSeen.After(best.stored(f).LastSeen)) {
			best = c
		}
	}
	return best
}

func (c *course) affects(service airra.ServiceName) bool {
	return slices.Contains(c.components, string(service))
}

// undecided says whether nobody has approved or taken over anything yet, so
// that the incident may still move to another service.
func (c *course) undecided() bool {
	switch c.status {
	case airra.StatusDetected, airra.StatusAnalyzing, airra.StatusPendingApproval, airra.StatusFailed:
		return true
	default:
		return false
	}
}

// take brings the signals up to date with a cluster.
func (c *course) take(found cluster, window time.Duration) {
	for _, f := range found.signals {
		before := c.stored(f)
		switch {
		case before == nil:
			c.reasons = append(c.reasons, fmt.Sprintf("%s of %s left its band too", f.Name, f.Service))
		case again(*before, f, window):
			c.occurrence = true
			c.reasons = append(c.reasons, fmt.Sprintf("%s of %s left its band again", f.Name, f.Service))
		}
		var different bool
		c.signals, different = put(c.signals, f)
		c.changed = c.changed || different
		c.reported = append(c.reported, series(f))
	}
	c.signals = byOnset(c.signals)
}

// join makes the service of a cluster a component.
func (c *course) join(found cluster, window time.Duration) {
	reason := fmt.Sprintf("%s depends on %s, is disturbed at the same time and joins this incident", found.service, c.service)
	c.takeQuietly(found, window, reason)
	if !c.affects(found.service) {
		c.components = append(c.components, string(found.service))
	}
	if c.kind == Fold {
		c.kind = Join
	}
}

// moveTo makes the service of a cluster the root, and the former root a
// component.
func (c *course) moveTo(found cluster, window time.Duration) {
	reason := fmt.Sprintf("%s, which %s depends on, is disturbed too, so the incident belongs to it now", found.service, c.service)
	c.takeQuietly(found, window, reason)
	c.service = found.service
	c.components = slices.DeleteFunc(c.components, func(name string) bool { return name == string(found.service) })
	c.components = append([]string{string(found.service)}, c.components...)
	if c.kind != Open {
		c.kind = MoveRoot
	}
}

// takeQuietly takes a cluster under one reason in place of one per signal.
func (c *course) takeQuietly(found cluster, window time.Duration, reason string) {
	kept := len(c.reasons)
	c.take(found, window)
	c.reasons = append(c.reasons[:kept], reason)
}

func (c *course) forgetSilent(limit time.Time) {
	for i, s := range c.signals {
		if s.Ongoing && s.LastSeen.Before(limit) && !slices.Contains(c.reported, series(s)) {
			c.signals[i].Ongoing = false
			c.changed, c.silent = true, true
		}
	}
}

// decisions gives what is to be done with an open incident. An end is told
// apart from what happened before it, so that both stand in the timeline.
func (c *course) decisions() []Decision {
	if !c.changed {
		return nil
	}
	ended := c.wasOngoing && !ongoing(c.signals)
	if ended && c.kind == Fold && len(c.reasons) == 0 {
		return []Decision{c.ending()}
	}
	all := []Decision{c.decision(c.kind)}
	if ended {
		all = append(all, c.ending())
	}
	return all
}

func (c *course) ending() Decision {
	d := c.decision(End)
	d.NewOccurrence, d.Reason = false, c.endingReason()
	return d
}

// decision says what is to be done. A resolved incident does not count what it
// swallows: as far as people are concerned nothing began.
func (c *course) decision(kind Kind) Decision {
	return Decision{
		Kind: kind, IncidentID: c.id, Service: c.service, Signals: c.signals,
		Components: c.components, NewOccurrence: c.occurrence && kind != Suppress, Reason: sentence(c.reasons),
	}
}

func (c *course) endingReason() string {
	for _, s := range c.signals {
		if s.NewNormal && slices.Contains(c.reported, series(s)) {
			return fmt.Sprintf("%s of %s has stayed at its new level so long that it counts as normal now.", s.Name, s.Service)
		}
	}
	if c.silent {
		return "No signal was reported outside its band any more."
	}
	return "Every signal is back in its band."
}

func openingReason(signals []airra.Signal) string {
	first := signals[0]
	reason := fmt.Sprintf("%s of %s left its band at %s, at worst by %.1f standard deviations",
		first.Name, first.Service, first.FirstSeen.UTC().Format(clock), max(first.Sigma, first.PeakSigma))
	for _, s := range signals[1:] {
		reason += ", then " + s.Name
	}
	if !ongoing(signals) {
		reason += "; it was over again when it was first seen"
	}
	return reason
}

// clock is how moments are written in sentences.
const clock = "15:04:05 MST"

// put replaces the signal of the same series by the merged one or appends it,
// and says whether anything is different now.
func put(signals []airra.Signal, found airra.Signal) ([]airra.Signal, bool) {
	i := slices.IndexFunc(signals, func(s airra.Signal) bool { return sameSeries(s, found) })
	if i < 0 {
		return append(slices.Clip(signals), found), true
	}
	before := signals[i]
	signals[i] = merge(before, found)
	return signals, changed(before, signals[i])
}

func series(s airra.Signal) string { return string(s.Service) + "\x00" + s.Name }

func names(signals []airra.Signal) []string {
	all := make([]string, len(signals))
	for i, s := range signals {
		all[i] = series(s)
	}
	return all
}

// sentence joins reasons and ends them with a period.
func sentence(reasons []string) string {
	if len(reasons) == 0 {
		return ""
	}
	return strings.Join(reasons, "; ") + "."
}
