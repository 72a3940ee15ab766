package perceive

import "github.com/airra/airra/internal/airra"

// Kind says what is to be done with an incident.
type Kind string

// The kinds of decisions.
const (
	Open     Kind = "open"      // a new incident begins; IncidentID is empty
	Fold     Kind = "fold"      // an open incident of the same service goes on
	Join     Kind = "join"      // a dependent service becomes a component of an open incident
	MoveRoot Kind = "move_root" // the incident now belongs to a deeper service
	Suppress Kind = "suppress"  // a resolved incident stays closed, only its signals are brought up to date
	End      Kind = "end"       // every signal of an open incident is back in its band
)

// Decision is one change of one incident, to be written in one transaction.
// Several decisions of one tick may concern the same incident; they are meant
// to be carried out in the order in which they were returned.
type Decision struct {
	Kind       Kind
	IncidentID airra.IncidentID
	// Service is the service the incident belongs to after the decision: for
	// MoveRoot the new root.
	Service airra.ServiceName
	// Signals are all signals of the incident after the decision, its
	// components' included, in the order of onset.
	Signals []airra.Signal
	// Components are the affected services after the decision: the root first,
	// the others in the order in which they were affected.
	Components []string
	// NewOccurrence says that a signal began again after it had been normal.
	NewOccurrence bool
	// Reason is one sentence for the timeline. It is empty when the incident
	// merely goes on, so that a long disturbance does not fill the timeline.
	Reason string
}
