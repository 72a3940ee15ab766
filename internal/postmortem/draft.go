package postmortem

import (
	"fmt"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Draft makes a proposal of the record. What the record does not tell is left empty or
// is said to be open.
func Draft(r Record) airra.PostmortemText {
	minutes := max(0, int64(r.end().Sub(r.Incident.DetectedAt)/time.Minute))
	cause, notes := cut(r.rootCause(), airra.MaxRootCause), r.evaluation()
	t := airra.PostmortemText{
		ActualRootCause: &cause, ContributingFactors: r.factors(), DurationMinutes: &minutes,
		WhatWentWell: r.well(), WhatWentWrong: r.wrong(), LessonsLearned: []string{}, ActionItems: r.proposals(),
		PreventionMeasures: []string{}, DetectionImprovements: r.detection(), ResponseImprovements: []string{},
		AIHypothesisCorrect: r.right(), AIEvaluationNotes: &notes,
	}
	if delay := r.delay(); delay != "" {
		t.DetectionDelayReason = &delay
	}
	return t
}

// notEstablished begins the root cause of an incident whose cause nobody has named.
const notEstablished = "Not established: "

// Established says whether a root cause is one, and not the draft's word that nobody
// knows it.
func Established(cause string) bool {
	return !strings.HasPrefix(strings.TrimSpace(cause), strings.TrimSpace(notEstablished))
}

// rootCause tells what was the cause according to whoever said so. A hypothesis that
// nobody judged is a guess, and is called one.
func (r Record) rootCause() string {
	i := r.Incident
	if h, j := r.confirmed(); h != nil {
		return fmt.Sprintf("%s (%s, confirmed by %s)", sentence(h.Description), h.Category, j.JudgedBy)
	}
	if i.ResolutionCause != nil && strings.TrimSpace(*i.ResolutionCause) != "" {
		by := "whoever resolved " + i.Ref
		if i.ResolvedBy != nil {
			by = *i.ResolvedBy
		}
		return fmt.Sprintf("%s (named by %s with the resolution)", sentence(*i.ResolutionCause), by)
	}
	h := r.first()
	switch {
	case h == nil:
		return notEstablished + "nobody has named a cause, and no analysis found one."
	case h.Category == airra.CategoryInconclusive:
		return notEstablished + "nobody has named a cause, and the analysis was inconclusive."
	case r.judged(h.Category) != nil:
		return notEstablished + fmt.Sprintf("the first hypothesis (%s) was rejected, and nobody has named another cause.", h.Category)
	default:
		return notEstablished + fmt.Sprintf("the best hypothesis is %q (%s, confidence %.2f), and nobody has said whether it is right.", strings.TrimSuffix(h.Description, "."), h.Category, h.ConfidenceScore)
	}
}

func (r Record) established() bool { return !strings.HasPrefix(r.rootCause(), notEstablished) }

// mostFactors bounds what is taken over from the evidence.
const mostFactors = 5

// factors are the changes and the neighbours that the evidence names, and what was
// drawn in.
func (r Record) factors() []string {
	h, _ := r.confirmed()
	if h == nil {
		h = r.first()
	}
	factors := []string{}
	if h != nil {
		for _, e := range h.Evidence.Items {
			if (e.SignalType == "change" || e.SignalType == "topology") && len(factors) < mostFactors {
				factors = append(factors, sentence(e.Observation))
			}
		}
	}
	return append(factors, r.said(airra.EventComponentJoined)...)
}

// slowDetection is the time from the first sign to the incident above which detection
// counts as slow.
const slowDetection = 2 * time.Minute

// onset is the first sign that was measured.
func (r Record) onset() (signal airra.Signal, after time.Duration, ok bool) {
	for _, s := range r.Signals {
		if !s.FirstSeen.IsZero() && !s.Assumed && (!ok || s.FirstSeen.Before(signal.FirstSeen)) {
			signal, ok = s, true
		}
	}
	return signal, max(0, r.Incident.DetectedAt.Sub(signal.FirstSeen)), ok
}

func (r Record) delay() string {
	s, after, ok := r.onset()
	switch {
	case ok && r.Incident.DetectionSource == airra.SourceMonitor:
		return fmt.Sprintf("The first sign was %s of %s at %s; the incident was opened %s later.", s.Name, s.Service, clock(s.FirstSeen), airra.Lasting(after))
	case r.Incident.DetectionSource == airra.SourceMonitor:
		return ""
	default:
		return fmt.Sprintf("It was reported by %s; the monitor did not open it.", r.Incident.DetectionSource)
	}
}

func (r Record) detection() []string {
	list := []string{}
	if r.Incident.DetectionSource != airra.SourceMonitor {
		list = append(list, fmt.Sprintf("See whether a signal of %s could have told the monitor.", r.Incident.AffectedService))
	}
	if _, after, ok := r.onset(); ok && after > slowDetection {
		list = append(list, fmt.Sprintf("Find out why %s passed between the first sign and the incident.", airra.Lasting(after)))
	}
	return list
}

// evaluation tells what was concluded, and what became of it.
func (r Record) evaluation() string {
	if len(r.Hypotheses) == 0 {
		return "There was no analysis with a result."
	}
	var lines []string
	for _, h := range r.Hypotheses {
		said := "not judged"
		if j := r.judged(h.Category); j != nil {
			said = fmt.Sprintf("%s by %s", j.Verdict, j.JudgedBy)
		}
		lines = append(lines, fmt.Sprintf("%d: %s, confidence %.2f, %s", h.Rank, h.Category, h.ConfidenceScore, said))
	}
	return strings.Join(lines, "\n")
}
