package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/measure"
)

// judgedRow is what sums see of a verdict, and a row of judgement_history.
type judgedRow struct {
	bun.BaseModel `bun:"table:judgement_history"`

	ID         string `bun:",pk"`
	Subject    string
	Verdict    string
	Confidence float64
	Source     string
	Signals    document[[]string]
	Origin     string
	JudgedAt   time.Time
}

func (r *judgementRow) counted() judgedRow {
	return judgedRow{
		Subject: r.Subject, Verdict: r.Verdict, Confidence: r.Confidence, Source: r.Source, Signals: r.Signals, Origin: r.Origin, JudgedAt: r.JudgedAt,
	}
}

// about is what verdicts are counted by; not ok when they are not.
func (r *judgedRow) about() (about string, ok bool) {
	switch airra.VerdictSubject(r.Subject) {
	case airra.AboutHypothesis:
		return strconv.Itoa(measure.BinOf(r.Confidence)), true
	case airra.AboutAlarm:
		signals, err := json.Marshal(r.Signals.Content)
		return r.Source + aboutEnd + string(signals), err == nil
	default:
		return "", false
	}
}

// aboutEnd stands between the source of an alarm and its signals.
const aboutEnd = "\x1f"

// judgedKey is the key of judgement_sums.
type judgedKey struct{ subject, span, start, origin, about string }

// judgedSum is the rest of its row.
type judgedSum struct{ judged, confirmed, rejected, confidence int64 }

// judgedSums are the changes of the sums of verdicts that a transaction makes.
type judgedSums map[judgedKey]*judgedSum

// millionths is in what confidences are added up.
const millionths = 1e6

// count adds a verdict n times; with n of -1 it takes it away.
func (s judgedSums) count(r judgedRow, n int64) {
	about, ok := r.about()
	if !ok {
		return
	}
	for span, start := range startsOf(measure.Day(r.JudgedAt)) {
		key := judgedKey{subject: r.Subject, span: string(span), start: start, origin: r.Origin, about: about}
		sum := s[key]
		if sum == nil {
			sum = new(judgedSum)
			s[key] = sum
		}
		sum.judged += n
		sum.confidence += n * int64(math.Round(r.Confidence*millionths))
		switch airra.Verdict(r.Verdict) {
		case airra.VerdictConfirmed:
			sum.confirmed += n
		case airra.VerdictRejected:
			sum.rejected += n
		}
	}
}

// judgedSumRow is a row of judgement_sums.
type judgedSumRow struct {
	bun.BaseModel `bun:"table:judgement_sums,alias:judged_sum"`

	Subject    string `bun:",pk"`
	Span       string `bun:",pk"`
	StartOn    string `bun:",pk"`
	Origin     string `bun:",pk"`
	About      string `bun:",pk"`
	Judged     int64
	Confirmed  int64
	Rejected   int64
	Confidence int64
}

// judgedColumns are what is added up.
var judgedColumns = []string{"judged", "confirmed", "rejected", "confidence"}

// rows gives the changes in an order that is the same for everybody, so that no two
// transactions wait for each other in a circle.
func (s judgedSums) rows() []judgedSumRow {
	rows := make([]judgedSumRow, 0, len(s))
	for key, sum := range s {
		if *sum != (judgedSum{}) {
			rows = append(rows, judgedSumRow{
				Subject: key.subject, Span: key.span, StartOn: key.start, Origin: key.origin, About: key.about,
				Judged: sum.judged, Confirmed: sum.confirmed, Rejected: sum.rejected, Confidence: sum.confidence,
			})
		}
	}
	slices.SortFunc(rows, func(a, b judgedSumRow) int {
		return cmp.Or(cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Span, b.Span), cmp.Compare(a.StartOn, b.StartOn), cmp.Compare(a.Origin, b.Origin), cmp.Compare(a.About, b.About))
	})
	return rows
}

