package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// engineerRow is a row of engineers, and behind it what was counted when it was
// read.
type engineerRow struct {
	bun.BaseModel `bun:"table:engineers,alias:engineer"`

	ID                   string `bun:",pk"`
	Name                 string
	NameKey              string
	Email                string
	EmailKey             string
	Expertise            document[[]string]
	Department           *string
	Status               string
	IsAvailable          bool
	MaxConcurrentReviews int64
	SlackHandle          *string
	Phone                *string
	TimeZone             string
	AdditionalInfo       string
	CreatedAt            time.Time
	UpdatedAt            time.Time
	Version              int64

	AssignedIncidents int      `bun:",scanonly"`
	PendingReviews    int      `bun:",scanonly"`
	StartedReviews    int      `bun:",scanonly"`
	DecidedReviews    int      `bun:",scanonly"`
	ReviewMinutes     *float64 `bun:",scanonly"`
	DecidedSince      int      `bun:",scanonly"` // only where it was asked for
}

func rowOfEngineer(e *airra.Engineer) engineerRow {
	return engineerRow{
		ID: string(e.ID), Name: e.Name, NameKey: fold(e.Name), Email: e.Email, EmailKey: fold(e.Email),
		Expertise: documentOf(list(e.Expertise)), Department: e.Department, Status: string(e.Status), IsAvailable: e.IsAvailable,
		MaxConcurrentReviews: int64(e.MaxConcurrentReviews), SlackHandle: e.SlackHandle, Phone: e.Phone, TimeZone: e.TimeZone,
		AdditionalInfo: string(e.AdditionalInfo), CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt, Version: e.Version,
	}
}

func (r *engineerRow) engineer() airra.Engineer {
	return airra.Engineer{
		ID: airra.EngineerID(r.ID), Name: r.Name, Email: r.Email, Expertise: list(r.Expertise.Content), Department: r.Department,
		Status: airra.EngineerStatus(r.Status), IsAvailable: r.IsAvailable, MaxConcurrentReviews: int(r.MaxConcurrentReviews),
		CurrentReviewCount:    r.AssignedIncidents + r.PendingReviews + r.StartedReviews,
		TotalReviewsCompleted: r.DecidedReviews, AverageReviewTimeMinutes: r.ReviewMinutes,
		SlackHandle: r.SlackHandle, Phone: r.Phone, TimeZone: r.TimeZone, AdditionalInfo: rawJSON(r.AdditionalInfo),
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: r.Version,
	}
}

// engineerCounts counts what an engineer has to do and has done. Each count reads a
// few entries of an index, in the words of that index. Counting all engineers at
// once by groups was rejected: it reads every review there ever was.
const engineerCounts = `
	(SELECT count(*) FROM incidents WHERE assigned_engineer_id = engineer.id AND status <> 'resolved' AND status <> 'failed') AS assigned_incidents,
	(SELECT count(*) FROM reviews WHERE engineer_id = engineer.id AND status = 'assigned') AS pending_reviews,
	(SELECT count(*) FROM reviews WHERE engineer_id = engineer.id AND status IN ('in_progress', 'submitted')) AS started_reviews,
	(SELECT count(*) FROM reviews WHERE engineer_id = engineer.id AND status IN ('accepted', 'rejected')) AS decided_reviews,
	(SELECT avg(review_time_minutes) FROM reviews WHERE engineer_id = engineer.id) AS review_minutes`

func (r reader) selectEngineers(rows *[]engineerRow) *bun.SelectQuery {
	return r.db.NewSelect().Model(rows).ColumnExpr("?TableColumns").ColumnExpr(engineerCounts)
}

// Engineer finds one engineer by any of the names people use.
func (r reader) Engineer(ctx context.Context, key string) (*airra.Engineer, error) {
	row, err := findNamed(ctx, naming[engineerRow]{
		noun: "Engineer", field: "engineer", rows: r.selectEngineers,
		ways: []way{byIDPrefix, byWhole("email_key"), byWhole("name_key"), byPart("name_key")},
		name: func(row *engineerRow) string { return row.Name + " (" + row.Email + ")" },
	}, key)
	if err != nil {
		return nil, err
	}
	engineer := row.engineer()
	return &engineer, nil
}

