package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// memoryRow is a row of memory_documents.
type memoryRow struct {
	bun.BaseModel `bun:"table:memory_documents,alias:memory"`

	IncidentID string `bun:",pk"`
	Ref        string
	Title      string
	Service    string
	Category   string
	Cause      string
	Fix        string
	Confirmed  bool
	Rejected   bool
	Trust      float64
	Origin     string
	Signals    document[map[string]airra.Direction]
	Terms      document[map[string]int]
	Length     int64
	ResolvedAt time.Time
}

func rowOfMemory(m *airra.Memory) memoryRow {
	return memoryRow{
		IncidentID: string(m.IncidentID), Ref: m.Ref, Title: m.Title, Service: string(m.Service), Category: m.Category, Cause: m.Cause, Fix: m.Fix,
		Confirmed: m.Confirmed, Rejected: m.Rejected, Trust: m.Trust, Origin: string(m.Origin), Signals: documentOf(m.Signals),
		Terms: documentOf(m.Terms), Length: wordsOf(m.Terms), ResolvedAt: m.ResolvedAt,
	}
}

func (r *memoryRow) memory() airra.Memory {
	return airra.Memory{
		IncidentID: airra.IncidentID(r.IncidentID), Ref: r.Ref, Title: r.Title, Service: airra.ServiceName(r.Service), Category: r.Category, Cause: r.Cause,
		Fix: r.Fix, Confirmed: r.Confirmed, Rejected: r.Rejected, Trust: r.Trust, Origin: airra.Origin(r.Origin), Signals: r.Signals.Content,
		Terms: r.Terms.Content, ResolvedAt: r.ResolvedAt.UTC(),
	}
}

func wordsOf(terms map[string]int) int64 {
	words := int64(0)
	for _, n := range terms {
		words += int64(n)
	}
	return words
}

// postingRow says that a memory holds a word.
type postingRow struct {
	bun.BaseModel `bun:"table:memory_terms"`

	Term       string
	IncidentID string
}

// memorySignalRow says that a memory holds a signal.
type memorySignalRow struct {
	bun.BaseModel `bun:"table:memory_signals"`

	Name       string
	IncidentID string
}

// Remember writes a memory in place of the one of the same incident. Only the words
// that came or went are touched, so a verdict, which changes none, writes one row.
func (t *tx) Remember(ctx context.Context, m *airra.Memory) error {
	before, err := t.holdMemory(ctx, m.IncidentID)
	if err != nil {
		return err
	}
	row := rowOfMemory(m)
	if before.IncidentID == "" {
		err = t.insert(ctx, "write a memory", &row)
	} else {
		_, err = t.db.NewUpdate().Model(&row).WherePK().Exec(ctx)
	}
	if err != nil {
		return fault("write a memory", err)
	}
	return t.index(ctx, row.IncidentID, before, row)
}

// Forget removes the memory of an incident, if there is one.
func (t *tx) Forget(ctx context.Context, id airra.IncidentID) error {
	before, err := t.holdMemory(ctx, id)
	if err != nil || before.IncidentID == "" {
		return err
	}
	if _, err := t.db.NewDelete().Model((*memoryRow)(nil)).Where("incident_id = ?", string(id)).Exec(ctx); err != nil {
		return fault("forget", err)
	}
	return t.index(ctx, string(id), before, memoryRow{})
}

// holdMemory takes the row of the totals, which lets one writer of memories in at a
// time, and reads what is remembered of an incident so far.
func (t *tx) holdMemory(ctx context.Context, id airra.IncidentID) (memoryRow, error) {
	const hold = "INSERT INTO memory_stats AS stat (term, documents, words) VALUES ('', 0, 0) ON CONFLICT (term) DO UPDATE SET documents = stat.documents"
	if _, err := t.db.NewRaw(hold).Exec(ctx); err != nil {
		return memoryRow{}, fault("hold the memory", err)
	}
	var row memoryRow
	err := t.db.NewSelect().Model(&row).Where("incident_id = ?", string(id)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return memoryRow{}, nil
	}
	return row, fault("read a memory", err)
}