// write adds the changes to the stored sums.
func (s judgedSums) write(ctx context.Context, db bun.IDB) error {
	for some := range slices.Chunk(s.rows(), spansAtOnce) {
		insert := db.NewInsert().Model(&some).On("CONFLICT (subject, span, start_on, origin, about) DO UPDATE")
		for _, column := range judgedColumns {
			insert = insert.Set("? = judged_sum.? + excluded.?", bun.Ident(column), bun.Ident(column), bun.Ident(column))
		}
		if _, err := insert.Returning("NULL").Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) flushJudged(ctx context.Context) error {
	return fault("add up verdicts", t.judged.write(ctx, t.db))
}

// countHistory adds the verdicts of before there were sums up to them.
func countHistory(ctx context.Context, handle *Handle) error {
	err := takeOff(ctx, handle, "judgement_history", "id", func(ctx context.Context, begun bun.Tx, taken []judgedRow) error {
		sums := judgedSums{}
		for _, row := range taken {
			sums.count(row, 1)
		}
		return sums.write(ctx, begun)
	})
	if err != nil {
		return fmt.Errorf("count the verdicts so far: %w", err)
	}
	return nil
}

// judgedIn adds up the verdicts of some spans by what they are about.
func (r reader) judgedIn(ctx context.Context, subject airra.VerdictSubject, spans airra.Spans, origins []airra.Origin) ([]judgedSumRow, error) {
	var all *bun.SelectQuery
	for _, side := range []struct {
		sign   string
		ranges []airra.SpanRange
	}{{"", spans.Add}, {"-", spans.Less}} {
		for _, added := range side.ranges {
			one := whereAny(r.db.NewSelect().Table("judgement_sums").Column("about").Where("subject = ?", string(subject)).
				Where("span = ?", string(added.Span)).Where("start_on >= ? AND start_on < ?", added.From, added.To), "origin", origins)
			for _, column := range judgedColumns {
				one = one.ColumnExpr("?? AS ?", bun.Safe(side.sign), bun.Ident(column), bun.Ident(column))
			}
			if all == nil {
				all = one
			} else {
				all = all.UnionAll(one)
			}
		}
	}
	var rows []judgedSumRow
	added := r.db.NewSelect().TableExpr("(?) AS parts", all).Column("about").GroupExpr("about").Having("sum(judged) > 0").OrderExpr("about")
	for _, column := range judgedColumns {
		added = added.ColumnExpr("CAST(sum(?) AS bigint) AS ?", bun.Ident(column), bun.Ident(column))
	}
	err := added.Scan(ctx, &rows)
	return rows, fault("count verdicts", err)
}

// JudgedHypotheses counts judged hypotheses by tenths of their confidence.
func (r reader) JudgedHypotheses(ctx context.Context, spans airra.Spans, origins []airra.Origin) ([]airra.JudgedBin, error) {
	rows, err := r.judgedIn(ctx, airra.AboutHypothesis, spans, origins)
	bins := make([]airra.JudgedBin, len(rows))
	for i, row := range rows {
		bin, wrong := strconv.Atoi(row.About)
		bins[i] = airra.JudgedBin{Bin: bin, Judged: int(row.Judged), Confirmed: int(row.Confirmed), Confidence: float64(row.Confidence) / millionths}
		err = cmp.Or(err, fault("read the tenth of a verdict", wrong))
	}
	return bins, err
}

// JudgedAlarms counts judged alarms by source and signals.
func (r reader) JudgedAlarms(ctx context.Context, spans airra.Spans, origins []airra.Origin) ([]airra.JudgedAlarms, error) {
	rows, err := r.judgedIn(ctx, airra.AboutAlarm, spans, origins)
	alarms := make([]airra.JudgedAlarms, len(rows))
	for i, row := range rows {
		end := max(0, strings.LastIndex(row.About, aboutEnd)) // JSON has no such letter, a source may.
		alarms[i] = airra.JudgedAlarms{Source: row.About[:end], Judged: int(row.Judged), False: int(row.Rejected)}
		wrong := json.Unmarshal([]byte(strings.TrimPrefix(row.About[end:], aboutEnd)), &alarms[i].Signals)
		err = cmp.Or(err, fault("read the signals of a verdict", wrong))
	}
	return alarms, err
}
