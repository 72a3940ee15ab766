package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	"github.com/airra/airra/internal/airra"
)

// judgementRow is a row of judgements.
type judgementRow struct {
	bun.BaseModel `bun:"table:judgements,alias:judgement"`

	ID           string `bun:",pk"`
	IncidentID   string
	IncidentRef  string
	Subject      string
	Judged       string // the key of the judgement
	Verdict      string
	Service      string
	Category     string
	HypothesisID *string
	ActionID     *string
	ActionType   string
	Confidence   float64
	Rank         int64
	Reasoner     string
	Signals      document[[]string]
	Source       string
	Origin       string
	DryRun       bool
	JudgedBy     string
	Note         string
	JudgedAt     time.Time
}

func rowOfJudgement(j *airra.Judgement) judgementRow {
	return judgementRow{
		ID: j.ID, IncidentID: string(j.IncidentID), IncidentRef: j.IncidentRef, Subject: string(j.Subject), Judged: j.Key(),
		Verdict: string(j.Verdict), Service: string(j.Service), Category: j.Category,
		HypothesisID: (*string)(j.HypothesisID), ActionID: (*string)(j.ActionID), ActionType: string(j.ActionType),
		Confidence: j.Confidence, Rank: int64(j.Rank), Reasoner: j.Reasoner, Signals: documentOf(list(j.Signals)),
		Source: j.Source, Origin: string(j.Origin), DryRun: j.DryRun, JudgedBy: j.JudgedBy, Note: j.Note, JudgedAt: j.JudgedAt,
	}
}

func (r *judgementRow) judgement() airra.Judgement {
	return airra.Judgement{
		ID: r.ID, IncidentID: airra.IncidentID(r.IncidentID), IncidentRef: r.IncidentRef, Subject: airra.VerdictSubject(r.Subject),
		Verdict: airra.Verdict(r.Verdict), Service: airra.ServiceName(r.Service), Category: r.Category,
		HypothesisID: (*airra.HypothesisID)(r.HypothesisID), ActionID: (*airra.ActionID)(r.ActionID), ActionType: airra.ActionType(r.ActionType),
		Confidence: r.Confidence, Rank: int(r.Rank), Reasoner: r.Reasoner, Signals: list(r.Signals.Content),
		Source: r.Source, Origin: airra.Origin(r.Origin), DryRun: r.DryRun, JudgedBy: r.JudgedBy, Note: r.Note, JudgedAt: r.JudgedAt.UTC(),
	}
}

// IncidentJudgements gives the verdicts that stand for an incident, oldest first.
func (r reader) IncidentJudgements(ctx context.Context, id airra.IncidentID) ([]airra.Judgement, error) {
	var rows []judgementRow
	if err := r.db.NewSelect().Model(&rows).Where("incident_id = ?", string(id)).OrderExpr("judged_at, id").Scan(ctx); err != nil {
		return nil, fault("read verdicts", err)
	}
	judgements := make([]airra.Judgement, len(rows))
	for i := range rows {
		judgements[i] = rows[i].judgement()
	}
	return judgements, nil
}

// VerdictCounts adds up the verdicts on hypotheses. The most judged come first.
func (r reader) VerdictCounts(ctx context.Context, service airra.ServiceName) ([]airra.VerdictCount, error) {
	var rows []struct {
		Service   string
		Category  string
		Origin    string
		Judged    int
		Confirmed int
		LastAt    time.Time
	}
	query := r.db.NewSelect().Table("judgements").Column("service", "category", "origin").
		ColumnExpr("count(*) AS judged").
		ColumnExpr("sum(CASE WHEN verdict = ? THEN 1 ELSE 0 END) AS confirmed", string(airra.VerdictConfirmed)).
		ColumnExpr("max(judged_at) AS last_at").
		Where("subject = ?", string(airra.AboutHypothesis))
	if service != "" {
		query = query.Where("service = ?", string(service))
	}
	if err := query.Group("service", "category", "origin").OrderExpr("judged DESC, service, category, origin").Scan(ctx, &rows); err != nil {
		return nil, fault("count verdicts", err)
	}
	counts := make([]airra.VerdictCount, len(rows))
	for i, row := range rows {
		counts[i] = airra.VerdictCount{
			Service: airra.ServiceName(row.Service), Category: row.Category, Origin: airra.Origin(row.Origin),
			Judged: row.Judged, Confirmed: row.Confirmed, LastAt: row.LastAt.UTC(),
		}
	}
	return counts, nil
}

