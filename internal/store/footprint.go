package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/measure"
)

// mostFootprint bounds the text of a footprint, in bytes: it stands in an index, and
// PostgreSQL refuses a row whose part of an index is longer than a third of a page. An
// incident of longer words is measured by its columns.
const mostFootprint = 1000

// footprintFields is how many fields the text of a footprint has.
const footprintFields = 8

// footprintText writes what measures see of an incident, in the order in which
// readFootprint takes it off; empty when that is too long. The end of a field in a word
// becomes a space, so that footprints can be read as one text.
func footprintText(i *airra.Incident) string {
	p := measure.PrintOf(i)
	text := strings.Join([]string{
		strconv.FormatInt(p.DetectedAt.UnixMicro(), 10), word(string(p.Service)), word(string(p.Severity)), word(p.Source),
		string(p.Sort), flags(p), number(p.AcknowledgedMillis), number(p.ResolvedMillis),
	}, fieldEnd)
	if len(text) > mostFootprint {
		return ""
	}
	return text
}

func word(text string) string { return strings.ReplaceAll(text, fieldEnd, " ") }

// flags are o of an open incident and a of one that was analysed.
func flags(p airra.Footprint) string {
	text := ""
	if p.Open {
		text = "o"
	}
	if p.Analysed {
		text += "a"
	}
	return text
}

func number(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

// readFootprint takes the first footprint off a text of many, and gives the rest. Its times
// go into the two places of times: one piece of memory for all, where each its own would be
// twenty thousand.
func readFootprint(text string, times *[2]int64) (p airra.Footprint, rest string, err error) {
	var fields [footprintFields]string
	for i := range fields {
		fields[i], text, _ = strings.Cut(text, fieldEnd)
	}
	micros, wrong := strconv.ParseInt(fields[0], 10, 64)
	p = airra.Footprint{
		DetectedAt: time.UnixMicro(micros).UTC(), Service: airra.ServiceName(fields[1]), Severity: airra.Severity(fields[2]), Source: fields[3],
		Sort: airra.Sort(fields[4]), Open: strings.Contains(fields[5], "o"), Analysed: strings.Contains(fields[5], "a"),
	}
	for i, into := range []**int64{&p.AcknowledgedMillis, &p.ResolvedMillis} {
		if field := fields[6+i]; field != "" {
			n, wrongToo := strconv.ParseInt(field, 10, 64)
			times[i], *into, wrong = n, &times[i], cmp.Or(wrong, wrongToo)
		}
	}
	return p, text, wrong
}

// Footprints reads incidents one by one, in no order: from their texts, or from their
// columns when one of them has no text.
func (r reader) Footprints(ctx context.Context, from, to time.Time) ([]airra.Footprint, error) {
	var count int
	var text string
	query := r.detectedBetween(from, to).ColumnExpr("count(*), coalesce(string_agg(footprint, '" + fieldEnd + "'), '')")
	if err := query.Scan(ctx, &count, &text); err != nil {
		return nil, fault("read footprints", err)
	}
	if torn(text, count, footprintFields) {
		return r.footprintsByColumn(ctx, from, to)
	}
	prints, times := make([]airra.Footprint, count), make([][2]int64, count)
	for i := range prints {
		var err error
		if prints[i], text, err = readFootprint(text, &times[i]); err != nil {
			return nil, fault("read a footprint", err)
		}
	}
	return prints, nil
}

func (r reader) detectedBetween(from, to time.Time) *bun.SelectQuery {
	return r.db.NewSelect().Table("incidents").Where("detected_at >= ? AND detected_at < ?", from, to)
}

// footprintsByColumn reads incidents of before there were texts, or of long words.
func (r reader) footprintsByColumn(ctx context.Context, from, to time.Time) ([]airra.Footprint, error) {
	var prints []airra.Footprint
	err := r.packed(ctx, "read incidents to measure", r.detectedBetween(from, to), packedPrint, func(fields []string) error {
		row := printRow{
			AffectedService: fields[1], Severity: fields[2], DetectionSource: fields[3], Status: fields[4], Origin: fields[5],
			DryRunResolution: unpackedBool(fields[6]), Reasoner: fields[7],
		}
		detected, err := unpackedTime(fields[0])
		if err == nil {
			row.DetectedAt = *detected
			row.ResolvedAt, err = unpackedTime(fields[8])
		}
		if err == nil {
			row.FirstAcknowledged, err = unpackedTime(fields[9])
		}
		incident := row.incident()
		prints = append(prints, measure.PrintOf(&incident))
		return err
	})
	return prints, err
}

// packedPrint are the columns of a printRow.
var packedPrint = []string{
	"CAST(detected_at AS text)", "affected_service", "severity", "detection_source", "status", "origin", "CAST(dry_run_resolution AS text)",
	"reasoner", "coalesce(CAST(resolved_at AS text), '')", "coalesce(CAST(first_acknowledged AS text), '')",
}

// newestFootprints is how many of the newest incidents have texts for certain. A window of
// more than airra.MostExact is not read one by one, so these are all that will be.
const newestFootprints = airra.MostExact

// footprintsAtOnce is how many are written in one transaction, which others wait for.
const footprintsAtOnce = 500

// unprintedRow is a row of incidents without a text.
type unprintedRow struct {
	printRow `bun:",extend"`

	bun.BaseModel `bun:"table:incidents"`
	ID            string `bun:",pk"`
}

// writeFootprints writes the texts of the newest incidents of before there were any.
func writeFootprints(ctx context.Context, handle *Handle) error {
	newest := handle.write.NewSelect().Table("incidents").Column("id", "footprint").OrderExpr("detected_at DESC").Limit(newestFootprints)
	var ids []string
	err := handle.write.NewSelect().TableExpr("(?) AS newest", newest).Column("id").Where("footprint = ''").Scan(ctx, &ids)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(ids, footprintsAtOnce) {
		if err := handle.write.RunInTx(ctx, nil, func(ctx context.Context, begun bun.Tx) error { return writeSome(ctx, begun, some) }); err != nil {
			return err
		}
	}
	return nil
}

// writeSome waits for nobody, so that no other process that saves incidents meanwhile can be
// made to wait in a circle: whoever holds one is about to write its text anyway.
func writeSome(ctx context.Context, begun bun.Tx, ids []string) error {
	var rows []unprintedRow
	query := begun.NewSelect().Model(&rows).Where("id IN (?)", bun.List(ids))
	if begun.Dialect().Name() == dialect.PG {
		query = query.For("UPDATE SKIP LOCKED")
	}
	if err := query.Scan(ctx); err != nil {
		return err
	}
	for i := range rows {
		incident := rows[i].incident()
		if _, err := begun.NewUpdate().Table("incidents").Set("footprint = ?", footprintText(&incident)).Where("id = ?", rows[i].ID).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}
