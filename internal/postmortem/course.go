package postmortem

import (
	"fmt"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// What went well and what went wrong, each sentence because of a fact of the record.

// acknowledged is how long it took until somebody took notice, and whether that was
// within the target of the severity.
func (r Record) acknowledged() (after time.Duration, inTime, ok bool) {
	at := r.Incident.FirstAcknowledged
	if at == nil {
		return 0, false, false
	}
	after = max(0, at.Sub(r.Incident.DetectedAt))
	return after, after <= r.Incident.Severity.Priority().SLA(), true
}

func (r Record) well() []string {
	list := []string{}
	add := func(fact bool, format string, args ...any) {
		if fact {
			list = append(list, fmt.Sprintf(format, args...))
		}
	}
	_, delay, measured := r.onset()
	add(measured && r.Incident.DetectionSource == airra.SourceMonitor && delay <= slowDetection, "The monitor opened the incident %s after the first sign.", airra.Lasting(delay))
	after, inTime, known := r.acknowledged()
	add(known && inTime, "It was acknowledged after %s.", airra.Lasting(after))
	if right := r.right(); right != nil {
		add(*right, "The first hypothesis was right (%s).", r.first().Category)
	}
	for _, a := range r.Actions {
		add(a.Status == airra.ActionSucceeded && a.ExecutionMode == airra.ModeLive, "%s (%s) was executed and succeeded.", a.Ref, a.Name)
		if j := r.about(a); j != nil {
			add(j.Verdict == airra.VerdictConfirmed, "%s (%s) %s, says %s.", a.Ref, a.Name, rehearsed(j, "helped", "was only rehearsed, and would have helped"), j.JudgedBy)
		}
	}
	return list
}

func (r Record) about(a airra.Action) *airra.Judgement {
	for n, j := range r.Judgements {
		if j.Subject == airra.AboutAction && j.ActionID != nil && *j.ActionID == a.ID {
			return &r.Judgements[n]
		}
	}
	return nil
}

// rehearsed chooses the words for a verdict: one on an action that was only rehearsed is
// about a plan, and must not read as if anything had been changed.
func rehearsed(j *airra.Judgement, done, planned string) string {
	if j.DryRun {
		return planned
	}
	return done
}

func (r Record) wrong() []string {
	list := []string{}
	add := func(fact bool, format string, args ...any) {
		if fact {
			list = append(list, fmt.Sprintf(format, args...))
		}
	}
	_, delay, measured := r.onset()
	add(measured && delay > slowDetection, "%s passed between the first sign and the incident.", airra.Lasting(delay))
	after, inTime, known := r.acknowledged()
	add(known && !inTime, "It was acknowledged only after %s; the target is %s.", airra.Lasting(after), airra.Lasting(r.Incident.Severity.Priority().SLA()))
	add(!known && len(r.told()) > 0, "Nobody acknowledged it.")
	told := r.told()
	add(len(told) > 1, "The page went to %d people: %s.", len(told), strings.Join(told, ", "))
	for _, t := range []airra.EventType{airra.EventNotifyFailed, airra.EventPagingExhausted, airra.EventAckLapsed, airra.EventAnalysisFailed, airra.EventActionFailed, airra.EventReopened} {
		list = append(list, unique(r.said(t))...)
	}
	add(r.undecided(), "Nobody decided about the proposed action in time.")
	if right := r.right(); right != nil {
		add(!*right, "The first hypothesis was wrong (%s).", r.first().Category)
	}
	list = append(list, r.actionsWrong()...)
	add(r.falseAlarm(), "It was a false alarm.")
	add(!r.established(), "The cause is not established.")
	return list
}

func (r Record) actionsWrong() []string {
	var list []string
	for _, a := range r.Actions {
		if j := r.about(a); j != nil && j.Verdict == airra.VerdictRejected {
			list = append(list, fmt.Sprintf("%s (%s) %s, says %s.", a.Ref, a.Name, rehearsed(j, "did not help", "was only rehearsed, and would not have helped"), j.JudgedBy))
		}
		if a.Status == airra.ActionRejected && a.RejectedBy != nil && *a.RejectedBy != airra.SystemActor {
			list = append(list, fmt.Sprintf("%s (%s) was rejected by %s%s", a.Ref, a.Name, *a.RejectedBy, reasonOf(a.RejectionReason)))
		}
	}
	return list
}

func reasonOf(why *string) string {
	if why == nil || *why == "" {
		return "."
	}
	return ": " + sentence(*why)
}

func (r Record) falseAlarm() bool {
	for _, j := range r.Judgements {
		if j.Subject == airra.AboutAlarm && j.Verdict == airra.VerdictRejected {
			return true
		}
	}
	return false
}

func (r Record) undecided() bool {
	for _, e := range r.Events {
		if e.Type == airra.EventEscalated && strings.Contains(e.Description, airra.Undecided) {
			return true
		}
	}
	return false
}

// unique drops repetitions: five sends that failed in the same way are one fact.
func unique(list []string) []string {
	seen := map[string]bool{}
	var once []string
	for _, text := range list {
		if !seen[text] {
			once, seen[text] = append(once, text), true
		}
	}
	return once
}

// proposals are things to do, each because of something that is known to be missing.
func (r Record) proposals() []airra.ActionItem {
	items := []airra.ActionItem{}
	add := func(fact bool, priority, format string, args ...any) {
		if fact {
			text := cut(tidyWord(fmt.Sprintf(format, args...)), airra.MaxItemDescription)
			items = append(items, airra.ActionItem{Number: len(items) + 1, Description: text, Owner: r.owner(), Priority: priority, Status: airra.ItemOpen})
		}
	}
	add(!r.established(), "high", "Establish the cause of %s and judge its hypotheses", r.Incident.Ref)
	for _, contact := range r.deadContacts() {
		add(true, "high", "Repair the contact %s, which could not be reached", contact)
	}
	add(len(r.said(airra.EventPagingExhausted)) > 0, "high", "Change the escalation policy of %s: its last step reached nobody who answered", r.Incident.AffectedService)
	add(r.undecided(), "medium", "Settle who decides about actions on %s", r.Incident.AffectedService)
	for _, a := range r.Actions {
		rehearsed := a.Status == airra.ActionSucceeded && a.ExecutionMode == airra.ModeDryRun
		add(rehearsed, "medium", "Find out whether %s helps: %s was only rehearsed", a.Name, a.Ref)
		add(a.Status == airra.ActionFailed, "medium", "Find out why %s (%s) failed", a.Ref, a.Name)
	}
	add(r.falseAlarm(), "medium", "Make the monitor calmer about %s: this was a false alarm", r.Incident.AffectedService)
	return items
}

// deadContacts are those whose page never left.
func (r Record) deadContacts() []string {
	var contacts []string
	for _, n := range r.Pages {
		if n.Status == airra.NotificationFailed {
			contacts = append(contacts, n.Contact)
		}
	}
	return unique(contacts)
}
