package client_test

import (
	"context"
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func postmortemText() airra.PostmortemText {
	return airra.PostmortemText{
		ActualRootCause: ptr("The pool was too small."), ContributingFactors: []string{"a"}, DetectionDelayReason: ptr("d"), DurationMinutes: ptr(int64(31)), UsersAffected: ptr(int64(2)),
		RevenueImpactUSD: ptr(1.5), WhatWentWell: []string{"b"}, WhatWentWrong: []string{"c"}, LessonsLearned: []string{"d"}, PreventionMeasures: []string{"e"},
		DetectionImprovements: []string{"f"}, ResponseImprovements: []string{"g"}, AIHypothesisCorrect: ptr(false), AIEvaluationNotes: ptr("n"), AdditionalNotes: ptr("m"), Published: ptr(true),
		ActionItems: []airra.ActionItem{{Number: 3, Description: "x", Owner: "ann", DueDate: ptr("2026-12-01"), Priority: "high", Status: "done"}},
	}
}

func postmortem() airra.Postmortem {
	p := airra.Postmortem{ID: "0198f000-0000-7000-8000-000000000081", IncidentID: incidentID, IncidentRef: "INC-142", Author: "jane", CreatedAt: now}
	p.Write(postmortemText(), now)
	return p
}

func draft() airra.PostmortemDraft {
	return airra.PostmortemDraft{PostmortemText: postmortemText(), IncidentID: incidentID, IncidentRef: "INC-142", Writer: "the record", Note: "n", Markdown: "# m\n"}
}

func (m *mirror) DraftPostmortem(ctx context.Context, key string) (*airra.PostmortemDraft, error) {
	return or(draft(), m.note(ctx, "DraftPostmortem", key))
}

func (m *mirror) CreatePostmortem(ctx context.Context, n airra.NewPostmortem) (*airra.Postmortem, error) {
	return or(postmortem(), m.note(ctx, "CreatePostmortem", n))
}

func (m *mirror) FindPostmortems(ctx context.Context, f airra.PostmortemFilter) ([]airra.Postmortem, error) {
	return []airra.Postmortem{postmortem()}, m.note(ctx, "FindPostmortems", f)
}

func (m *mirror) FindPostmortem(ctx context.Context, key string) (*airra.Postmortem, error) {
	return or(postmortem(), m.note(ctx, "FindPostmortem", key))
}

func (m *mirror) UpdatePostmortem(ctx context.Context, key string, t airra.PostmortemText) (*airra.Postmortem, error) {
	return or(postmortem(), m.note(ctx, "UpdatePostmortem", key, t))
}

func (m *mirror) DeletePostmortem(ctx context.Context, key string) error {
	return m.note(ctx, "DeletePostmortem", key)
}

func (m *mirror) SaveActionItem(ctx context.Context, key string, item airra.ActionItem) (*airra.Postmortem, error) {
	return or(postmortem(), m.note(ctx, "SaveActionItem", key, item))
}

func TestTheClientAndTheAPIAgreeAboutPostmortems(t *testing.T) {
	t.Parallel()
	add := airra.NewPostmortem{IncidentID: "INC-142", PostmortemText: postmortemText()}
	change := postmortemText()
	less := airra.PostmortemText{
		LessonsLearned: []string{}, ActionItems: []airra.ActionItem{}, AdditionalNotes: ptr(""), Without: []string{airra.WithoutAICorrect},
	}
	some := airra.PostmortemFilter{PublishedOnly: true, OpenItems: true, Limit: 7, Offset: 3}
	item := airra.ActionItem{Description: "x", Owner: "ann", DueDate: ptr("soon"), Priority: "low", Status: "open"}
	agree(t, []agreement{
		{"DraftPostmortem", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.DraftPostmortem(ctx, "INC-142"))
		}, []any{"INC-142"}, ptr(draft())},
		{"CreatePostmortem", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.CreatePostmortem(ctx, add)) }, []any{add}, ptr(postmortem())},
		{"FindPostmortems", func(ctx context.Context, c *client.Client) (any, error) { return answer(c.FindPostmortems(ctx, some)) }, []any{some}, []airra.Postmortem{postmortem()}},
		{"FindPostmortem", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.FindPostmortem(ctx, "INC-142"))
		}, []any{"INC-142"}, ptr(postmortem())},
		{"UpdatePostmortem", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.UpdatePostmortem(ctx, "INC-142", change))
		}, []any{"INC-142", change}, ptr(postmortem())},
		{"UpdatePostmortem", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.UpdatePostmortem(ctx, "INC-142", less))
		}, []any{"INC-142", less}, ptr(postmortem())},
		{"DeletePostmortem", func(ctx context.Context, c *client.Client) (any, error) {
			return none(c.DeletePostmortem(ctx, "INC-142"))
		}, []any{"INC-142"}, nil},
		{"SaveActionItem", func(ctx context.Context, c *client.Client) (any, error) {
			return answer(c.SaveActionItem(ctx, "INC-142", item))
		}, []any{"INC-142", item}, ptr(postmortem())},
	})
}
