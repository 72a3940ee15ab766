package workflow

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
	"github.com/airra/airra/internal/oncall"
)

// canAccept is the rule by which work is given out: a person who is at capacity gets
// none, other than a page.
func canAccept(e *airra.Engineer) (bool, string) { return e.CanAccept() }

// leastBusy gives those who can accept and know a subject, the least busy first.
func leastBusy(all []airra.Engineer, expertise string) []airra.Engineer {
	found := []airra.Engineer{}
	for _, e := range all {
		if ok, _ := e.CanAccept(); ok && (expertise == "" || slices.Contains(e.Expertise, expertise)) {
			found = append(found, e)
		}
	}
	slices.SortStableFunc(found, func(a, b airra.Engineer) int {
		return cmp.Or(cmp.Compare(a.CurrentReviewCount, b.CurrentReviewCount), a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	return found
}

// AssignIncident finds somebody for an incident: who is on call, else who has the
// least to do.
func (w *Workflow) AssignIncident(ctx context.Context, key string, strategy airra.AssignStrategy) (*airra.Assignment, error) {
	switch strategy {
	case "":
		strategy = airra.AssignOnCall
	case airra.AssignOnCall, airra.AssignLoadBalanced:
	default:
		return nil, airra.Invalid("strategy", "%q is neither on_call nor load_balanced", strategy)
	}
	return w.assign(ctx, key, func(tx airra.Tx, i *airra.Incident, now time.Time) (*airra.Engineer, airra.AssignStrategy, error) {
		if i.AssignedEngineerID != nil {
			return nil, "", airra.Conflict("assigned", "%s is already assigned", i.Ref)
		}
		roster, err := tx.Roster(ctx, now, now)
		if err != nil {
			return nil, "", err
		}
		if strategy == airra.AssignOnCall {
			if found := oncall.Find(roster, airra.OnCallQuery{Service: i.AffectedService, At: now}, canAccept); found.Entry != nil {
				return &found.Entry.Engineer, airra.AssignOnCall, nil
			}
		}
		if free := leastBusy(roster.Engineers, ""); len(free) > 0 {
			return &free[0], airra.AssignLoadBalanced, nil
		}
		return nil, "", airra.Conflict("unassigned", "No available engineers found")
	})
}

// AssignIncidentTo gives an incident to a named engineer.
func (w *Workflow) AssignIncidentTo(ctx context.Context, key, engineer string, force bool) (*airra.Assignment, error) {
	return w.assign(ctx, key, func(tx airra.Tx, i *airra.Incident, _ time.Time) (*airra.Engineer, airra.AssignStrategy, error) {
		e, err := tx.Engineer(ctx, engineer)
		if err != nil {
			return nil, "", err
		}
		if i.AssignedEngineerID != nil && *i.AssignedEngineerID == string(e.ID) {
			return nil, "", airra.Conflict("assigned", "%s is already assigned to %s", i.Ref, e.Name)
		}
		if ok, why := e.CanAccept(); !ok && !force {
			return nil, "", &airra.Error{Code: airra.CodeConflict, State: string(e.Status), Message: e.Name + " cannot take it: " + why, Hint: "force it, or choose somebody else"}
		}
		return e, airra.AssignManual, nil
	})
}

// chooser decides who gets an incident.
type chooser func(tx airra.Tx, i *airra.Incident, now time.Time) (*airra.Engineer, airra.AssignStrategy, error)

// assign gives an incident to whom the chooser names. The engineer's row is saved
// too: of two assignments at the same moment that each see the last free place, the
// second one then looks again.
func (w *Workflow) assign(ctx context.Context, key string, choose chooser) (*airra.Assignment, error) {
	var answer *airra.Assignment
	err := w.inTx(ctx, func(tx airra.Tx) error {
		i, err := incident(ctx, tx, key)
		if err != nil {
			return err
		}
		now := w.now()
		if !i.Open() {
			return airra.Conflict(string(i.Status), "%s is already resolved", i.Ref)
		}
		e, strategy, err := choose(tx, i, now)
		if err != nil {
			return err
		}
		tell := w.tell(ctx, tx, i, now)
		if i.AssignedEngineerID != nil {
			tell.event(airra.EventUnassigned, map[string]any{"engineer_id": *i.AssignedEngineerID}, "Taken from its engineer")
		}
		id := string(e.ID)
		i.AssignedEngineerID, i.UpdatedAt, e.UpdatedAt = &id, now, now
		if err := tx.SaveEngineer(ctx, e); err != nil {
			return err
		}
		if err := tx.SaveIncident(ctx, i); err != nil {
			return err
		}
		if e, err = tx.Engineer(ctx, id); err != nil { // Its count is one more now.
			return err
		}
		tell.event(airra.EventAssigned, map[string]any{
			"engineer_id": e.ID, "name": e.Name, "strategy": strategy, "load": plural(e.CurrentReviewCount, "task", "tasks"),
		}, "Assigned to %s (%s)", e.Name, strategyInWords(strategy))
		tell.audit("incident_assigned", airra.OutcomeSuccess, nil, map[string]any{"engineer_id": e.ID, "strategy": strategy})
		answer = &airra.Assignment{Success: true, Engineer: e, Strategy: &strategy}
		return w.post(ctx, tx, []*airra.Notification{w.assignmentLetter(e, i, now)})
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// assignmentLetter tells an engineer of an assignment.
func (w *Workflow) assignmentLetter(e *airra.Engineer, i *airra.Incident, now time.Time) *airra.Notification {
	why := airra.PageReason{Cause: "by hand", Sentence: i.Ref + " was assigned to you"}
	letter := notify.Letter{Kind: airra.NotifyAssignment, Engineer: e.Name, Incident: i, Priority: i.Severity.Priority(), Why: why}
	return w.letter(letter, addressed(e, w.usualChannels()[0], why), now)
}

// addressed is one engineer on one channel.
func addressed(e *airra.Engineer, channel string, why airra.PageReason) airra.SimulatedPage {
	address := oncall.Address(e, channel)
	return airra.SimulatedPage{Engineer: *e, Channel: channel, Address: address, Contact: oncall.Contact(channel, address), Why: why}
}

func strategyInWords(s airra.AssignStrategy) string {
	switch s {
	case airra.AssignOnCall:
		return "who is on call"
	case airra.AssignLoadBalanced:
		return "who has the least to do"
	default:
		return "by hand"
	}
}

// UnassignIncident takes an incident from its engineer.
func (w *Workflow) UnassignIncident(ctx context.Context, key string) (*airra.Assignment, error) {
	_, err := w.change(ctx, key, "", func(_ airra.Tx, tell story, i *airra.Incident, now time.Time) error {
		if i.AssignedEngineerID == nil {
			return airra.Conflict("unassigned", "%s is not assigned", i.Ref)
		}
		tell.event(airra.EventUnassigned, map[string]any{"engineer_id": *i.AssignedEngineerID}, "Taken from its engineer by %s", tell.actor)
		tell.audit("incident_unassigned", airra.OutcomeSuccess, nil, map[string]any{"engineer_id": *i.AssignedEngineerID})
		i.AssignedEngineerID, i.UpdatedAt = nil, now
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &airra.Assignment{Success: true, Reason: optional("Incident unassigned")}, nil
}

// IncidentAssignment says who has an incident, and since when.
func (w *Workflow) IncidentAssignment(ctx context.Context, key string) (*airra.AssignmentInfo, error) {
	i, err := incident(ctx, w.Store, key)
	if err != nil || i.AssignedEngineerID == nil {
		if err != nil {
			return nil, err
		}
		return &airra.AssignmentInfo{IncidentID: i.ID}, nil
	}
	e, err := w.Store.Engineer(ctx, *i.AssignedEngineerID)
	if airra.ErrorCode(err) == airra.CodeNotFound {
		return &airra.AssignmentInfo{IncidentID: i.ID}, nil // The engineer was deleted at the same moment.
	}
	if err != nil {
		return nil, err
	}
	at, err := w.Store.AssignedAt(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	return &airra.AssignmentInfo{IncidentID: i.ID, IsAssigned: true, AssignedEngineer: e, AssignedAt: at}, nil
}
