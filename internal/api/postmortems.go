package api

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

// savedItem is an action item as it comes in.
type savedItem struct {
	Number      int     `json:"number,omitempty" minimum:"0" doc:"Of an item that is there; 0 or missing for a new one"`
	Description string  `json:"description" minLength:"1" maxLength:"500"`
	Owner       string  `json:"owner" minLength:"1" maxLength:"255"`
	DueDate     *string `json:"due_date,omitempty" maxLength:"255" doc:"A date like 2026-12-01, or words; only a date can be overdue"`
	Priority    string  `json:"priority,omitempty" maxLength:"255" doc:"Default: medium"`
	Status      string  `json:"status,omitempty" maxLength:"255" doc:"open, in_progress, done or dropped; any other word counts as open. Default: open"`
}

func (i savedItem) domain() airra.ActionItem {
	return airra.ActionItem{Number: i.Number, Description: i.Description, Owner: i.Owner, DueDate: i.DueDate, Priority: i.Priority, Status: i.Status}
}

func itemsOf(items []savedItem) []airra.ActionItem {
	all := make([]airra.ActionItem, len(items))
	for n, i := range items {
		all[n] = i.domain()
	}
	return all
}

// newPostmortem is the body of POST /postmortems.
type newPostmortem struct {
	Incident              string      `json:"incident_id" minLength:"1" maxLength:"64" doc:"An id or a ref"`
	ActualRootCause       string      `json:"actual_root_cause" minLength:"10" maxLength:"2000"`
	DurationMinutes       int64       `json:"duration_minutes" minimum:"0" maximum:"9000000000000000"`
	ContributingFactors   []string    `json:"contributing_factors,omitempty" maxItems:"200"`
	DetectionDelayReason  *string     `json:"detection_delay_reason,omitempty" maxLength:"10000"`
	UsersAffected         *int64      `json:"users_affected,omitempty" minimum:"0" maximum:"9000000000000000"`
	RevenueImpactUSD      *float64    `json:"revenue_impact_usd,omitempty" minimum:"0"`
	WhatWentWell          []string    `json:"what_went_well,omitempty" maxItems:"200"`
	WhatWentWrong         []string    `json:"what_went_wrong,omitempty" maxItems:"200"`
	LessonsLearned        []string    `json:"lessons_learned,omitempty" maxItems:"200"`
	ActionItems           []savedItem `json:"action_items,omitempty" maxItems:"200"`
	PreventionMeasures    []string    `json:"prevention_measures,omitempty" maxItems:"200"`
	DetectionImprovements []string    `json:"detection_improvements,omitempty" maxItems:"200"`
	ResponseImprovements  []string    `json:"response_improvements,omitempty" maxItems:"200"`
	AIHypothesisCorrect   *bool       `json:"ai_hypothesis_correct,omitempty" doc:"A published postmortem judges the hypothesis of rank 1 by it"`
	AIEvaluationNotes     *string     `json:"ai_evaluation_notes,omitempty" maxLength:"10000"`
	AdditionalNotes       *string     `json:"additional_notes,omitempty" maxLength:"10000"`
	Published             *bool       `json:"published,omitempty"`
}

func (n newPostmortem) domain() airra.NewPostmortem {
	return airra.NewPostmortem{IncidentID: n.Incident, PostmortemText: airra.PostmortemText{
		ActualRootCause: &n.ActualRootCause, ContributingFactors: n.ContributingFactors, DetectionDelayReason: n.DetectionDelayReason,
		DurationMinutes: &n.DurationMinutes, UsersAffected: n.UsersAffected, RevenueImpactUSD: n.RevenueImpactUSD, WhatWentWell: n.WhatWentWell,
		WhatWentWrong: n.WhatWentWrong, LessonsLearned: n.LessonsLearned, ActionItems: itemsOf(n.ActionItems), PreventionMeasures: n.PreventionMeasures,
		DetectionImprovements: n.DetectionImprovements, ResponseImprovements: n.ResponseImprovements, AIHypothesisCorrect: n.AIHypothesisCorrect,
		AIEvaluationNotes: n.AIEvaluationNotes, AdditionalNotes: n.AdditionalNotes, Published: n.Published,
	}}
}

