package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

func (s *analytics) words(*Model) []string {
	if s.insights == nil {
		return []string{"Nothing is known of the numbers yet; again asks anew."}
	}
	lines := []string{"The last " + plural(s.days(), "day") + ", in UTC.", s.counted() + "."}
	if s.insights.Approximate {
		lines = append(lines, "So many incidents that medians and p90 are approximate: they may be 2 % off.")
	}
	return lines
}

// analyticsWords are the parts of the screen in sentences, in the order of the cockpit.
func analyticsWords() [partCount]func(s *analytics, m *Model) []string {
	return [partCount]func(s *analytics, m *Model) []string{
		(*analytics).timeWords, (*analytics).peopleWords, (*analytics).detectorWords, (*analytics).learningWords,
	}
}

func (s *analytics) listed(*Model) []offer {
	told := analyticsWords()
	rows := make([]offer, partCount)
	for n, part := range analyticsParts {
		rows[n] = offer{text: part.name, do: func(p *prompter, _ string) error {
			if s.insights == nil {
				p.sayAll(s.words(p.m))
				return nil
			}
			p.sayAll(told[n](s, p.m))
			return nil
		}}
	}
	return rows
}

// offers are the parts by name, and what they are of.
func (s *analytics) offers(m *Model) []offer {
	var all []offer
	for n, row := range s.listed(m) {
		all = append(all, offer{word: strings.ToLower(analyticsParts[n].name), text: "tells this part", do: row.do})
	}
	return append(all,
		offer{word: "days", key: "]", text: "looks at other days: days 7, 30, 90 or 365", do: s.otherDays},
		offer{word: "unreal", key: "x", text: "counts dry runs, simulated and generated incidents too, or leaves them out again", do: func(p *prompter, _ string) error {
			s.unreal = !s.unreal
			return s.anew(p)
		}},
	)
}

func (s *analytics) otherDays(p *prompter, rest string) error {
	days, err := strconv.Atoi(strings.Fields(rest + " x")[0])
	at := slices.Index(analyticsDays[:], days)
	if err != nil || at < 0 {
		p.say("Type days and 7, 30, 90 or 365.")
		return nil
	}
	s.span = at
	return s.anew(p)
}

func (s *analytics) anew(p *prompter) error {
	p.pump(s.chose(p.m))
	p.overheard()
	p.sayAll(s.words(p.m))
	return nil
}

func (s *analytics) timeWords(*Model) []string {
	v := s.insights
	lines := []string{spreadWords("Acknowledged, MTTA", v.Total.MTTA), spreadWords("Resolved, MTTR", v.Total.MTTR)}
	for _, table := range []struct {
		name string
		rows []airra.Breakdown
	}{{"Week from", weeksOf(v.ByWeek)}, {"Severity", v.BySeverity}, {"Service", v.ByService}, {"Source", v.BySource}} {
		for _, r := range table.rows {
			lines = append(lines, fmt.Sprintf("%s %s: %s, acknowledged in %s, resolved in %s.", table.name, look.Line(look.Words(r.Key)), plural(r.Incidents, "incident"), lengthWords(r.MTTA), lengthWords(r.MTTR)))
		}
	}
	for _, a := range v.OpenByAge {
		if a.Incidents > 0 {
			lines = append(lines, "Open for "+look.Line(a.Age)+": "+plural(a.Incidents, "incident")+".")
		}
	}
	return lines
}

func spreadWords(name string, v airra.Spread) string {
	if v.Count == 0 {
		return name + ": nothing was measured."
	}
	return fmt.Sprintf("%s: median %s, nine of ten within %s, mean %s, of %s.", name, took(v.Median), took(v.P90), took(v.Mean), plural(v.Count, "incident"))
}

func lengthWords(v airra.Spread) string {
	if v.Median == nil {
		return "a time that nothing was measured of"
	}
	return took(v.Median)
}

func (s *analytics) peopleWords(*Model) []string {
	if len(s.insights.Pages) == 0 {
		return []string{"Nobody was paged."}
	}
	var lines []string
	undelivered := 0
	for _, p := range s.insights.Pages {
		undelivered += p.Simulated
		lines = append(lines, fmt.Sprintf("%s: %s, %d of them at night, in %s; %d simulated.", look.Line(p.Name), plural(p.Pages, "page"), p.NightPages, plural(p.Nights, "night"), p.Simulated))
	}
	return append(lines, nightText(undelivered))
}

func (s *analytics) detectorWords(*Model) []string {
	var lines []string
	for _, d := range s.insights.Detectors {
		name := look.Line(look.Words(d.Detector))
		if d.Judged == 0 {
			lines = append(lines, name+": nobody has judged its alarms.")
			continue
		}
		lines = append(lines, fmt.Sprintf("%s: %s, %d false alarms, %s.", name, plural(d.Judged, "verdict"), d.FalseAlarms, percent(d.Rate)))
	}
	return append(lines, judgingAlarms)
}

func (s *analytics) learningWords(m *Model) []string {
	lines := []string{s.accuracy()}
	for _, b := range s.insights.Calibration {
		if b.Judged > 0 {
			lines = append(lines, fmt.Sprintf("Of %s with a confidence of %.1f to %.1f, %s were expected to be right and %s were.", hypotheses(b.Judged), b.From, b.To, percent(b.Predicted), percent(b.Observed)))
		}
	}
	if s.patterns == nil || len(s.patterns.Patterns) == 0 {
		return append(lines, "Nothing was learned yet.")
	}
	for _, p := range s.patterns.Patterns {
		lines = append(lines, fmt.Sprintf("%s: %d of %d confirmed, which adds %s to the confidence; it began at %s, last verdict %s ago.", patternName(p), p.Confirmed, p.Occurrences, signed(p.Adjustment), signed(p.Prior), m.span(p.LastSeen)))
	}
	return lines
}

func hypotheses(n int) string {
	if n == 1 {
		return "1 hypothesis"
	}
	return strconv.Itoa(n) + " hypotheses"
}
