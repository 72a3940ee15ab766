package tui

import (
	"cmp"
	"strings"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// beside puts two columns next to each other with a rule between them.
func (m *Model) beside(left, right []string, f frame, list, preview int) []string {
	if preview == 0 {
		return left
	}
	a, b := fill(left, frame{list, f.height}), fill(right, frame{preview, f.height})
	for n := range a {
		a[n] += m.styles.Rule.Render("│") + b[n]
	}
	return a
}

// row is one incident as a line of a list. What there is no room for goes: first the
// word of the status, whose sign stays, then the service.
type row struct {
	marked, selected bool
	clocks           bool   // the list has clocks
	owner            bool   // the list has a column for who takes care of it
	clock            string // what runs out for this one, if anything does
}

func (m *Model) incidentRow(i *airra.Incident, r row, width int) string {
	note, age := m.statusWords(i), m.ago(i.DetectedAt)
	room, owned := width, r.owner && width >= ownerFrom
	if owned {
		room -= 2 + ownerCells
	}
	service, ages, gap, words := 16, 7, 2, 23
	switch {
	case room < 72:
		service, gap, words, note = 13, 1, 0, ""
		if r.clocks {
			ages, age = 12, cmp.Or(strings.TrimSuffix(r.clock, " left"), age)
		}
	case room < 100:
		words, note = 18, cmp.Or(r.clock, note)
	case r.clocks:
		words, note = 39, ruler.Fit(note, 24)+r.clock
	}
	title := room - (2 + 2 + 9 + 2 + service + 1 + 1 + ages + gap + words)
	if owned {
		note, words = ruler.Fit(note, words)+"  "+look.Line(m.owner(i)), words+2+ownerCells
	}
	left := mark(r) + look.Status(i.Status) + " " + ruler.Fit(look.Line(i.Ref), 9)
	middle := ruler.Fit(look.Line(string(i.AffectedService)), service) + " " + ruler.Fit(titleOf(i), title) + " " + ruler.Right(age, ages) + strings.Repeat(" ", gap)
	if r.selected {
		return m.styles.Selected.Render(left + look.Severity(i.Severity) + " " + middle + ruler.Fit(note, words))
	}
	return m.statusStyle(i.Status).Render(left) + m.severityStyle(i.Severity).Render(look.Severity(i.Severity)) + " " + middle + m.statusStyle(i.Status).Render(ruler.Fit(note, words))
}

// titleOf is the title of an incident, which says first when it is not a real one.
func titleOf(i *airra.Incident) string {
	if unreal := look.Unreal(i.Origin); unreal != "" {
		return unreal + "  " + look.Line(i.Title)
	}
	return look.Line(i.Title)
}

// The column of who takes care of an incident, and the width from which it fits.
const (
	ownerCells = 24
	ownerFrom  = 100
)

// owner is who takes care of an incident, as far as is known here.
func (m *Model) owner(i *airra.Incident) string {
	switch {
	case i.AcknowledgedBy != nil && i.Acknowledged(m.opts.Now()):
		return *i.AcknowledgedBy
	case i.AssignedEngineerID == nil:
		return "nobody"
	case m.data.me != nil && *i.AssignedEngineerID == string(m.data.me.ID):
		return m.data.me.Name
	default:
		return "assigned"
	}
}

// statusWords is the status in words, with what matters as much.
func (m *Model) statusWords(i *airra.Incident) string {
	if i.Acknowledged(m.opts.Now()) {
		return look.Words(i.Status) + ", acked"
	}
	return look.Words(i.Status)
}

// mark is what stands before a row: where the cursor is, and what is chosen for more
// than one.
func mark(r row) string {
	switch {
	case r.selected && r.marked:
		return "▌✱"
	case r.selected:
		return "▌ "
	case r.marked:
		return " ✱"
	default:
		return "  "
	}
}

// preview tells of an incident what fits beside a list.
func (m *Model) preview(i *airra.Incident, width int) []string {
	if i == nil {
		return nil
	}
	inner := width - 4
	lines := []string{
		m.styles.Strong.Render(look.Line(i.Ref)) + "  " + m.severityStyle(i.Severity).Render(look.Severity(i.Severity)+" "+string(i.Severity)) +
			"  " + m.statusStyle(i.Status).Render(look.Status(i.Status)+" "+look.Words(i.Status)),
		m.styles.Accent.Render(look.Line(string(i.AffectedService))),
		"",
	}
	for _, line := range wrap(i.Title, inner) {
		lines = append(lines, m.styles.Strong.Render(line))
	}
	if i.Description != i.Title {
		lines = append(lines, wrap(i.Description, inner)...)
	}
	lines = append(lines, "")
	lines = append(lines, m.facts(i, inner)...)
	for n := range lines {
		lines[n] = "  " + lines[n]
	}
	return lines
}

// facts are what is known about an incident besides its words.
func (m *Model) facts(i *airra.Incident, width int) []string {
	var lines []string
	fact := func(name, text string) {
		for n, line := range wrap(text, width-12) {
			if n > 0 {
				name = ""
			}
			lines = append(lines, m.styles.Faint.Render(ruler.Fit(name, 12))+line)
		}
	}
	fact("detected", m.span(i.DetectedAt)+" ago, "+m.clock(i.DetectedAt))
	if unreal := look.Unreal(i.Origin); unreal != "" {
		fact("origin", unreal)
	}
	if i.AcknowledgedBy != nil && i.Acknowledged(m.opts.Now()) {
		text := "by " + *i.AcknowledgedBy
		if i.AcknowledgedUntil != nil {
			text += " until " + m.clock(*i.AcknowledgedUntil)
		}
		fact("acked", text)
	}
	if i.StatusNote != nil {
		fact("why", *i.StatusNote)
	}
	if i.Reasoner != "" {
		fact("reasoner", i.Reasoner)
	}
	if len(i.AffectedComponents) > 0 {
		fact("also", strings.Join(i.AffectedComponents, ", "))
	}
	if i.ResolvedBy != nil {
		fact("resolved", "by "+*i.ResolvedBy)
	}
	if i.ResolutionCause != nil {
		fact("cause", *i.ResolutionCause)
	}
	for _, a := range m.proposals(i.ID) {
		fact(a.Ref, string(a.ActionType)+" "+string(a.TargetService)+"  risk "+look.Risk(a.RiskLevel)+" "+string(a.RiskLevel)+"  "+look.Words(a.ExecutionMode))
	}
	return lines
}

// proposals are the actions of an incident that wait for a decision.
func (m *Model) proposals(id airra.IncidentID) []airra.Action {
	var found []airra.Action
	for _, a := range m.data.pending {
		if a.IncidentID == id {
			found = append(found, a)
		}
	}
	return found
}