// postmortemChange is the body of PATCH /postmortems/{id}.
type postmortemChange struct {
	ActualRootCause       change[string]      `json:"actual_root_cause,omitzero" minLength:"10" maxLength:"2000"`
	DurationMinutes       change[int64]       `json:"duration_minutes,omitzero" minimum:"0" maximum:"9000000000000000"`
	ContributingFactors   change[[]string]    `json:"contributing_factors,omitzero" doc:"Lists are replaced whole"`
	DetectionDelayReason  change[string]      `json:"detection_delay_reason,omitzero" maxLength:"10000" nullable:"true"`
	UsersAffected         change[int64]       `json:"users_affected,omitzero" minimum:"0" maximum:"9000000000000000" nullable:"true"`
	RevenueImpactUSD      change[float64]     `json:"revenue_impact_usd,omitzero" minimum:"0" nullable:"true"`
	WhatWentWell          change[[]string]    `json:"what_went_well,omitzero"`
	WhatWentWrong         change[[]string]    `json:"what_went_wrong,omitzero"`
	LessonsLearned        change[[]string]    `json:"lessons_learned,omitzero"`
	ActionItems           change[[]savedItem] `json:"action_items,omitzero" doc:"An item keeps its number, when it is given with it"`
	PreventionMeasures    change[[]string]    `json:"prevention_measures,omitzero"`
	DetectionImprovements change[[]string]    `json:"detection_improvements,omitzero"`
	ResponseImprovements  change[[]string]    `json:"response_improvements,omitzero"`
	AIHypothesisCorrect   change[bool]        `json:"ai_hypothesis_correct,omitzero" nullable:"true"`
	AIEvaluationNotes     change[string]      `json:"ai_evaluation_notes,omitzero" maxLength:"10000" nullable:"true"`
	AdditionalNotes       change[string]      `json:"additional_notes,omitzero" maxLength:"10000" nullable:"true"`
	Published             change[bool]        `json:"published,omitzero" doc:"The first publication sets published_at"`
}

func (c postmortemChange) domain() (airra.PostmortemText, error) {
	var bad faults
	t := airra.PostmortemText{
		ActualRootCause: needed(&bad, "body.actual_root_cause", c.ActualRootCause), DurationMinutes: needed(&bad, "body.duration_minutes", c.DurationMinutes),
		DetectionDelayReason: c.DetectionDelayReason.orNone(), UsersAffected: c.UsersAffected.value, RevenueImpactUSD: c.RevenueImpactUSD.value,
		AIHypothesisCorrect: c.AIHypothesisCorrect.value, AIEvaluationNotes: c.AIEvaluationNotes.orNone(), AdditionalNotes: c.AdditionalNotes.orNone(),
		Published: needed(&bad, "body.published", c.Published),
	}
	for _, member := range []struct {
		name  string
		taken bool
	}{
		{airra.WithoutUsersAffected, c.UsersAffected.given && c.UsersAffected.value == nil},
		{airra.WithoutRevenue, c.RevenueImpactUSD.given && c.RevenueImpactUSD.value == nil},
		{airra.WithoutAICorrect, c.AIHypothesisCorrect.given && c.AIHypothesisCorrect.value == nil},
	} {
		if member.taken {
			t.Without = append(t.Without, member.name)
		}
	}
	given := map[string]change[[]string]{
		"contributing_factors": c.ContributingFactors, "what_went_well": c.WhatWentWell, "what_went_wrong": c.WhatWentWrong,
		"lessons_learned": c.LessonsLearned, "prevention_measures": c.PreventionMeasures,
		"detection_improvements": c.DetectionImprovements, "response_improvements": c.ResponseImprovements,
	}
	for name, to := range t.Lists() {
		if list := needed(&bad, "body."+name, given[name]); list != nil {
			*to = full(*list)
		}
	}
	if items := needed(&bad, "body.action_items", c.ActionItems); items != nil {
		t.ActionItems = itemsOf(*items)
	}
	return t, bad.err()
}

func fillPostmortem(p *airra.Postmortem) {
	for _, list := range []*[]string{
		&p.ContributingFactors, &p.WhatWentWell, &p.WhatWentWrong, &p.LessonsLearned, &p.PreventionMeasures, &p.DetectionImprovements, &p.ResponseImprovements,
	} {
		*list = full(*list)
	}
	p.ActionItems = full(p.ActionItems)
}

