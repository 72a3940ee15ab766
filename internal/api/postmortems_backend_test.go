package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

const (
	postmortemID   = "01890000-0000-7000-8000-000000000070"
	postmortemBody = `{"incident_id":"INC-1","actual_root_cause":"The pool was too small.","duration_minutes":31,"what_went_well":["a"],"action_items":[{"description":"Raise it","owner":"ann"}]}`
)

// postmortemRoutes are those about what was learned.
var postmortemRoutes = []route{
	{"create postmortem", "POST", "/api/v1/postmortems", postmortemBody, 201},
	{"list postmortems", "GET", "/api/v1/postmortems", "", 200},
	{"view postmortem", "GET", "/api/v1/postmortems/" + postmortemID, "", 200},
	{"update postmortem", "PATCH", "/api/v1/postmortems/" + postmortemID, `{"published":true,"users_affected":null,"what_went_well":[]}`, 200},
	{"delete postmortem", "DELETE", "/api/v1/postmortems/" + postmortemID, "", 204},
	{"save action item", "POST", "/api/v1/postmortems/" + postmortemID + "/actions", `{"number":1,"description":"Raise it","owner":"ann","status":"done"}`, 200},
	{"postmortem of incident", "GET", "/api/v1/incidents/INC-1/postmortem", "", 200},
	{"draft postmortem", "GET", "/api/v1/incidents/INC-1/postmortem/draft", "", 200},
}

// aPostmortem is the one of INC-1. Its lists are nil, as a careless backend leaves them.
func aPostmortem() airra.Postmortem {
	return airra.Postmortem{
		ID: postmortemID, IncidentID: incidentID, IncidentRef: "INC-1", Author: "ann", ActualRootCause: "The pool was too small.", DurationMinutes: 31,
		ActionItems: []airra.ActionItem{{Number: 1, Description: "Raise it", Owner: "ann", Priority: "medium", Status: airra.ItemOpen}}, CreatedAt: noon, UpdatedAt: noon,
	}
}

func (b *backend) written(ctx context.Context, key string, argument any) (*airra.Postmortem, error) {
	return call(ctx, b, argument, func() (*airra.Postmortem, error) {
		if key != "INC-1" {
			if err := known(key, postmortemID); err != nil {
				return nil, err
			}
		}
		p := aPostmortem()
		return &p, nil
	})
}

func (b *backend) DraftPostmortem(ctx context.Context, key string) (*airra.PostmortemDraft, error) {
	return call(ctx, b, key, func() (*airra.PostmortemDraft, error) {
		return &airra.PostmortemDraft{IncidentID: incidentID, IncidentRef: "INC-1", Writer: "the record", Markdown: "# x\n"}, b.named(key, "INC-1", incidentID)
	})
}

func (b *backend) CreatePostmortem(ctx context.Context, n airra.NewPostmortem) (*airra.Postmortem, error) {
	return b.written(ctx, n.IncidentID, n)
}

func (b *backend) FindPostmortems(ctx context.Context, filter airra.PostmortemFilter) ([]airra.Postmortem, error) {
	return call(ctx, b, filter, func() ([]airra.Postmortem, error) { return []airra.Postmortem{aPostmortem()}, nil })
}

func (b *backend) FindPostmortem(ctx context.Context, key string) (*airra.Postmortem, error) {
	return b.written(ctx, key, key)
}

func (b *backend) UpdatePostmortem(ctx context.Context, key string, t airra.PostmortemText) (*airra.Postmortem, error) {
	return b.written(ctx, key, t)
}

func (b *backend) DeletePostmortem(ctx context.Context, key string) error {
	_, err := b.written(ctx, key, key)
	return err
}

func (b *backend) SaveActionItem(ctx context.Context, key string, item airra.ActionItem) (*airra.Postmortem, error) {
	return b.written(ctx, key, item)
}

func TestAPostmortemIsChangedByWhatIsGiven(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if w := b.send("PATCH", "/api/v1/postmortems/"+postmortemID, `{"users_affected":null,"revenue_impact_usd":1.5,"what_went_well":[],"additional_notes":null,"action_items":[{"number":2,"description":"d","owner":"o","due_date":"soon"}]}`); w.Code != http.StatusOK {
		t.Fatal(w.Body)
	}
	asked, _, _ := b.backend.lastCall()
	want := airra.PostmortemText{
		RevenueImpactUSD: ptr(1.5), WhatWentWell: []string{}, AdditionalNotes: ptr(""), Without: []string{airra.WithoutUsersAffected},
		ActionItems: []airra.ActionItem{{Number: 2, Description: "d", Owner: "o", DueDate: ptr("soon")}},
	}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Error(diff)
	}
}

func TestWhatAPostmortemMayNotSay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	with := func(old, replacement string) string { return strings.Replace(postmortemBody, old, replacement, 1) }
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", "", with(`"The pool was too small."`, `"short"`), 422},
		{"POST", "", with(`"The pool was too small."`, `"`+strings.Repeat("x", 2001)+`"`), 422},
		{"POST", "", with(`"duration_minutes":31`, `"duration_minutes":-1`), 422},
		{"POST", "", with(`"duration_minutes":31,`, ``), 422},
		{"POST", "", with(`"incident_id":"INC-1",`, ``), 422},
		{"POST", "", with(`"owner":"ann"`, `"other":1`), 422},
		{"POST", "", with(`"Raise it"`, `""`), 422},
		{"POST", "", with(`"what_went_well":["a"]`, `"users_affected":-1`), 422},
		{"PATCH", "/" + postmortemID, `{"actual_root_cause":null}`, 422},
		{"PATCH", "/" + postmortemID, `{"what_went_well":null}`, 422},
		{"GET", "/0189ffff", "", 404},
		{"GET", "?limit=101", "", 422},
		{"GET", "?offset=-1", "", 422},
	} {
		if w := b.send(c.method, "/api/v1/postmortems"+c.path, c.body); w.Code != c.status {
			t.Errorf("%s %s %s: %d, want %d: %s", c.method, c.path, c.body, w.Code, c.status, w.Body)
		}
	}
	if w := b.send("GET", "/api/v1/incidents/0189ffff/postmortem", ""); w.Code != 404 || !strings.Contains(w.Body.String(), "No postmortem found for this incident") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
