package oncall

import (
	"fmt"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// rotations looks at the rules themselves, of those that are active.
func (l *linter) rotations() {
	for _, r := range l.Roster.Rotations {
		if !r.IsActive {
			continue
		}
		finding := airra.LintResult{Service: text(r.Service), Level: r.Level, Schedule: r.Name}
		z := openZone(r.TimeZone)
		if z == nil {
			finding.Kind, finding.Message = airra.LintZone, fmt.Sprintf("%q is in the time zone %q, which this machine does not know, so it has nobody", r.Name, r.TimeZone)
			l.add(finding)
			continue
		}
		read := layers(r, z)
		if len(read) < len(r.Layers) || len(read) == 0 {
			l.unread(r, finding)
		}
		l.handoffs(r, read, z)
	}
}

// unread tells of layers that have nobody: for want of members, or because something
// in them cannot be read.
func (l *linter) unread(r airra.Rotation, finding airra.LintResult) {
	finding.Kind = airra.LintEmpty
	if len(r.Layers) == 0 {
		finding.Message = fmt.Sprintf("%q has no layers, so it has nobody", r.Name)
		l.add(finding)
	}
	for i := range r.Layers {
		var wrong problems
		readLayer(&r.Layers[i], i, nil, &wrong)
		name := layerName(&r.Layers[i], i)
		switch {
		case len(r.Layers[i].Members) == 0:
			finding.Message = fmt.Sprintf("%q has nobody in %q", r.Name, name)
			l.add(finding)
		case len(wrong) > 0:
			finding.Message = fmt.Sprintf("%q has nobody in %q, since it cannot be read: %s", r.Name, name, airra.ErrorMessage(wrong.err()))
			l.add(finding)
		}
	}
}

// policies finds steps that mean nobody, whenever in the window they are taken. The
// built-in policy is nobody's mistake.
func (l *linter) policies() {
	present := l.present()
	for _, p := range l.Policies {
		finding := airra.LintResult{Kind: airra.LintEmpty, Service: text(p.Service)}
		if len(p.Steps) == 0 {
			finding.Message = fmt.Sprintf("policy %q has no steps, so it pages nobody", p.Name)
			l.add(finding)
		}
		if p.ID == "" {
			continue
		}
		for i, s := range p.Steps {
			if why, nobody := l.meansNobody(s, text(p.Service), present); nobody {
				start, end := l.From, l.To
				finding.Start, finding.End = &start, &end
				finding.Message = fmt.Sprintf("step %d of %q means nobody: %s", i+1, p.Name, why)
				l.add(finding)
			}
		}
	}
}

// present says of which levels a service has anybody in the window; those of the
// empty name answer for every service.
func (l *linter) present() map[airra.ServiceName][3]bool {
	all := map[airra.ServiceName][3]bool{}
	for i := range l.shifts {
		s := &l.shifts[i]
		if r := rank(s.Level); r < len(airra.OnCallLevels) && l.who[s.EngineerID] != nil {
			levels := all[text(s.Service)]
			levels[r] = true
			all[text(s.Service)] = levels
		}
	}
	return all
}

func (l *linter) meansNobody(step airra.EscalationStep, service airra.ServiceName, present map[airra.ServiceName][3]bool) (why string, nobody bool) {
	var reasons []string
	for _, t := range step.Targets {
		switch {
		case t.EngineerID != "" && l.who[t.EngineerID] != nil:
			return "", false
		case t.EngineerID != "":
			reasons = append(reasons, unknown(t.EngineerID))
		case anybodyFrom(rank(levelOf(t)), service, present):
			return "", false
		default:
			reasons = append(reasons, nobodyFrom(levelOf(t)))
		}
	}
	if len(reasons) == 0 {
		return "it has no targets", true
	}
	return strings.Join(reasons, ", "), true
}

// anybodyFrom says whether a level or one after it is there for a service. A policy
// for every service is good if it is for one.
func anybodyFrom(lowest int, service airra.ServiceName, present map[airra.ServiceName][3]bool) bool {
	for name, levels := range present {
		if service != "" && name != "" && name != service {
			continue
		}
		for i := lowest; i < len(levels); i++ {
			if levels[i] {
				return true
			}
		}
	}
	return false
}
