package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// postmortemRow is a row of postmortems.
type postmortemRow struct {
	bun.BaseModel `bun:"table:postmortems,alias:postmortem"`

	ID                    string `bun:",pk"`
	IncidentID            string
	IncidentRef           string
	Author                string
	ActualRootCause       string
	ContributingFactors   document[[]string]
	DetectionDelayReason  *string
	DurationMinutes       int64
	UsersAffected         *int64
	RevenueImpactUSD      *float64 `bun:"revenue_impact_usd"`
	WhatWentWell          document[[]string]
	WhatWentWrong         document[[]string]
	LessonsLearned        document[[]string]
	ActionItems           document[[]airra.ActionItem]
	OpenItems             int64
	PreventionMeasures    document[[]string]
	DetectionImprovements document[[]string]
	ResponseImprovements  document[[]string]
	AIHypothesisCorrect   *bool   `bun:"ai_hypothesis_correct"`
	AIEvaluationNotes     *string `bun:"ai_evaluation_notes"`
	AdditionalNotes       *string
	Published             bool
	PublishedAt           *time.Time
	CreatedAt             time.Time
	UpdatedAt             time.Time
	Version               int64
}

func rowOfPostmortem(p *airra.Postmortem) postmortemRow {
	row := postmortemRow{
		ID: p.ID, IncidentID: string(p.IncidentID), IncidentRef: p.IncidentRef, Author: p.Author, ActualRootCause: p.ActualRootCause,
		ContributingFactors: documentOf(list(p.ContributingFactors)), DetectionDelayReason: p.DetectionDelayReason, DurationMinutes: p.DurationMinutes,
		UsersAffected: p.UsersAffected, RevenueImpactUSD: p.RevenueImpactUSD, WhatWentWell: documentOf(list(p.WhatWentWell)),
		WhatWentWrong: documentOf(list(p.WhatWentWrong)), LessonsLearned: documentOf(list(p.LessonsLearned)), ActionItems: documentOf(list(p.ActionItems)),
		PreventionMeasures: documentOf(list(p.PreventionMeasures)), DetectionImprovements: documentOf(list(p.DetectionImprovements)),
		ResponseImprovements: documentOf(list(p.ResponseImprovements)), AIHypothesisCorrect: p.AIHypothesisCorrect, AIEvaluationNotes: p.AIEvaluationNotes,
		AdditionalNotes: p.AdditionalNotes, Published: p.Published, PublishedAt: p.PublishedAt, CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt, Version: p.Version,
	}
	for _, i := range p.ActionItems {
		if i.Open() {
			row.OpenItems++
		}
	}
	return row
}

func (r *postmortemRow) postmortem() airra.Postmortem {
	p := airra.Postmortem{
		ID: r.ID, IncidentID: airra.IncidentID(r.IncidentID), IncidentRef: r.IncidentRef, Author: r.Author, ActualRootCause: r.ActualRootCause,
		ContributingFactors: list(r.ContributingFactors.Content), DetectionDelayReason: r.DetectionDelayReason, DurationMinutes: r.DurationMinutes,
		UsersAffected: r.UsersAffected, RevenueImpactUSD: r.RevenueImpactUSD, WhatWentWell: list(r.WhatWentWell.Content),
		WhatWentWrong: list(r.WhatWentWrong.Content), LessonsLearned: list(r.LessonsLearned.Content), ActionItems: list(r.ActionItems.Content),
		PreventionMeasures: list(r.PreventionMeasures.Content), DetectionImprovements: list(r.DetectionImprovements.Content),
		ResponseImprovements: list(r.ResponseImprovements.Content), AIHypothesisCorrect: r.AIHypothesisCorrect, AIEvaluationNotes: r.AIEvaluationNotes,
		AdditionalNotes: r.AdditionalNotes, Published: r.Published, PublishedAt: moment(r.PublishedAt), CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: r.Version,
	}
	for n := range p.ActionItems {
		p.ActionItems[n].DoneAt = moment(p.ActionItems[n].DoneAt)
	}
	return p
}

const postmortemNoun = "Postmortem"

// Postmortem finds one postmortem.
func (r reader) Postmortem(ctx context.Context, key airra.Key) (*airra.Postmortem, error) {
	row, err := findID(ctx, r, postmortemNoun, key, func(row *postmortemRow) string { return row.ID })
	if err != nil {
		return nil, err
	}
	p := row.postmortem()
	return &p, nil
}

// PostmortemOf finds the postmortem of an incident.
func (r reader) PostmortemOf(ctx context.Context, incident airra.IncidentID) (*airra.Postmortem, error) {
	var rows []postmortemRow
	if err := r.db.NewSelect().Model(&rows).Where("incident_id = ?", string(incident)).Scan(ctx); err != nil {
		return nil, fault("read a postmortem", err)
	}
	if len(rows) == 0 {
		return nil, airra.Errorf(airra.CodeNotFound, "No postmortem found for this incident")
	}
	p := rows[0].postmortem()
	return &p, nil
}

// Postmortems gives some postmortems, newest first.
func (r reader) Postmortems(ctx context.Context, filter airra.PostmortemFilter) ([]airra.Postmortem, error) {
	var rows []postmortemRow
	query := r.db.NewSelect().Model(&rows)
	if filter.PublishedOnly {
		query = query.Where("published")
	}
	if filter.OpenItems {
		query = query.Where("open_items > 0")
	}
	if err := atMost(query.OrderExpr("created_at DESC, id DESC"), filter.Limit).Offset(int64(filter.Offset)).Scan(ctx); err != nil {
		return nil, fault("read postmortems", err)
	}
	return itemsOf(rows, (*postmortemRow).postmortem), nil
}

// InsertPostmortem adds the postmortem of an incident. Of two for one incident the
// second is refused.
func (t *tx) InsertPostmortem(ctx context.Context, p *airra.Postmortem) error {
	row := rowOfPostmortem(p)
	row.Version = 1
	if err := t.insert(ctx, "insert a postmortem", &row); err != nil {
		if clash(err) == "" {
			return err
		}
		return airra.Errorf(airra.CodeBadRequest, "Postmortem already exists for this incident")
	}
	p.Version = row.Version
	return nil
}

// SavePostmortem writes a postmortem that was read, unless somebody else has since.
func (t *tx) SavePostmortem(ctx context.Context, p *airra.Postmortem) error {
	row := rowOfPostmortem(p)
	if err := t.save(ctx, &row, &row.Version, "id", "incident_id", "incident_ref", "created_at"); err != nil {
		return err
	}
	p.Version = row.Version
	return nil
}

// DeletePostmortem takes a postmortem away.
func (t *tx) DeletePostmortem(ctx context.Context, id string) error {
	return t.remove(ctx, (*postmortemRow)(nil), "id", id, postmortemNoun)
}