func fillDraft(d *airra.PostmortemDraft) {
	for _, list := range d.Lists() {
		*list = full(*list)
	}
	d.ActionItems = full(d.ActionItems)
}

// registerPostmortems adds what was learned from incidents.
func (s *server) registerPostmortems() {
	const tag = "postmortems"
	register(s, create("/postmortems", "create-postmortem", "Write the postmortem of an incident", tag),
		func(ctx context.Context, in *struct{ Body newPostmortem }) (*reply[airra.Postmortem], error) {
			return answering(whole(fillPostmortem)(s.opts.Backend.CreatePostmortem(ctx, in.Body.domain())))
		})
	register(s, get("/postmortems", "list-postmortems", "List postmortems, newest first", tag),
		func(ctx context.Context, in *struct {
			PublishedOnly bool `query:"published_only"`
			OpenItems     bool `query:"open_items" doc:"Only those with an action item that is open"`
			Limit         int  `query:"limit" minimum:"1" maximum:"100" default:"20"`
			Offset        int  `query:"offset" minimum:"0" maximum:"1000000"`
		},
		) (*reply[[]airra.Postmortem], error) {
			filter := airra.PostmortemFilter{PublishedOnly: in.PublishedOnly, OpenItems: in.OpenItems, Limit: in.Limit, Offset: in.Offset}
			return listing(each(fillPostmortem)(s.opts.Backend.FindPostmortems(ctx, filter)))
		})
	register(s, get("/postmortems/{id}", "get-postmortem", "Show a postmortem", tag),
		func(ctx context.Context, in *KeyPath) (*reply[airra.Postmortem], error) {
			return answering(whole(fillPostmortem)(s.opts.Backend.FindPostmortem(ctx, in.Key)))
		})
	register(s, patch("/postmortems/{id}", "update-postmortem", "Change a postmortem; lists are replaced whole, null takes what is optional away", tag),
		func(ctx context.Context, in *struct {
			KeyPath
			Body postmortemChange
		},
		) (*reply[airra.Postmortem], error) {
			t, err := in.Body.domain()
			if err != nil {
				return nil, err
			}
			return answering(whole(fillPostmortem)(s.opts.Backend.UpdatePostmortem(ctx, in.Key, t)))
		})
	register(s, del("/postmortems/{id}", "delete-postmortem", "Remove a postmortem and what it taught", tag),
		func(ctx context.Context, in *KeyPath) (*struct{}, error) {
			return gone(s.opts.Backend.DeletePostmortem(ctx, in.Key))
		})
	register(s, post("/postmortems/{id}/actions", "save-action-item", "Add an action item, or change the one of its number", tag),
		func(ctx context.Context, in *struct {
			KeyPath
			Body savedItem
		},
		) (*reply[airra.Postmortem], error) {
			return answering(whole(fillPostmortem)(s.opts.Backend.SaveActionItem(ctx, in.Key, in.Body.domain())))
		})
	s.registerIncidentPostmortem(tag)
}

// registerIncidentPostmortem adds what is asked of an incident.
func (s *server) registerIncidentPostmortem(tag string) {
	register(s, get("/incidents/{id}/postmortem", "get-incident-postmortem", "Show the postmortem of an incident", tag),
		func(ctx context.Context, in *KeyPath) (*reply[airra.Postmortem], error) {
			p, err := whole(fillPostmortem)(s.opts.Backend.FindPostmortem(ctx, in.Key))
			if airra.ErrorCode(err) == airra.CodeNotFound {
				err = airra.Errorf(airra.CodeNotFound, "No postmortem found for this incident")
			}
			return answering(p, err)
		})
	draft := get("/incidents/{id}/postmortem/draft", "draft-postmortem", "Propose a postmortem from the record, and store nothing", tag)
	register(s, s.wording(draft), func(ctx context.Context, in *KeyPath) (*reply[airra.PostmortemDraft], error) {
		return answering(whole(fillDraft)(s.opts.Backend.DraftPostmortem(ctx, in.Key)))
	})
}
