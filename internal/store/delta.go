package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/measure"
)

// printRow is what the measures see of an incident, as it is stored.
type printRow struct {
	bun.BaseModel `bun:"table:incidents"`

	DetectedAt        time.Time
	AffectedService   string
	Severity          string
	DetectionSource   string
	Status            string
	Origin            string
	DryRunResolution  bool
	Reasoner          string
	ResolvedAt        *time.Time
	FirstAcknowledged *time.Time
}

func (r *printRow) incident() airra.Incident {
	return airra.Incident{
		DetectedAt: r.DetectedAt, AffectedService: airra.ServiceName(r.AffectedService), Severity: airra.Severity(r.Severity),
		DetectionSource: r.DetectionSource, Status: airra.IncidentStatus(r.Status), Origin: airra.Origin(r.Origin),
		DryRunResolution: r.DryRunResolution, Reasoner: r.Reasoner, ResolvedAt: r.ResolvedAt, FirstAcknowledged: r.FirstAcknowledged,
	}
}

// deltaKey is what changes of incidents are told apart by.
type deltaKey struct {
	day, service, severity, source, sort string
}

func deltaKeyOf(p airra.Footprint) deltaKey {
	return deltaKey{
		day: measure.Day(p.DetectedAt), service: string(p.Service), severity: string(p.Severity), source: p.Source, sort: string(p.Sort),
	}
}

// deltas are the changes of the sums that a transaction makes.
type deltas map[deltaKey]*measure.Sum

func (d deltas) count(p airra.Footprint, n int64) {
	key := deltaKeyOf(p)
	sum := d[key]
	if sum == nil {
		sum = new(measure.Sum)
		d[key] = sum
	}
	sum.Count(p, n)
}

func (d deltas) moved(from, to airra.Footprint) {
	d.count(from, -1)
	d.count(to, 1)
}

// deltaRow is a row of analytics_deltas. Which incidents are critical follows from the
// severity.
type deltaRow struct {
	bun.BaseModel `bun:"table:analytics_deltas"`

	ID                 string `bun:",pk"`
	Day                string
	Service            string
	Severity           string
	Source             string
	Sort               string
	Incidents          int64
	StillOpen          int64
	Analysed           int64
	Resolved           int64
	Acknowledged       int64
	ResolvedMillis     int64
	AcknowledgedMillis int64
	Resolution         string
	Acknowledgement    string
}

func rowOfDelta(k deltaKey, s *measure.Sum) deltaRow {
	return deltaRow{
		ID: airra.NewID(), Day: k.day, Service: k.service, Severity: k.severity, Source: k.source, Sort: k.sort,
		Incidents: s.Incidents, StillOpen: s.Open, Analysed: s.Analysed, Resolved: s.Resolved, Acknowledged: s.Acknowledged,
		ResolvedMillis: s.ResolvedMillis, AcknowledgedMillis: s.AcknowledgedMillis,
		Resolution: s.Resolution.String(), Acknowledgement: s.Acknowledgement.String(),
	}
}

func (r *deltaRow) counts() airra.IncidentSum {
	sum := airra.IncidentSum{
		Incidents: r.Incidents, Open: r.StillOpen, Analysed: r.Analysed, Resolved: r.Resolved, Acknowledged: r.Acknowledged,
		ResolvedMillis: r.ResolvedMillis, AcknowledgedMillis: r.AcknowledgedMillis,
	}
	if r.Severity == string(airra.SeverityCritical) {
		sum.Critical = r.Incidents
	}
	return sum
}

// rows gives the changes in a fixed order, without those that change nothing.
func (d deltas) rows() []deltaRow {
	rows := make([]deltaRow, 0, len(d))
	for key, sum := range d {
		if !sum.Empty() {
			rows = append(rows, rowOfDelta(key, sum))
		}
	}
	slices.SortFunc(rows, func(a, b deltaRow) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.ID, b.ID)) })
	return rows
}

func (t *tx) flushDeltas(ctx context.Context) error {
	rows := t.deltas.rows()
	if len(rows) == 0 {
		return nil
	}
	return fault("note how sums change", insertRows(ctx, t, rows, "", func(p *prepared) inserter { return p.deltas }))
}