// Engineers gives a page of engineers, the newest first.
func (r reader) Engineers(ctx context.Context, filter airra.EngineerFilter) (airra.Page[airra.Engineer], error) {
	return newestFirst[engineerRow, airra.Engineer]{
		list: "engineers", column: "created_at",
		rows: func(rows *[]engineerRow) *bun.SelectQuery {
			query := r.selectEngineers(rows)
			if filter.Status != "" {
				query = query.Where("status = ?", string(filter.Status))
			}
			if filter.AvailableOnly {
				query = query.Where("is_available")
			}
			return query
		},
		place:   func(row *engineerRow) (time.Time, string) { return row.CreatedAt, row.ID },
		convert: (*engineerRow).engineer,
	}.read(ctx, r, filter.Page)
}

// EngineerLoad gives an engineer with what there is to do, and what was decided
// from a moment on.
func (r reader) EngineerLoad(ctx context.Context, id airra.EngineerID, since time.Time) (airra.EngineerDetail, error) {
	var rows []engineerRow
	err := r.selectEngineers(&rows).
		ColumnExpr(`(SELECT count(*) FROM reviews WHERE engineer_id = engineer.id AND status IN ('accepted', 'rejected')
			AND decision_made_at >= ?) AS decided_since`, since).
		Where("id = ?", string(id)).Scan(ctx)
	switch {
	case err != nil:
		return airra.EngineerDetail{}, fault("read the load of an engineer", err)
	case len(rows) == 0:
		return airra.EngineerDetail{}, notFound("Engineer")
	}
	detail := airra.EngineerDetail{
		Engineer: rows[0].engineer(), PendingReviews: rows[0].PendingReviews, InProgressReviews: rows[0].StartedReviews,
		AssignedIncidents: rows[0].AssignedIncidents, CompletedToday: rows[0].DecidedSince,
	}
	share := 100 * float64(detail.CurrentReviewCount) / float64(max(1, detail.MaxConcurrentReviews))
	detail.CapacityPercentage = min(100, share)
	return detail, nil
}

// InsertEngineer adds an engineer.
func (t *tx) InsertEngineer(ctx context.Context, e *airra.Engineer) error {
	row := rowOfEngineer(e)
	row.Version = 1
	if err := t.insert(ctx, "insert an engineer", &row); err != nil {
		return emailTaken(err, e)
	}
	e.Version = row.Version
	return nil
}

// SaveEngineer writes an engineer that was read, unless somebody else has since.
func (t *tx) SaveEngineer(ctx context.Context, e *airra.Engineer) error {
	row := rowOfEngineer(e)
	if err := t.save(ctx, &row, &row.Version, "id", "created_at"); err != nil {
		return emailTaken(err, e)
	}
	e.Version = row.Version
	return nil
}

func emailTaken(err error, e *airra.Engineer) error {
	if clash(err) == "" {
		return err
	}
	return airra.Errorf(airra.CodeBadRequest, "an engineer with the e-mail address %s exists already", e.Email)
}

// ofEngineer takes away what goes with an engineer, children before their parents.
// A swap goes with either of its two people, and with it the override that it
// became.
var ofEngineer = []string{
	`DELETE FROM overrides WHERE engineer_id = ?0 OR replaces = ?0 OR swap_id IN (SELECT id FROM swaps WHERE requester_id = ?0 OR taken_by = ?0)`,
	`DELETE FROM swaps WHERE requester_id = ?0 OR taken_by = ?0`,
	`DELETE FROM shifts WHERE engineer_id = ?0`,
	`DELETE FROM feeds WHERE engineer_id = ?0`,
	`DELETE FROM reviews WHERE engineer_id = ?0`,
	`UPDATE incidents SET assigned_engineer_id = NULL WHERE assigned_engineer_id = ?0`,
}

// DeleteEngineer removes an engineer with everything that is only about this
// person. What was sent stays, and so do policies, which name people in a document.
func (t *tx) DeleteEngineer(ctx context.Context, id airra.EngineerID) error {
	for _, statement := range ofEngineer {
		if _, err := t.db.NewRaw(statement, string(id)).Exec(ctx); err != nil {
			return fault("delete what goes with an engineer", err)
		}
	}
	return t.remove(ctx, (*engineerRow)(nil), "id", string(id), "Engineer")
}
