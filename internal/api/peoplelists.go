package api

import (
	"encoding/json"

	"github.com/airra/airra/internal/airra"
)

// The lists of the people's side, filled like those in lists.go. What is kept as
// the caller sent it is never null either: it is an object, or a list of them.

// kept fills JSON that was kept as it came.
func kept(text *json.RawMessage, otherwise string) {
	if len(*text) == 0 {
		*text = json.RawMessage(otherwise)
	}
}

func fillIncident(i *airra.Incident) {
	i.AffectedComponents = full(i.AffectedComponents)
	kept(&i.MetricsSnapshot, "{}")
	kept(&i.Context, "{}")
}

func fillEngineer(e *airra.Engineer) {
	e.Expertise = full(e.Expertise)
	kept(&e.AdditionalInfo, "{}")
}

func fillEngineerDetail(d *airra.EngineerDetail) { fillEngineer(&d.Engineer) }

func fillShiftAnswer(s *airra.ShiftAnswer) { s.Warnings = full(s.Warnings) }

func fillEntry(e *airra.OnCallEntry) { fillEngineer(&e.Engineer) }

func fillCalendar(c *airra.Calendar) {
	c.Shifts, c.Engineers, c.Gaps = full(c.Shifts), full(c.Engineers), full(c.Gaps)
	for i := range c.Engineers {
		fillEngineer(&c.Engineers[i])
	}
}

func fillSimulation(s *airra.Simulation) {
	s.Steps, s.Notes = full(s.Steps), full(s.Notes)
	for i := range s.Steps {
		step := &s.Steps[i]
		step.Pages, step.Nobody = full(step.Pages), full(step.Nobody)
		for j := range step.Pages {
			fillEngineer(&step.Pages[j].Engineer)
		}
	}
}

func fillLint(r *airra.LintReport) { r.Findings = full(r.Findings) }

func fillRotation(r *airra.Rotation) {
	r.Layers = full(r.Layers)
	for i := range r.Layers {
		layer := &r.Layers[i]
		layer.Members, layer.Restrictions = full(layer.Members), full(layer.Restrictions)
		for j := range layer.Restrictions {
			layer.Restrictions[j].Weekdays = full(layer.Restrictions[j].Weekdays)
		}
	}
}

func fillPolicy(p *airra.EscalationPolicy) {
	p.Steps = full(p.Steps)
	for i := range p.Steps {
		p.Steps[i].Targets, p.Steps[i].Channels = full(p.Steps[i].Targets), full(p.Steps[i].Channels)
	}
}

func fillExplanation(e *airra.PageExplanation) {
	e.Pages, e.Story = full(e.Pages), full(e.Story)
	if e.Paging != nil {
		fillPolicy(&e.Paging.Policy)
	}
}

func fillAcknowledged(a *airra.NotificationAck) { a.Others = full(a.Others) }

func fillAssignment(a *airra.Assignment) {
	if a.Engineer != nil {
		fillEngineer(a.Engineer)
	}
}

func fillAssignmentInfo(a *airra.AssignmentInfo) {
	if a.AssignedEngineer != nil {
		fillEngineer(a.AssignedEngineer)
	}
}

func fillReview(r *airra.Review) {
	r.Tags = full(r.Tags)
	kept(&r.AIHypothesesReviewed, "{}")
	kept(&r.AlternativeHypotheses, "[]")
	kept(&r.SuggestedApproach, "{}")
	kept(&r.AdditionalInfo, "{}")
}

func fillReviewDetail(d *airra.ReviewDetail) {
	fillReview(&d.Review)
	fillEngineer(&d.Engineer)
	fillIncident(&d.Incident)
}

func fillComparison(c *airra.ReviewComparison) {
	c.AIApproach.Hypotheses = full(c.AIApproach.Hypotheses)
	c.Differences, c.Recommendations = full(c.Differences), full(c.Recommendations)
	kept(&c.EngineerApproach.AlternativeHypotheses, "[]")
	kept(&c.EngineerApproach.SuggestedApproach, "{}")
}
