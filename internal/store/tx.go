package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// tx is one unit of work: it reads through the transaction, and collects what
// is inserted about incidents until flush. People, and what is told to them, are
// written at once.
type tx struct {
	reader
	raw      any // what a job is enqueued on
	enqueue  Enqueue
	sqlite   *sql.Tx   // the transaction itself, for prepared statements
	prepared *prepared // nil on PostgreSQL

	incidents  []*airra.Incident
	signals    []signalRow
	signalAt   map[signalKey]int // where in signals a signal stands
	hypotheses []replacement
	actions    []*airra.Action
	events     []airra.Event
	audit      []airra.AuditEntry
	jobs       []airra.Job
	retold     map[airra.IncidentID]bool // whose text has changed

	refs      map[airra.IncidentID]string // refs of incidents met so far
	seen      map[airra.IncidentID]seen   // incidents as they are stored
	tally     tally
	deltas    deltas
	judged    judgedSums
	snapshots map[string]bool // hashes of policies that are known to be stored
	lastEvent int64
}

func newTx(begun bun.Tx, raw any, enqueue Enqueue, prepared *prepared) *tx {
	return &tx{
		reader: reader{db: begun}, raw: raw, enqueue: enqueue, sqlite: begun.Tx, prepared: prepared,
		signalAt: map[signalKey]int{}, refs: map[airra.IncidentID]string{}, seen: map[airra.IncidentID]seen{}, tally: tally{}, deltas: deltas{}, judged: judgedSums{},
		snapshots: map[string]bool{}, retold: map[airra.IncidentID]bool{},
	}
}

// replacement is the new set of hypotheses of an incident.
type replacement struct {
	incident   airra.IncidentID
	hypotheses []airra.Hypothesis
}

var _ airra.Tx = (*tx)(nil)

// Incident reads an incident, and remembers what later writes about it need.
func (t *tx) Incident(ctx context.Context, key airra.Key) (*airra.Incident, error) {
	incident, err := t.reader.Incident(ctx, key)
	if err == nil {
		t.refs[incident.ID] = incident.Ref
		t.seen[incident.ID] = seenAs(incident)
	}
	return incident, err
}

// IncidentsByID reads several incidents, and remembers the same of them.
func (t *tx) IncidentsByID(ctx context.Context, ids []airra.IncidentID) ([]airra.Incident, error) {
	incidents, err := t.reader.IncidentsByID(ctx, ids)
	for n := range incidents {
		i := &incidents[n]
		t.refs[i.ID] = i.Ref
		t.seen[i.ID] = seenAs(i)
	}
	return incidents, err
}

// InsertIncident collects a new incident.
func (t *tx) InsertIncident(incident *airra.Incident) { t.incidents = append(t.incidents, incident) }

// InsertAction collects a new action.
func (t *tx) InsertAction(action *airra.Action) { t.actions = append(t.actions, action) }

// PutSignals collects signals; a later one of the same name replaces an earlier
// one.
func (t *tx) PutSignals(id airra.IncidentID, signals []airra.Signal) {
	for _, signal := range signals {
		key := signalKey{id, signal.Service, signal.Name}
		if at, again := t.signalAt[key]; again {
			t.signals[at] = rowOfSignal(id, signal)
			continue
		}
		t.signalAt[key] = len(t.signals)
		t.signals = append(t.signals, rowOfSignal(id, signal))
	}
}

// signalKey names a signal of an incident.
type signalKey struct {
	incident airra.IncidentID
	service  airra.ServiceName
	name     string
}

// PutHypotheses collects the new hypotheses of an incident.
func (t *tx) PutHypotheses(id airra.IncidentID, hypotheses []airra.Hypothesis) {
	t.hypotheses = append(t.hypotheses, replacement{incident: id, hypotheses: slices.Clone(hypotheses)})
}

// Append collects an event of the timeline.
func (t *tx) Append(event airra.Event) { t.events = append(t.events, event) }

// Record collects a row of the audit trail.
func (t *tx) Record(entry airra.AuditEntry) { t.audit = append(t.audit, entry) }

// Enqueue collects a job.
func (t *tx) Enqueue(job airra.Job) { t.jobs = append(t.jobs, job) }

// SaveIncident writes an incident that was read, unless it has changed since.
// One that this very transaction inserts is written with its last state anyway.
func (t *tx) SaveIncident(ctx context.Context, incident *airra.Incident) error {
	if slices.Contains(t.incidents, incident) {
		return nil
	}
	before, err := t.storedAs(ctx, incident.ID, incident.Version)
	if err != nil {
		return err
	}
	row := rowOfIncident(incident)
	if err := t.save(ctx, &row, &row.Version, "id", "ref", "created_at"); err != nil {
		return err
	}
	incident.Version = row.Version
	t.tally.moved(before.key, tallyKeyOf(incident))
	now := seenAs(incident)
	t.deltas.moved(before.print, now.print)
	if before.text != now.text {
		t.retold[incident.ID] = true
	}
	if before.print.Sort != now.print.Sort {
		if err := t.sortJudgements(ctx, incident.ID); err != nil {
			return err
		}
	}
	t.seen[incident.ID] = now
	t.refs[incident.ID] = incident.Ref
	return nil
}

// SaveAction does the same for an action.
func (t *tx) SaveAction(ctx context.Context, action *airra.Action) error {
	if slices.Contains(t.actions, action) {
		return nil
	}
	row := rowOfAction(action)
	if err := t.save(ctx, &row, &row.Version, "id", "ref", "created_at"); err != nil {
		return err
	}
	action.Version = row.Version
	return nil
}

// save writes a row under the version that was read and moves the version on; the
// columns that are named stay as they are. The condition stands in the statement
// itself, so that the database decides between two writers.
func (t *tx) save(ctx context.Context, row any, version *int64, stay ...string) error {
	read := *version
	*version++
	result, err := t.db.NewUpdate().Model(row).ExcludeColumn(stay...).WherePK().Where("version = ?", read).Exec(ctx)
	if err != nil {
		return fault("save", err)
	}
	return wroteOne(result)
}

// wroteOne tells that a conditional write found its row no longer as it was read.
func wroteOne(result sql.Result) error {
	changed, err := result.RowsAffected()
	if err != nil {
		return fault("save", err)
	}
	if changed == 0 {
		return airra.ErrStale
	}
	return nil
}
