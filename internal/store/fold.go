package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/measure"
)

// spanKey is the key of analytics_sums.
type spanKey struct{ span, dimension, start, word, sort string }

// spanRow is a row of analytics_sums.
type spanRow struct {
	bun.BaseModel `bun:"table:analytics_sums"`

	Span               string `bun:",pk"`
	Dimension          string `bun:",pk"`
	StartOn            string `bun:",pk"`
	Word               string `bun:",pk"`
	Sort               string `bun:",pk"`
	Incidents          int64
	StillOpen          int64
	Critical           int64
	Analysed           int64
	Resolved           int64
	Acknowledged       int64
	ResolvedMillis     int64
	AcknowledgedMillis int64
	Resolution         string
	Acknowledgement    string
}

func (r *spanRow) key() spanKey { return spanKey{r.Span, r.Dimension, r.StartOn, r.Word, r.Sort} }

func (r *spanRow) counts() airra.IncidentSum {
	return airra.IncidentSum{
		Incidents: r.Incidents, Open: r.StillOpen, Critical: r.Critical, Analysed: r.Analysed, Resolved: r.Resolved,
		Acknowledged: r.Acknowledged, ResolvedMillis: r.ResolvedMillis, AcknowledgedMillis: r.AcknowledgedMillis,
	}
}

func rowOfSpan(k spanKey, s *measure.Sum) spanRow {
	return spanRow{
		Span: k.span, Dimension: k.dimension, StartOn: k.start, Word: k.word, Sort: k.sort,
		Incidents: s.Incidents, StillOpen: s.Open, Critical: s.Critical, Analysed: s.Analysed, Resolved: s.Resolved, Acknowledged: s.Acknowledged,
		ResolvedMillis: s.ResolvedMillis, AcknowledgedMillis: s.AcknowledgedMillis,
		Resolution: s.Resolution.String(), Acknowledgement: s.Acknowledgement.String(),
	}
}

// Unfolded says whether there are changes to fold.
func (r reader) Unfolded(ctx context.Context) (bool, error) {
	var ids []string
	err := r.db.NewSelect().Table("analytics_deltas").Column("id").Limit(1).Scan(ctx, &ids)
	return len(ids) > 0, fault("look for changes of sums", err)
}

// FoldAnalytics takes changes into the stored sums. The changes are deleted in the
// same transaction, so none is ever added twice, and whoever reads at the same time
// finds each change either there or here. Only one process at a time may fold, which
// is why callers hold a lease: two would both read a sum and each write their own.
func (t *tx) FoldAnalytics(ctx context.Context, limit int) (int, error) {
	var taken []deltaRow
	err := t.db.NewRaw("DELETE FROM analytics_deltas WHERE id IN (SELECT id FROM analytics_deltas ORDER BY id LIMIT ?) RETURNING *", limit).Scan(ctx, &taken)
	if err != nil {
		return 0, fault("take changes of sums", err)
	}
	sums, err := spansOf(taken)
	if err != nil || len(taken) == 0 {
		return 0, err
	}
	if err := t.addStored(ctx, sums); err != nil {
		return 0, err
	}
	return len(taken), t.writeSpans(ctx, sums)
}

// spansOf adds changes up to what they change in each row.
func spansOf(taken []deltaRow) (map[spanKey]*measure.Sum, error) {
	sums := map[spanKey]*measure.Sum{}
	for i := range taken {
		d := &taken[i]
		change := measure.Sum{IncidentSum: d.counts()}
		if err := mergeTexts(&change, d.Resolution, d.Acknowledgement); err != nil {
			return nil, err
		}
		for _, part := range [][2]string{
			{string(airra.ByNothing), ""}, {string(airra.ByService), d.Service}, {string(airra.BySeverity), d.Severity}, {string(airra.BySource), d.Source},
		} {
			starts := startsOf(d.Day)
			if part[0] == string(airra.ByNothing) {
				starts[airra.SpanWeek] = measure.Monday(d.Day)
			}
			for span, start := range starts {
				key := spanKey{span: string(span), start: start, dimension: part[0], word: part[1], sort: d.Sort}
				if sums[key] == nil {
					sums[key] = new(measure.Sum)
				}
				sums[key].Merge(change)
			}
		}
	}
	return sums, nil
}

// startsOf names the spans of a day that are kept of everything.
func startsOf(day string) map[airra.Span]string {
	return map[airra.Span]string{airra.SpanDay: day, airra.SpanMonth: measure.Month(day), airra.SpanYear: measure.Year(day)}
}

func mergeTexts(sum *measure.Sum, resolution, acknowledgement string) error {
	if err := sum.Resolution.MergeText(resolution, 1); err != nil {
		return err
	}
	return sum.Acknowledgement.MergeText(acknowledgement, 1)
}

// addStored adds what the rows hold now.
func (t *tx) addStored(ctx context.Context, sums map[spanKey]*measure.Sum) error {
	starts := map[string]bool{}
	for key := range sums {
		starts[key.start] = true
	}
	var rows []spanRow
	query := t.db.NewSelect().Model(&rows).Where("span IN ('day', 'week', 'month', 'year')").
		Where("dimension IN ('', 'service', 'severity', 'source')").Where("start_on IN (?)", bun.List(keysOf(starts)))
	if err := query.Scan(ctx); err != nil {
		return fault("read sums", err)
	}
	for i := range rows {
		sum := sums[rows[i].key()]
		if sum == nil {
			continue
		}
		sum.MergeCounts(rows[i].counts())
		if err := mergeTexts(sum, rows[i].Resolution, rows[i].Acknowledgement); err != nil {
			return err
		}
	}
	return nil
}

func keysOf(set map[string]bool) []string {
	keys := make([]string, 0, len(set))
	for key := range set {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// spansAtOnce bounds a statement, because SQLite bounds its text.
const spansAtOnce = 200

func (t *tx) writeSpans(ctx context.Context, sums map[spanKey]*measure.Sum) error {
	rows := make([]spanRow, 0, len(sums))
	for key, sum := range sums {
		rows = append(rows, rowOfSpan(key, sum))
	}
	for some := range slices.Chunk(rows, spansAtOnce) {
		_, err := t.db.NewInsert().Model(&some).On("CONFLICT (span, dimension, start_on, word, sort) DO UPDATE").Set(spanIsNow).Returning("NULL").Exec(ctx)
		if err != nil {
			return fault("write sums", err)
		}
	}
	return nil
}

// spanIsNow writes a row anew.
const spanIsNow = `incidents = excluded.incidents, still_open = excluded.still_open, critical = excluded.critical,
	analysed = excluded.analysed, resolved = excluded.resolved, acknowledged = excluded.acknowledged,
	resolved_millis = excluded.resolved_millis, acknowledged_millis = excluded.acknowledged_millis,
	resolution = excluded.resolution, acknowledgement = excluded.acknowledgement`
