package airra

import (
	"context"
	"time"
)

// Reader answers questions about what has been committed or, inside a
// transaction, about what the transaction sees. Things that are not there are
// CodeNotFound.
type Reader interface {
	Incident(ctx context.Context, key Key) (*Incident, error)
	// IncidentsByID gives those of several incidents that are there, in any order.
	IncidentsByID(ctx context.Context, ids []IncidentID) ([]Incident, error)
	Incidents(ctx context.Context, filter IncidentFilter) (Page[Incident], error)
	// MonitorIncidents gives the monitor's incidents that are open or whose
	// last anomaly is not older than since, with their signals.
	MonitorIncidents(ctx context.Context, since time.Time) ([]MonitoredIncident, error)
	CountOpen(ctx context.Context) (map[Severity]int, error)
	CountOpenByService(ctx context.Context) (map[ServiceName]int, error)

	Signals(ctx context.Context, id IncidentID) ([]Signal, error) // in order of onset
	Hypotheses(ctx context.Context, id IncidentID) ([]Hypothesis, error)
	Action(ctx context.Context, key Key) (*Action, error)
	Actions(ctx context.Context, filter ActionFilter) ([]Action, error)

	Events(ctx context.Context, filter EventFilter) ([]Event, error)
	LastEventID(ctx context.Context) (int64, error)
	Audit(ctx context.Context, filter AuditFilter) (Page[AuditEntry], error)
}

// Tx is one unit of work. Inserts are collected and written in one go at the
// end, in the order incidents, signals, hypotheses, actions, events, audit,
// jobs: so a batch takes its refs and event ids as one range, and the counters'
// rows are locked for the shortest time. A Reader call inside the transaction
// therefore does not see what was only just inserted. Save writes at once, and
// fails with ErrStale when the row's version is no longer the one that was read.
type Tx interface {
	Reader
	PeopleTx
	PostmortemTx
	LearningTx
	AnalyticsTx
	SimulationTx

	// HoldsLease says whether holder still has the role, and if so keeps anybody
	// else from taking it before the transaction has ended.
	HoldsLease(ctx context.Context, name, holder string, now time.Time) (bool, error)

	InsertIncident(incident *Incident) // Ref is set when the transaction commits
	SaveIncident(ctx context.Context, incident *Incident) error
	// PutSignals replaces the signals of an incident by service and name; those
	// not named stay.
	PutSignals(id IncidentID, signals []Signal)
	// PutHypotheses replaces all hypotheses of an incident.
	PutHypotheses(id IncidentID, hypotheses []Hypothesis)
	InsertAction(action *Action) // Ref and IncidentRef are set when the transaction commits
	SaveAction(ctx context.Context, action *Action) error

	Append(event Event) // ID, IncidentRef are set when the transaction commits
	// SaveRetraction writes what a note says after it was retracted. No other row of the
	// timeline is ever changed. Only one retraction of a note is written; a second one
	// is ErrStale.
	SaveRetraction(ctx context.Context, note Event) error
	Record(entry AuditEntry) // ID likewise
	Enqueue(job Job)
}

// MonitoredIncident is an incident of the monitor with its signals.
type MonitoredIncident struct {
	Incident Incident
	Signals  []Signal
}

// Store keeps everything. InTx runs fn in one transaction and commits when it
// returns nil; fn must not be called with side effects outside the transaction,
// since a serialisation failure of the database runs it again.
type Store interface {
	Reader
	PeopleReader
	PostmortemReader
	LearningReader
	AnalyticsReader
	SimulationReader
	InTx(ctx context.Context, fn func(tx Tx) error) error
	// Lease gives the named role to holder for ttl, or tells that somebody else
	// has it. The holder renews it by asking again.
	Lease(ctx context.Context, name, holder string, ttl time.Duration, now time.Time) (bool, error)
	// ReleaseLeases gives back every role of a holder, or with an empty name the
	// roles of all, which is right only where nobody else can be alive.
	ReleaseLeases(ctx context.Context, holder string) error
	Ping(ctx context.Context) error
	// Kind is "SQLite" or "PostgreSQL".
	Kind() string
}

// IdempotencyStore remembers the answers of POSTs that carried an
// Idempotency-Key, so that a repeated request is not done again.
type IdempotencyStore interface {
	// ClaimKey takes a key. It returns the stored answer when the key was
	// finished before, CodeInvalid when the key belongs to another request, and
	// CodeConflict while the first request is still running.
	ClaimKey(ctx context.Context, key, fingerprint string, now time.Time) (*StoredAnswer, error)
	FinishKey(ctx context.Context, key string, answer StoredAnswer) error
	// ReleaseKey forgets a claim whose request failed and may be tried again.
	ReleaseKey(ctx context.Context, key string) error
}

// StoredAnswer is an HTTP answer as it was given.
type StoredAnswer struct {
	Status      int
	ContentType string
	Location    string // the header of that name; empty where there was none
	Body        []byte
}

// Cache keeps bytes for a while. Losing an entry is always allowed.
type Cache interface {
	Get(ctx context.Context, key string) (value []byte, ok bool, err error)
	Set(ctx context.Context, key string, value []byte, ttl time.Duration) error
}

// Limit is so many events in a period.
type Limit struct {
	Events int
	Per    time.Duration
}

// Limiter answers whether one more event fits under a limit, and if not, after
// which time it will. It counts the event when it fits.
type Limiter interface {
	Allow(ctx context.Context, key string, limit Limit) (ok bool, retryAfter time.Duration, err error)
}

// Bus tells listeners, in this process and in others, that events up to an id
// have been committed. It is a hint, lossy by contract: listeners read the
// events from the store and also look there from time to time unasked.
type Bus interface {
	Announce(ctx context.Context, lastEventID int64)
	// Listen gives a channel that is closed when the context ends. A slow
	// listener misses announcements, never the newest one.
	Listen(ctx context.Context) <-chan int64
}
