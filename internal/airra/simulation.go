package airra

import (
	"context"
	"time"
)

// The states of a simulation.
const (
	SimulationScheduled = "scheduled"
	SimulationRunning   = "running"
	SimulationCompleted = "completed"
	SimulationStopped   = "stopped"
)

// BasisRecorded, BasisRehearsed and BasisPrior say what the numbers of a what-if
// answer are made of: executions that were judged, judged rehearsals because there is
// nothing better, or only assumptions.
const (
	BasisRecorded  = "recorded"
	BasisRehearsed = "rehearsed"
	BasisPrior     = "prior"
)

// DefaultSimulationMode is what a simulation's execution mode says when nothing was
// given. It is kept for those who read it; a simulation executes nothing.
const DefaultSimulationMode = "demo"

// Until is when the simulation stops moving gauges: at its end, or when it was stopped.
func (r SimulationRun) Until() time.Time {
	if r.StoppedAt != nil && r.StoppedAt.Before(r.EndsAt) {
		return *r.StoppedAt
	}
	return r.EndsAt
}

// StatusAt is the state at a moment. One that was stopped stays stopped, and one that
// came to its end before somebody stopped it is completed.
func (r SimulationRun) StatusAt(now time.Time) string {
	switch {
	case r.StoppedAt != nil && !r.StoppedAt.After(now):
		return SimulationStopped
	case now.Before(r.StartsAt):
		return SimulationScheduled
	case now.Before(r.EndsAt):
		return SimulationRunning
	default:
		return SimulationCompleted
	}
}

// SetStatus fills in what follows from the times and from now.
func (r *SimulationRun) SetStatus(now time.Time) {
	r.Status, r.StartedAt, r.CompletedAt = r.StatusAt(now), nil, nil
	if begun := r.StartsAt; begun.Before(r.Until()) && !begun.After(now) {
		r.StartedAt = &begun
	}
	if r.Status == SimulationCompleted {
		end := r.EndsAt
		r.CompletedAt = &end
	}
}

// Stop ends a simulation that has not come to its end.
func (r *SimulationRun) Stop(now time.Time) error {
	if status := r.StatusAt(now); status == SimulationStopped || status == SimulationCompleted {
		return Conflict(status, "the simulation %s is over: it is %s", r.ID, status)
	}
	r.StoppedAt = &now
	return nil
}

// SimulationFilter chooses simulations. Zero fields do not restrict.
type SimulationFilter struct {
	From  *time.Time // only those that end at or after it
	To    *time.Time // only those that begin at or before it
	Limit int        // 0 means 1000
}

// ActionOutcomes counts the verdicts on executions of one kind of action that are
// alike in everything that matters for what to expect.
type ActionOutcomes struct {
	Service   ServiceName
	Category  string
	Origin    Origin
	DryRun    bool
	Confirmed int // it helped
	Rejected  int // it did not
}

// SimulationReader answers questions about simulations.
type SimulationReader interface {
	// Simulation finds one by its id, sim_ and eight hexadecimal digits.
	Simulation(ctx context.Context, id string) (*SimulationRun, error)
	// Simulations gives the latest begun first, with the ref of their incidents and how
	// many hypotheses and actions these have.
	Simulations(ctx context.Context, filter SimulationFilter) ([]SimulationRun, error)
	// ActionOutcomes gives what was judged of one kind of action, generated incidents
	// excluded.
	ActionOutcomes(ctx context.Context, action ActionType) ([]ActionOutcomes, error)
}

// SimulationTx is the simulations' side of a unit of work. Everything is written at
// once. A second simulation under the same id is ErrStale: the id is drawn, so drawing
// again helps.
type SimulationTx interface {
	SimulationReader

	InsertSimulation(ctx context.Context, r *SimulationRun) error
	SaveSimulation(ctx context.Context, r *SimulationRun) error
}
