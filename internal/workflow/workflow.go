// Package workflow holds the use cases: it is where perceive, reason and act
// meet. Each exported method is one transaction, or one before and one after
// something slow; each appends what happened to the timeline and records who
// did it in the audit trail, in the transaction that made it true.
//
// The front ends speak to it through airra.Backend, the monitor through
// perceive.Sink and the job workers through the methods named in jobs.UseCases.
package workflow

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/airra/airra/internal/act"
	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
)

// Reasoner answers a case with ranked hypotheses. Its only error is an ended
// context.
type Reasoner interface {
	Analyze(ctx context.Context, c airra.Case) (airra.Analysis, error)
	Name() string
}

// Watcher is what the use cases ask of the monitor.
type Watcher interface {
	Anomalies(service airra.ServiceName) []airra.Signal
	Baseline(service airra.ServiceName, signal string) (mean, sd float64, samples int, ok bool)
	Readings(service airra.ServiceName) []airra.SignalReading
	Known() []airra.ServiceName
	Note() string // why nothing is seen, or that it is still warming up; empty when all is well
}

// Queue shows the jobs.
type Queue interface {
	Jobs(ctx context.Context, filter airra.JobFilter) ([]airra.JobInfo, error)
	Retry(ctx context.Context, id int64) (*airra.JobInfo, error)
}

// Facts are what the status tells about this server.
type Facts struct {
	Version      string
	Environment  string
	Development  bool // an empty quick incident is answered with the contract's example anomalies
	Demo         bool
	ReasonerNote string
	Monitored    []airra.ServiceName
	StartedAt    time.Time
	PublicURL    string // where links in messages lead, without a slash at its end
}

// Parts are everything the use cases need. All are required but Meter
// and Wording.
type Parts struct {
	Store     airra.Store
	Bus       airra.Bus
	Reasoner  Reasoner
	Executors act.Executors
	Topology  airra.Topology
	Watcher   Watcher
	Source    perceive.Source
	Queue     Queue
	Checks    []func(context.Context) airra.Check
	Holder    string // names this process in leases
	Now       func() time.Time
	Log       *slog.Logger
	Facts     Facts
	Meter     Meter   // what the daemon counts; nil counts nothing
	Wording   Wording // words the drafts of postmortems; nil leaves them as the record tells them

	Senders         Senders
	ApprovalWindows airra.ApprovalWindows // how long a decision may take; a severity without one waits for ever
	PageBundle      airra.Limit           // above it the incidents of a service share a page; zero events never bundle
	MaxRetries      int                   // of a failed send
	AllowPrivate    bool                  // webhooks may lead to private addresses
	Secret          []byte                // what the tokens of links are worked out from
	MostExact       int                   // incidents that are measured one by one; above it histograms answer. 0 is airra.MostExact
	FewOpen         int                   // open incidents of a day that are counted one by one; 0 is 2,000, and a negative one means none

	Inventor       Inventor // writes invented incidents; nil where there shall be none
	GeneratorPages bool     // people are paged for those too
}

// Meter is told of facts that become metrics.
type Meter interface {
	IncidentOpened(source string, severity airra.Severity)
	IncidentAcknowledged(after time.Duration)
	IncidentResolved(after time.Duration, dryRun bool)
	PagingStarted(incidents int)
	// NotificationSent is told how a send ended (sent, simulated or failed), and how
	// long the message took from its making.
	NotificationSent(channel, result string, after time.Duration)
}

// Workflow implements airra.Backend, perceive.Sink and jobs.UseCases.
type Workflow struct {
	Parts
	creations *group[creation]
}

var (
	_ airra.Backend    = (*Workflow)(nil)
	_ airra.FeedReader = (*Workflow)(nil)
)

// New makes the use cases of their parts.
func New(parts Parts) *Workflow {
	w := &Workflow{Parts: parts}
	w.creations = newGroup(w.commitCreations)
	return w
}

// now is the present in the form that is stored.
func (w *Workflow) now() time.Time { return airra.Now(w.Now()) }

// attempts bounds how often a use case reads again after somebody else changed
// the same row. Five is more than any number of people can collide in earnest.
const attempts = 5

// inTx runs a use case in a transaction, and again from the start when a row it
// had read was changed meanwhile: the second look then finds the new state and
// answers according to it.
func (w *Workflow) inTx(ctx context.Context, fn func(tx airra.Tx) error) error {
	var err error
	var seen *witness
	for range attempts {
		err = w.Store.InTx(ctx, func(tx airra.Tx) error {
			seen = &witness{Tx: tx}
			return fn(seen)
		})
		if !errors.Is(err, airra.ErrStale) {
			break
		}
	}
	if err == nil && seen != nil {
		seen.log(ctx, w.Log)
	}
	return err
}

// incident reads one by what a person typed.
func incident(ctx context.Context, r airra.Reader, key string) (*airra.Incident, error) {
	k, err := airra.ParseKey("incident_id", key)
	if err != nil {
		return nil, err
	}
	return r.Incident(ctx, k)
}

// action reads one by what a person typed.
func action(ctx context.Context, r airra.Reader, key string) (*airra.Action, error) {
	k, err := airra.ParseKey("action_id", key)
	if err != nil {
		return nil, err
	}
	return r.Action(ctx, k)
}

// byID is the key of something whose id is known.
func byID[ID ~string](id ID) airra.Key { return airra.Key{Prefix: string(id)} }

// story appends to the timeline and the audit trail of one incident, under one
// actor and at one moment.
type story struct {
	tx       airra.Tx
	incident *airra.Incident
	actor    string
	at       time.Time
}

func (w *Workflow) tell(ctx context.Context, tx airra.Tx, i *airra.Incident, at time.Time) story {
	return story{tx: tx, incident: i, actor: airra.ActorFrom(ctx), at: at}
}

// as changes the actor, for acts whose request names a person.
func (s story) as(actor string) story {
	if actor != "" {
		s.actor = actor
	}
	return s
}

// event appends one row to the timeline.
func (s story) event(t airra.EventType, metadata map[string]any, format string, args ...any) {
	if metadata == nil {
		metadata = map[string]any{}
	}
	s.tx.Append(airra.Event{
		IncidentID: s.incident.ID, IncidentRef: s.incident.Ref, Type: t, Actor: s.actor,
		Description: fmt.Sprintf(format, args...), Metadata: metadata, At: s.at,
	})
}

// audit records one row in the audit trail. action may be nil.
func (s story) audit(event string, outcome airra.Outcome, action *airra.Action, details map[string]any) {
	if details == nil {
		details = map[string]any{}
	}
	entry := airra.AuditEntry{
		At: s.at, EventType: event, Actor: s.actor, Outcome: outcome, IncidentID: &s.incident.ID, Details: details,
	}
	if action != nil {
		entry.ActionID = &action.ID
	}
	s.tx.Record(entry)
}
