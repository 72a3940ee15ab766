package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

var postmortemStories = []story{
	{"a postmortem comes back as given", postmortemComesBack},
	{"an incident has one postmortem", onePostmortem},
	{"postmortems are listed, the newest first", postmortemsAreListed},
}

// Postmortem makes the postmortem of an incident with all that people can write, out
// of some words.
func Postmortem(incident *airra.Incident, words string, at time.Time) *airra.Postmortem {
	at = airra.Now(at)
	p := &airra.Postmortem{
		ID: airra.NewID(), IncidentID: incident.ID, IncidentRef: incident.Ref, Author: words, CreatedAt: at,
	}
	p.Write(airra.PostmortemText{
		ActualRootCause: &words, ContributingFactors: []string{words, "b"}, DetectionDelayReason: &words, DurationMinutes: pointer(int64(31)),
		UsersAffected: pointer(int64(12)), RevenueImpactUSD: pointer(0.1 + 0.2), WhatWentWell: []string{words}, WhatWentWrong: []string{words},
		LessonsLearned: []string{words}, PreventionMeasures: []string{words}, DetectionImprovements: []string{words}, ResponseImprovements: []string{words},
		ActionItems:         []airra.ActionItem{{Description: words, Owner: words, DueDate: pointer("2026-12-01"), Priority: "high", Status: airra.ItemDone}},
		AIHypothesisCorrect: pointer(true), AIEvaluationNotes: &words, AdditionalNotes: &words, Published: pointer(true),
	}, at)
	return p
}

// writeDown stores postmortems, in one transaction.
func writeDown(t testing.TB, s Store, postmortems ...*airra.Postmortem) {
	t.Helper()
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		for _, p := range postmortems {
			if err := tx.InsertPostmortem(ctx, p); err != nil {
				return err
			}
		}
		return nil
	})
}

func postmortemComesBack(t *testing.T, s Store) {
	bare := &airra.Postmortem{ID: airra.NewID(), IncidentID: reported(t, s).ID, CreatedAt: at, UpdatedAt: at}
	all := []*airra.Postmortem{bare}
	for _, words := range hostile {
		p := Postmortem(reported(t, s), words, at)
		wantFilled(t, p, "AuthorID")
		all = append(all, p)
	}
	writeDown(t, s, all...)
	for _, want := range all {
		got, err := s.Postmortem(t.Context(), byID(want.ID))
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" || got.Version != 1 || got.ActionItems == nil || got.WhatWentWell == nil || got.CreatedAt.Location() != time.UTC {
			t.Errorf("version %d: %s", got.Version, diff)
		}
		want.Published, want.UsersAffected, want.AIHypothesisCorrect, want.LessonsLearned = false, nil, pointer(false), nil
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SavePostmortem(ctx, want) })
		got, err = s.PostmortemOf(t.Context(), want.IncidentID)
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" || got.Version != 2 {
			t.Errorf("version %d: %s", got.Version, diff)
		}
	}
	oneWins(t, s, func(ctx context.Context, tx airra.Tx, i int) error {
		mine := *bare
		mine.Author = fmt.Sprint("racer ", i)
		return tx.SavePostmortem(ctx, &mine)
	})
	for _, key := range []airra.Key{{Ref: "INC-1"}, byID(bare.IncidentID)} {
		_, err := s.Postmortem(t.Context(), key)
		wantMessage(t, err, airra.CodeNotFound, "Postmortem not found")
	}
}

func onePostmortem(t *testing.T, s Store) {
	incident := reported(t, s)
	errs := together(8, func(int) error {
		return s.InTx(t.Context(), func(tx airra.Tx) error { return tx.InsertPostmortem(t.Context(), Postmortem(incident, "w", at)) })
	})
	if got := successes(errs); got != 1 {
		t.Errorf("%d were written: %v", got, errs)
	}
	for _, err := range errs {
		if err != nil {
			wantMessage(t, err, airra.CodeBadRequest, "Postmortem already exists for this incident")
		}
	}
	first, err := s.PostmortemOf(t.Context(), incident.ID)
	must(t, err)
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.DeletePostmortem(ctx, first.ID) })
	_, err = s.PostmortemOf(t.Context(), incident.ID)
	wantMessage(t, err, airra.CodeNotFound, "No postmortem found for this incident")
	err = s.InTx(t.Context(), func(tx airra.Tx) error { return tx.DeletePostmortem(t.Context(), first.ID) })
	wantMessage(t, err, airra.CodeNotFound, "Postmortem not found")
	writeDown(t, s, Postmortem(incident, "again", at))
}

func postmortemsAreListed(t *testing.T, s Store) {
	var ids []string
	for n := range 4 {
		p := Postmortem(reported(t, s), "w", at.Add(time.Duration(n)*time.Minute))
		p.Published = n%2 == 0
		if n > 1 {
			must(t, p.PutItem(airra.ActionItem{Description: "open", Owner: "ann"}, at))
		}
		writeDown(t, s, p)
		ids = append(ids, p.ID)
	}
	for _, tt := range []struct {
		filter airra.PostmortemFilter
		want   []string
	}{
		{airra.PostmortemFilter{Limit: 9}, []string{ids[3], ids[2], ids[1], ids[0]}},
		{airra.PostmortemFilter{Limit: 2, Offset: 1}, []string{ids[2], ids[1]}},
		{airra.PostmortemFilter{Limit: 9, PublishedOnly: true}, []string{ids[2], ids[0]}},
		{airra.PostmortemFilter{Limit: 9, OpenItems: true}, []string{ids[3], ids[2]}},
		{airra.PostmortemFilter{Limit: 9, Offset: 4}, nil},
	} {
		found, err := s.Postmortems(t.Context(), tt.filter)
		must(t, err)
		var got []string
		for _, p := range found {
			got = append(got, p.ID)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%+v: %s", tt.filter, diff)
		}
	}
}
