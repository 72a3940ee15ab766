package airra

import (
	"context"
	"time"
)

// Postmortem is what was learned from one incident, written down.
type Postmortem struct {
	ID                    string       `json:"id"`
	IncidentID            IncidentID   `json:"incident_id"`
	IncidentRef           string       `json:"incident_ref"`
	AuthorID              *string      `json:"author_id"` // always null; who wrote it is Author
	Author                string       `json:"author"`
	ActualRootCause       string       `json:"actual_root_cause"`
	ContributingFactors   []string     `json:"contributing_factors"`
	DetectionDelayReason  *string      `json:"detection_delay_reason"`
	DurationMinutes       int64        `json:"duration_minutes"`
	UsersAffected         *int64       `json:"users_affected"`
	RevenueImpactUSD      *float64     `json:"revenue_impact_usd"`
	WhatWentWell          []string     `json:"what_went_well"`
	WhatWentWrong         []string     `json:"what_went_wrong"`
	LessonsLearned        []string     `json:"lessons_learned"`
	ActionItems           []ActionItem `json:"action_items"`
	PreventionMeasures    []string     `json:"prevention_measures"`
	DetectionImprovements []string     `json:"detection_improvements"`
	ResponseImprovements  []string     `json:"response_improvements"`
	AIHypothesisCorrect   *bool        `json:"ai_hypothesis_correct"`
	AIEvaluationNotes     *string      `json:"ai_evaluation_notes"`
	AdditionalNotes       *string      `json:"additional_notes"`
	Published             bool         `json:"published"`
	PublishedAt           *time.Time   `json:"published_at"` // of the first time; stays when it is withdrawn
	CreatedAt             time.Time    `json:"created_at"`
	UpdatedAt             time.Time    `json:"updated_at"`
	Version               int64        `json:"-"`
}

// ActionItem is something that was promised. Number is unique within the postmortem
// and stays when others go.
type ActionItem struct {
	Number      int        `json:"number"`
	Description string     `json:"description"`
	Owner       string     `json:"owner"`
	DueDate     *string    `json:"due_date"` // 2026-12-01, or words
	Priority    string     `json:"priority"` // free; medium by default
	Status      string     `json:"status"`   // open, in_progress, done, dropped
	DoneAt      *time.Time `json:"done_at"`
}

// NewPostmortem is what a caller writes. Lists that are missing are empty.
type NewPostmortem struct {
	IncidentID string `json:"incident_id"` // an id or a ref
	PostmortemText
}

// PostmortemText is what of a postmortem people write. In an update nil fields stay,
// lists are replaced whole, and an empty text takes away what may be missing.
type PostmortemText struct {
	ActualRootCause       *string      `json:"actual_root_cause,omitempty"`
	ContributingFactors   []string     `json:"contributing_factors,omitzero"`
	DetectionDelayReason  *string      `json:"detection_delay_reason,omitempty"`
	DurationMinutes       *int64       `json:"duration_minutes,omitempty"`
	UsersAffected         *int64       `json:"users_affected,omitempty"`
	RevenueImpactUSD      *float64     `json:"revenue_impact_usd,omitempty"`
	WhatWentWell          []string     `json:"what_went_well,omitzero"`
	WhatWentWrong         []string     `json:"what_went_wrong,omitzero"`
	LessonsLearned        []string     `json:"lessons_learned,omitzero"`
	ActionItems           []ActionItem `json:"action_items,omitzero"`
	PreventionMeasures    []string     `json:"prevention_measures,omitzero"`
	DetectionImprovements []string     `json:"detection_improvements,omitzero"`
	ResponseImprovements  []string     `json:"response_improvements,omitzero"`
	AIHypothesisCorrect   *bool        `json:"ai_hypothesis_correct,omitempty"`
	AIEvaluationNotes     *string      `json:"ai_evaluation_notes,omitempty"`
	AdditionalNotes       *string      `json:"additional_notes,omitempty"`
	Published             *bool        `json:"published,omitempty"`

	// Without names, by their JSON names, the members that an update takes away and
	// whose zero means something: users_affected, revenue_impact_usd,
	// ai_hypothesis_correct. Over HTTP they are null.
	Without []string `json:"-"`
}

// PostmortemFilter chooses postmortems, newest first.
type PostmortemFilter struct {
	PublishedOnly bool
	OpenItems     bool // only those with an action item that is open
	Limit         int  // 0 means 20, at most 100
	Offset        int
}

// PostmortemDraft is a proposal made from the record. Nothing of it is stored.
type PostmortemDraft struct {
	PostmortemText
	IncidentID  IncidentID `json:"incident_id"`
	IncidentRef string     `json:"incident_ref"`
	Writer      string     `json:"writer"`   // "the record" or provider and model
	Note        string     `json:"note"`     // why no model wrote it, or empty
	Markdown    string     `json:"markdown"` // the same as a document
}

// Postmortems is what one can do with them. A key is an id of a postmortem or of an
// incident, or an incident's ref.
type Postmortems interface {
	DraftPostmortem(ctx context.Context, incidentKey string) (*PostmortemDraft, error)
	CreatePostmortem(ctx context.Context, n NewPostmortem) (*Postmortem, error)
	FindPostmortems(ctx context.Context, filter PostmortemFilter) ([]Postmortem, error)
	FindPostmortem(ctx context.Context, key string) (*Postmortem, error)
	// UpdatePostmortem changes it. The first publication sets published_at, raises the
	// incident's trust and turns ai_hypothesis_correct into a verdict.
	UpdatePostmortem(ctx context.Context, key string, t PostmortemText) (*Postmortem, error)
	DeletePostmortem(ctx context.Context, key string) error
	// SaveActionItem adds an item when its number is 0, else changes it.
	SaveActionItem(ctx context.Context, key string, item ActionItem) (*Postmortem, error)
}