// PutJudgement writes a verdict in place of the one that stands for the same subject.
// It keeps the id of that one, so that a changed mind is the same judgement.
func (t *tx) PutJudgement(ctx context.Context, j *airra.Judgement) error {
	row := rowOfJudgement(j)
	if err := t.holdVerdicts(ctx, row.IncidentID); err != nil {
		return fault("write a verdict", err)
	}
	before, err := t.standing(ctx, &row)
	switch {
	case err != nil:
	case before == nil:
		err = t.insert(ctx, "insert a verdict", &row)
	default:
		row.ID = before.ID
		t.judged.count(before.counted(), -1)
		_, err = t.db.NewUpdate().Model(&row).ExcludeColumn("id", "incident_id", "incident_ref", "subject", "judged").WherePK().Exec(ctx)
	}
	if err != nil {
		return fault("write a verdict", err)
	}
	j.ID = row.ID
	t.judged.count(row.counted(), 1)
	return t.sortJudgements(ctx, j.IncidentID)
}

// holdVerdicts lets nobody else write a verdict on the same incident until the end of the
// transaction. Whoever saves an incident holds it in the same way before it writes to its
// verdicts, so that no two wait for each other in a circle. SQLite has one writer anyway.
func (t *tx) holdVerdicts(ctx context.Context, incident any) error {
	if t.db.Dialect().Name() != dialect.PG {
		return nil
	}
	var held []string
	return t.db.NewSelect().Table("incidents").Column("id").Where("id = (?)", incident).For("NO KEY UPDATE").Scan(ctx, &held)
}

// standing reads the verdict that stands for the same subject; nil when there is none.
func (t *tx) standing(ctx context.Context, row *judgementRow) (*judgementRow, error) {
	var rows []judgementRow
	err := t.db.NewSelect().Model(&rows).Where("incident_id = ? AND subject = ? AND judged = ?", row.IncidentID, row.Subject, row.Judged).Scan(ctx)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// sortJudgements writes beside the verdicts on an incident what measures ask of it.
func (t *tx) sortJudgements(ctx context.Context, id airra.IncidentID) error {
	_, err := t.db.NewRaw(`UPDATE judgements SET
		detected_at = (SELECT i.detected_at FROM incidents AS i WHERE i.id = judgements.incident_id),
		sort = coalesce((SELECT CASE WHEN i.origin <> 'real' THEN i.origin WHEN i.dry_run_resolution THEN 'dry_run' ELSE 'real' END
			FROM incidents AS i WHERE i.id = judgements.incident_id), 'real')
		WHERE incident_id = ?`, string(id)).Exec(ctx)
	return fault("sort verdicts", err)
}

// DropJudgement takes a verdict back.
func (t *tx) DropJudgement(ctx context.Context, id string) error {
	if err := t.holdVerdicts(ctx, t.db.NewSelect().Table("judgements").Column("incident_id").Where("id = ?", id)); err != nil {
		return fault("take a verdict back", err)
	}
	var gone []judgedRow
	if err := t.db.NewRaw("DELETE FROM judgements WHERE id = ? RETURNING id, subject, verdict, confidence, source, signals, origin, judged_at", id).Scan(ctx, &gone); err != nil {
		return fault("take a verdict back", err)
	}
	if len(gone) == 0 {
		return notFound("Verdict")
	}
	t.judged.count(gone[0], -1)
	return nil
}
