package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// reviewRow is a row of reviews. What the engineer wrote is text, so that its bytes
// come back as they were given.
type reviewRow struct {
	bun.BaseModel `bun:"table:reviews,alias:review"`

	ID                      string `bun:",pk"`
	IncidentID              string
	EngineerID              string
	Status                  string
	AssignedAt              time.Time
	StartedAt               *time.Time
	SubmittedAt             *time.Time
	ReviewTimeMinutes       *float64
	AIHypothesesReviewed    string  `bun:"ai_hypotheses_reviewed"`
	AIConfidenceAssessment  *string `bun:"ai_confidence_assessment"`
	AlternativeHypotheses   string
	SuggestedApproach       string
	EngineerConfidenceScore *float64
	Notes                   string
	Tags                    document[[]string]
	Decision                string
	DecisionMadeAt          *time.Time
	DecisionRationale       *string
	ApproachExecuted        *bool
	ExecutionSuccessful     *bool
	OutcomeNotes            *string
	Priority                string
	AdditionalInfo          string
	CreatedAt               time.Time
	UpdatedAt               time.Time
	Version                 int64
}

func rowOfReview(r *airra.Review) reviewRow {
	return reviewRow{
		ID: string(r.ID), IncidentID: string(r.IncidentID), EngineerID: string(r.EngineerID), Status: string(r.Status),
		AssignedAt: r.AssignedAt, StartedAt: r.StartedAt, SubmittedAt: r.SubmittedAt, ReviewTimeMinutes: r.ReviewTimeMinutes,
		AIHypothesesReviewed: string(r.AIHypothesesReviewed), AIConfidenceAssessment: r.AIConfidenceAssessment,
		AlternativeHypotheses: string(r.AlternativeHypotheses), SuggestedApproach: string(r.SuggestedApproach),
		EngineerConfidenceScore: r.EngineerConfidenceScore, Notes: r.Notes, Tags: documentOf(list(r.Tags)), Decision: string(r.Decision),
		DecisionMadeAt: r.DecisionMadeAt, DecisionRationale: r.DecisionRationale, ApproachExecuted: r.ApproachExecuted,
		ExecutionSuccessful: r.ExecutionSuccessful, OutcomeNotes: r.OutcomeNotes, Priority: string(r.Priority),
		AdditionalInfo: string(r.AdditionalInfo), CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Version: r.Version,
	}
}

func (r *reviewRow) review() airra.Review {
	return airra.Review{
		ID: airra.ReviewID(r.ID), IncidentID: airra.IncidentID(r.IncidentID), EngineerID: airra.EngineerID(r.EngineerID), Status: airra.ReviewStatus(r.Status),
		AssignedAt: r.AssignedAt.UTC(), StartedAt: moment(r.StartedAt), SubmittedAt: moment(r.SubmittedAt), ReviewTimeMinutes: r.ReviewTimeMinutes,
		AIHypothesesReviewed: rawJSON(r.AIHypothesesReviewed), AIConfidenceAssessment: r.AIConfidenceAssessment,
		AlternativeHypotheses: rawJSON(r.AlternativeHypotheses), SuggestedApproach: rawJSON(r.SuggestedApproach),
		EngineerConfidenceScore: r.EngineerConfidenceScore, Notes: r.Notes, Tags: list(r.Tags.Content), Decision: airra.ReviewDecision(r.Decision),
		DecisionMadeAt: moment(r.DecisionMadeAt), DecisionRationale: r.DecisionRationale, ApproachExecuted: r.ApproachExecuted,
		ExecutionSuccessful: r.ExecutionSuccessful, OutcomeNotes: r.OutcomeNotes, Priority: airra.NotificationPriority(r.Priority),
		AdditionalInfo: rawJSON(r.AdditionalInfo), CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: r.Version,
	}
}

// Review finds one review.
func (r reader) Review(ctx context.Context, key airra.Key) (*airra.Review, error) {
	row, err := findID(ctx, r, "Review", key, func(row *reviewRow) string { return row.ID })
	if err != nil {
		return nil, err
	}
	review := row.review()
	return &review, nil
}

// Reviews gives a page of reviews, the latest assigned first.
func (r reader) Reviews(ctx context.Context, filter airra.ReviewFilter) (airra.Page[airra.Review], error) {
	return newestFirst[reviewRow, airra.Review]{
		list: "reviews", column: "assigned_at",
		rows: func(rows *[]reviewRow) *bun.SelectQuery {
			query := whereAny(r.db.NewSelect().Model(rows), "status", filter.Statuses)
			if filter.IncidentID != "" {
				query = query.Where("incident_id = ?", string(filter.IncidentID))
			}
			if filter.EngineerID != "" {
				query = query.Where("engineer_id = ?", string(filter.EngineerID))
			}
			return query
		},
		place:   func(row *reviewRow) (time.Time, string) { return row.AssignedAt, row.ID },
		convert: (*reviewRow).review,
	}.read(ctx, r, filter.Page)
}

// AwaitingReview gives incidents that wait for an opinion and have no active
// review: the worst severity first, then the oldest. An index in this order was
// rejected, since every report of an incident would have to write it.
func (r reader) AwaitingReview(ctx context.Context, limit int) ([]airra.Incident, error) {
	var rows []incidentRow
	query := whereAny(r.selectIncidents(&rows), "status", []airra.IncidentStatus{airra.StatusDetected, airra.StatusAnalyzing, airra.StatusPendingApproval}).
		Where("id NOT IN (SELECT incident_id FROM reviews WHERE status IN ('assigned', 'in_progress', 'submitted'))").
		OrderExpr("CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END, detected_at, id")
	if err := atMost(query, limit).Scan(ctx); err != nil {
		return nil, fault("read incidents that wait for a review", err)
	}
	return incidentsOf(rows), nil
}

// AssignedAt is when an incident was given to whoever has it now, as the timeline
// tells; nil when nobody has it.
func (r reader) AssignedAt(ctx context.Context, id airra.IncidentID) (*time.Time, error) {
	var rows []eventRow
	query := whereAny(r.db.NewSelect().Model(&rows), "event_type", []airra.EventType{airra.EventAssigned, airra.EventUnassigned})
	if err := query.Where("incident_id = ?", string(id)).OrderExpr("id DESC").Limit(1).Scan(ctx); err != nil {
		return nil, fault("read an assignment", err)
	}
	if len(rows) == 0 || airra.EventType(rows[0].EventType) == airra.EventUnassigned {
		return nil, nil
	}
	return moment(&rows[0].At), nil
}

// InsertReview adds a review. Of two for the same incident one is refused while the
// other is active.
func (t *tx) InsertReview(ctx context.Context, r *airra.Review) error {
	row := rowOfReview(r)
	row.Version = 1
	if err := t.insert(ctx, "insert a review", &row); err != nil {
		return reviewTaken(err)
	}
	r.Version = row.Version
	return nil
}

// SaveReview writes a review that was read, unless somebody else has since.
func (t *tx) SaveReview(ctx context.Context, r *airra.Review) error {
	row := rowOfReview(r)
	if err := t.save(ctx, &row, &row.Version, "id", "created_at"); err != nil {
		return reviewTaken(err)
	}
	r.Version = row.Version
	return nil
}

func reviewTaken(err error) error {
	if clash(err) == "" {
		return err
	}
	return airra.Errorf(airra.CodeConflict, "this incident already has an active review")
}