// index makes the lists of words and signals say of an incident what its memory says
// now. A memory without an incident stands for none.
func (t *tx) index(ctx context.Context, id string, before, after memoryRow) error {
	came, went := difference(before.Terms.Content, after.Terms.Content)
	if err := t.post(ctx, id, came, went); err != nil {
		return err
	}
	if err := t.postSignals(ctx, id, before.Signals.Content, after.Signals.Content); err != nil {
		return err
	}
	stats := make([]statRow, 0, len(came)+len(went)+1)
	for _, term := range came {
		stats = append(stats, statRow{Term: term, Documents: 1})
	}
	for _, term := range went {
		stats = append(stats, statRow{Term: term, Documents: -1})
	}
	total := statRow{Words: after.Length - before.Length}
	total.Documents = boolInt(after.IncidentID != "") - boolInt(before.IncidentID != "")
	stats = append(stats, total)
	_, err := t.db.NewInsert().Model(&stats).On("CONFLICT (term) DO UPDATE").
		Set("documents = stat.documents + excluded.documents").Set("words = stat.words + excluded.words").Returning("NULL").Exec(ctx)
	return fault("count words", err)
}

func boolInt(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// statRow is a row of memory_stats.
type statRow struct {
	bun.BaseModel `bun:"table:memory_stats,alias:stat"`

	Term      string
	Documents int64
	Words     int64
}

func (t *tx) post(ctx context.Context, id string, came, went []string) error {
	if len(went) > 0 {
		if _, err := t.db.NewDelete().Model((*postingRow)(nil)).Where("term IN (?)", bun.List(went)).Where("incident_id = ?", id).Exec(ctx); err != nil {
			return fault("forget words", err)
		}
	}
	if len(came) == 0 {
		return nil
	}
	rows := make([]postingRow, len(came))
	for i, term := range came {
		rows[i] = postingRow{Term: term, IncidentID: id}
	}
	_, err := t.db.NewInsert().Model(&rows).Returning("NULL").Exec(ctx)
	return fault("remember words", err)
}

func (t *tx) postSignals(ctx context.Context, id string, before, after map[string]airra.Direction) error {
	came, went := difference(before, after)
	if len(went) > 0 {
		if _, err := t.db.NewDelete().Model((*memorySignalRow)(nil)).Where("name IN (?)", bun.List(went)).Where("incident_id = ?", id).Exec(ctx); err != nil {
			return fault("forget signals", err)
		}
	}
	if len(came) == 0 {
		return nil
	}
	rows := make([]memorySignalRow, len(came))
	for i, name := range came {
		rows[i] = memorySignalRow{Name: name, IncidentID: id}
	}
	_, err := t.db.NewInsert().Model(&rows).Returning("NULL").Exec(ctx)
	return fault("remember signals", err)
}

// difference gives the keys that only after has and those that only before has, both
// sorted.
func difference[V any](before, after map[string]V) (came, went []string) {
	for key := range after {
		if _, there := before[key]; !there {
			came = append(came, key)
		}
	}
	for key := range before {
		if _, there := after[key]; !there {
			went = append(went, key)
		}
	}
	slices.Sort(came)
	slices.Sort(went)
	return came, went
}

// PutReuse notes a reuse, once for each analysis.
func (t *tx) PutReuse(ctx context.Context, r airra.Reuse) error {
	row := reuseRow{
		IncidentID: string(r.IncidentID), Round: r.Round, PastRef: r.PastRef, Similarity: r.Similarity, Trust: r.Trust, At: r.At,
	}
	_, err := t.db.NewInsert().Model(&row).On("CONFLICT (incident_id, round) DO NOTHING").Returning("NULL").Exec(ctx)
	return fault("note a reuse", err)
}

// reuseRow is a row of reuses.
type reuseRow struct {
	bun.BaseModel `bun:"table:reuses,alias:reuse"`

	IncidentID string
	Round      int64
	PastRef    string
	Similarity float64
	Trust      float64
	At         time.Time
}

// TakeUnremembered takes the newest of those that wait. Two daemons that take the same
// one at the same time remember it twice, which changes nothing.
func (t *tx) TakeUnremembered(ctx context.Context, limit int) ([]airra.IncidentID, error) {
	var ids []airra.IncidentID
	err := t.db.NewRaw(`DELETE FROM memory_backlog WHERE incident_id IN (SELECT incident_id FROM memory_backlog ORDER BY incident_id DESC LIMIT ?)
		RETURNING incident_id`, limit).Scan(ctx, &ids)
	return ids, fault("take incidents that are not remembered", err)
}
