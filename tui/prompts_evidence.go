package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// signalWords is a signal in one sentence.
func signalWords(i *airra.Incident, g airra.Signal, m *Model) string {
	unit := look.Line(g.Unit)
	text := signalName(i, g) + ": normal " + airra.Quantity(g.Expected, unit) + ", newest " + airra.Quantity(g.Current, unit)
	if g.Assumed {
		text += ", what is normal is assumed"
	} else {
		text += ", " + airra.Number(g.Sigma) + " standard deviations " + side(g)
	}
	return text + ", since " + m.clock(g.FirstSeen) + ", " + courseWords(g) + "."
}

func side(g airra.Signal) string {
	if g.Direction == airra.Down {
		return "below"
	}
	return "above"
}

func courseWords(g airra.Signal) string {
	switch {
	case g.Ongoing:
		return "still going on"
	case g.NewNormal:
		return "ended as the new normal"
	default:
		return "ended"
	}
}

// chartWords tell what a chart shows: the normal range, the extremes, and when the
// series was outside its range.
func chartWords(p plot) []string {
	points := finite(p.points)
	if len(points) == 0 {
		return []string{"No points were stored."}
	}
	zone := p.zone
	if zone == nil {
		zone = points[0].At.Location()
	}
	at := func(t time.Time) string { return t.In(zone).Format("15:04:05") }
	value := func(v float64) string { return airra.Quantity(v, look.Line(p.unit)) }
	byValue := func(a, b airra.Point) int { return cmp.Compare(a.Value, b.Value) }
	low, high := slices.MinFunc(points, byValue), slices.MaxFunc(points, byValue)
	last := points[len(points)-1]
	lines := []string{fmt.Sprintf("%s from %s to %s.", plural(len(points), "point"), at(points[0].At), at(last.At))}
	if p.band == nil {
		lines = append(lines, "No baseline was known, so no range is normal.")
	} else {
		lines = append(lines, "Normal range: "+value(p.band.Low)+" to "+value(p.band.High)+".")
	}
	lines = append(lines, fmt.Sprintf("Highest %s at %s, lowest %s at %s, last %s.", value(high.Value), at(high.At), value(low.Value), at(low.At), value(last.Value)))
	return append(lines, outsideWords(stretches(points, p.marks), at)...)
}

// stretches are the times in which one anomalous point follows the other.
func stretches(points []airra.Point, marks []time.Time) [][2]time.Time {
	var all [][2]time.Time
	inside := false
	for _, p := range points {
		marked := slices.ContainsFunc(marks, p.At.Equal)
		switch {
		case marked && inside:
			all[len(all)-1][1] = p.At
		case marked:
			all = append(all, [2]time.Time{p.At, p.At})
		}
		inside = marked
	}
	return all
}

func outsideWords(all [][2]time.Time, at func(time.Time) string) []string {
	if len(all) == 0 {
		return []string{"It never left its range in these points."}
	}
	var parts []string
	for _, s := range all[:min(len(all), 5)] {
		if s[0].Equal(s[1]) {
			parts = append(parts, "at "+at(s[0]))
			continue
		}
		parts = append(parts, "from "+at(s[0])+" to "+at(s[1]))
	}
	if more := len(all) - len(parts); more > 0 {
		parts = append(parts, plural(more, "more time"))
	}
	return []string{"Anomalous " + strings.Join(parts, ", ") + "."}
}

// evidenceWords tell each signal and each query.
func (s *incidentScreen) evidenceWords(m *Model) []string {
	if len(s.exhibits()) == 0 {
		return []string{"No signal is stored with this incident."}
	}
	var lines []string
	for _, x := range s.exhibits() {
		if g := x.signal; g != nil {
			lines = append(lines, "Signal "+signalWords(s.incident(m), *g, m))
			lines = append(lines, chartWords(m.plotOf(*g))...)
		}
		if x.item != nil {
			lines = append(lines, fmt.Sprintf("Evidence %d: %s", x.item.Number, look.Line(x.item.Observation)))
		}
		lines = append(lines, "Query: "+look.Line(cmp.Or(x.query(), "none, it was given with the incident")))
	}
	if slices.ContainsFunc(s.exhibits(), func(x exhibit) bool { return x.item != nil }) {
		lines = append(lines, "rerun and the number of an evidence asks the metrics source again.")
	}
	return lines
}

// rerunning asks for one piece of evidence again, and tells then and now.
func (s *incidentScreen) rerunning(p *prompter, rest string) error {
	number, err := strconv.Atoi(rest)
	known := slices.ContainsFunc(s.exhibits(), func(x exhibit) bool { return x.item != nil && x.item.Number == number })
	if err != nil || !known {
		p.say("Type rerun and the number of an evidence that has a query, like rerun 1; evidence tells which there are.")
		return nil
	}
	p.pump(s.rerun(p.m, number))
	if run := s.runs[number]; run != nil {
		p.m.toast = toast{} // It says where then and now stand on a screen.
		p.sayAll(runWords(p.m, run))
	}
	delete(s.runs, number) // Each run is told once.
	p.overheard()
	return nil
}

func runWords(m *Model, run *airra.EvidenceRun) []string {
	lines := []string{"Then: " + boundsWords(run.Then)}
	for _, s := range run.Now {
		lines = append(lines, "Now: "+boundsWords(s.Points))
	}
	if len(run.Now) == 0 {
		lines = append(lines, "Now: the query gives nothing.")
	}
	return append(lines, "Asked "+look.Line(run.Source)+" at "+m.clock(run.At)+".")
}

func boundsWords(points []airra.Point) string {
	values := valuesOf(points)
	if len(values) == 0 {
		return "nothing."
	}
	return "from " + airra.Number(slices.Min(values)) + " to " + airra.Number(slices.Max(values)) + ", last " + airra.Number(values[len(values)-1]) + "."
}
