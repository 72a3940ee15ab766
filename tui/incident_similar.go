package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// mostAlike is how many past incidents are asked for: what is less alike than the tenth
// helps nobody at night.
const mostAlike = 10

func (s *incidentScreen) loadSimilar(m *Model) tea.Cmd {
	return ask(func() ([]airra.SimilarIncident, error) {
		all, err := m.opts.Backend.SimilarIncidents(m.ctx, string(s.id), mostAlike)
		if airra.ErrorCode(err) == airra.CodeNotFound {
			return nil, nil
		}
		return all, err
	}, func(_ *Model, all []airra.SimilarIncident) { s.similar, s.recalled = all, true })
}

func (s *incidentScreen) similarNames() func(n int) string {
	return func(n int) string { return string(s.similar[n].IncidentID) }
}

func (s *incidentScreen) similarKey(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	s.alike.settle(len(s.similar), s.similarNames())
	switch {
	case s.alike.move(k, len(s.similar), 3, s.similarNames()):
		s.seeAlike = true
		return nil, true
	case k.String() == "enter" && len(s.similar) > 0:
		return m.openIncident(s.similar[s.alike.index].IncidentID), true
	default:
		return nil, false
	}
}

// recollections are past incidents that resemble this one, the most alike first, each
// with what its similarity is made of and how far it is to be trusted.
func (s *incidentScreen) recollections(m *Model, f frame) []string {
	if len(s.similar) == 0 {
		return s.noneAlike(m, f.width)
	}
	s.alike.settle(len(s.similar), s.similarNames())
	var lines []string
	for n, past := range s.similar {
		if n > 0 {
			lines = append(lines, "")
		}
		from := len(lines)
		row := similarRow(past, m.ago(past.ResolvedAt), f.width-1)
		if n == s.alike.index {
			lines = append(lines, m.chosen("▌"+row, f.width))
		} else {
			lines = append(lines, " "+row)
		}
		lines = append(lines, indented(wrap(look.Line(past.Title), f.width-4), 4)...)
		for _, fact := range similarFacts(past) {
			lines = append(lines, indented(labelled(fact[0], fact[1], f.width-4), 4)...)
		}
		if n == s.alike.index && s.seeAlike {
			s.top[similarTab] = inView(s.top[similarTab], from, len(lines), f.height)
		}
	}
	s.seeAlike = false
	return lines
}

func (s *incidentScreen) noneAlike(m *Model, width int) []string {
	if !s.recalled {
		return []string{m.styles.Faint.Render("Comparing it with what was …")}
	}
	return wrap("No resolved incident resembles it. What is resolved today is recalled the next time.", width)
}

// similarRow is one past incident with how alike it is.
func similarRow(past airra.SimilarIncident, ago string, width int) string {
	row := ruler.Fit(look.Line(past.Ref), 9) + ruler.Fit(ago, 8) + ruler.Fit(look.Line(string(past.Service)), 22) +
		fmt.Sprintf("%.2f ", past.Similarity) + look.Bar(past.Similarity, 10) + "  " + look.Line(look.Words(past.Category))
	return ruler.Fit(row, width)
}

// similarFacts are what is known of a past incident. What is not known is not there.
func similarFacts(past airra.SimilarIncident) [][2]string {
	p := past.Parts
	facts := [][2]string{
		{"cause", past.Cause},
		{"fix", past.Fix},
		{"alike by", fmt.Sprintf("signals %.2f, service %.2f, topology %.2f, category %.2f, text %.2f", p.Signals, p.Service, p.Topology, p.Category, p.Text)},
		{"trust", trustText(past)},
	}
	known := facts[:0]
	for _, fact := range facts {
		if strings.TrimSpace(fact[1]) != "" {
			known = append(known, fact)
		}
	}
	return known
}

// trustText says how far a past incident is to be trusted, and why.
func trustText(past airra.SimilarIncident) string {
	var why string
	switch {
	case past.Trust >= 1:
		why = "it has a published postmortem"
	case past.Trust >= 0.7:
		why = "a person has judged it, approved of its end or named its cause"
	case past.Trust >= 0.4:
		why = "nobody has judged it"
	default:
		why = "it was generated"
	}
	text := fmt.Sprintf("%.1f, %s", past.Trust, why)
	switch {
	case past.Confirmed:
		text += "; ✓ the cause is confirmed"
	case past.Rejected:
		text += "; ✗ the cause was rejected"
	}
	if past.Origin != airra.OriginReal && past.Origin != "" {
		text += "; " + look.Line(string(past.Origin))
	}
	return text
}
