package store

import (
	"cmp"
	"context"
	"hash/maphash"
	"slices"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/measure"
)

// tallyKey is what the tally tells incidents apart by.
type tallyKey struct {
	status   string
	severity string
	service  string
}

func tallyKeyOf(i *airra.Incident) tallyKey {
	return tallyKey{status: string(i.Status), severity: string(i.Severity), service: string(i.AffectedService)}
}

// seen is what a transaction knows about a stored incident.
type seen struct {
	version int64
	key     tallyKey
	print   airra.Footprint
	text    uint64 // a hash, to know whether it changes
}

func seenAs(i *airra.Incident) seen {
	return seen{version: i.Version, key: tallyKeyOf(i), print: measure.PrintOf(i), text: hashOf(i.Title, i.Description)}
}

var textSeed = maphash.MakeSeed()

// hashOf is the same for the same texts, within one process.
func hashOf(title, description string) uint64 {
	return maphash.Comparable(textSeed, [2]string{title, description})
}

// tallyRow is a row of incident_tally.
type tallyRow struct {
	bun.BaseModel `bun:"table:incident_tally"`

	Status          string `bun:",pk"`
	Severity        string `bun:",pk"`
	AffectedService string `bun:",pk"`
	Incidents       int64
}

// tally is the change of the tally that a transaction makes.
type tally map[tallyKey]int64

func (t tally) moved(from, to tallyKey) {
	t[from]--
	t[to]++
}

// rows gives the changes in an order that is the same for everybody, so that no
// two transactions wait for each other in a circle.
func (t tally) rows() []tallyRow {
	rows := make([]tallyRow, 0, len(t))
	for key, change := range t {
		if change != 0 {
			rows = append(rows, tallyRow{Status: key.status, Severity: key.severity, AffectedService: key.service, Incidents: change})
		}
	}
	slices.SortFunc(rows, func(a, b tallyRow) int {
		return cmp.Or(cmp.Compare(a.Status, b.Status), cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.AffectedService, b.AffectedService))
	})
	return rows
}

// onTallied adds a change to a row of the tally that is there already.
const onTallied = "CONFLICT (status, severity, affected_service) DO UPDATE SET incidents = tally_row.incidents + excluded.incidents"

func (t *tx) flushTally(ctx context.Context) error {
	rows := t.tally.rows()
	if len(rows) == 0 {
		return nil
	}
	return fault("count incidents on", insertRows(ctx, t, rows, onTallied, func(p *prepared) inserter { return p.tally }))
}

// storedAs tells how an incident is counted now. What the transaction has read
// itself it need not read again.
func (t *tx) storedAs(ctx context.Context, id airra.IncidentID, version int64) (seen, error) {
	if known, ok := t.seen[id]; ok && known.version == version {
		return known, nil
	}
	var rows []storedRow
	err := t.db.NewSelect().Model(&rows).Where("id = ?", string(id)).Where("version = ?", version).Scan(ctx)
	switch {
	case err != nil:
		return seen{}, fault("read how an incident is counted", err)
	case len(rows) == 0:
		return seen{}, airra.ErrStale
	}
	stored := rows[0].incident()
	stored.Version, stored.Title, stored.Description = version, rows[0].Title, rows[0].Description
	return seenAs(&stored), nil
}

// storedRow is what a save has to know of how an incident was.
type storedRow struct {
	printRow `bun:",extend"`

	bun.BaseModel `bun:"table:incidents"`
	Title         string
	Description   string
}

// tallied tells whether the tally knows the total of a filter.
func tallied(filter airra.IncidentFilter) bool {
	return filter.Source == "" && len(filter.Origins) == 0 && filter.AssignedEngineerID == "" && filter.Search == "" && filter.Start == nil && filter.End == nil
}

// addUp gives the total of a filter from the tally. A transaction writes to the
// tally at its end only, so it does not ask here but counts.
func (r reader) addUp(ctx context.Context, filter airra.IncidentFilter) (int, error) {
	var total int
	err := whereIncident(r.db.NewSelect().Table("incident_tally").ColumnExpr("coalesce(sum(incidents), 0)"), filter).Scan(ctx, &total)
	return total, fault("add up incidents", err)
}
