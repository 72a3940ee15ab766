package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

var reviewStories = []story{
	{"a review comes back as given", reviewComesBack},
	{"an incident has one active review", oneActiveReview},
	{"of racing requests for a review one is written", reviewsRace},
	{"reviews are listed, the latest first", reviewsAreListed},
	{"incidents wait for a review by severity and age", incidentsAwaitReview},
	{"an assignment has the moment of the last one", assignmentHasAMoment},
}

// ask writes reviews, in one transaction.
func ask(t testing.TB, s Store, reviews ...*airra.Review) {
	t.Helper()
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		for _, r := range reviews {
			if err := tx.InsertReview(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func reviewComesBack(t *testing.T, s Store) {
	alice := Engineer("Alice", at)
	hire(t, s, alice)
	bare := &airra.Review{ID: airra.ReviewID(airra.NewID()), IncidentID: reported(t, s).ID, EngineerID: alice.ID, AssignedAt: at, CreatedAt: at, UpdatedAt: at}
	all := []*airra.Review{bare}
	for _, words := range hostile {
		r := Review(reported(t, s).ID, alice.ID, at)
		r.StartedAt, r.SubmittedAt, r.ReviewTimeMinutes = pointer(at.Add(time.Second)), pointer(at.Add(time.Minute)), pointer(0.98333333333333333)
		quoted, err := json.Marshal(words)
		must(t, err)
		r.AIHypothesesReviewed = json.RawMessage("{ \"z\" : 1.50,\n\t\"a\":" + string(quoted) + "}")
		r.AlternativeHypotheses, r.SuggestedApproach = json.RawMessage(`[{"b":1, "a":2}]`), json.RawMessage(`{"do" : "nothing"}`)
		r.AIConfidenceAssessment, r.EngineerConfidenceScore, r.Notes, r.Tags = &words, pointer(0.1+0.2), words, []string{words}
		r.Decision, r.DecisionMadeAt, r.DecisionRationale = airra.DecisionHybrid, pointer(at.Add(time.Hour)), &words
		r.ApproachExecuted, r.ExecutionSuccessful, r.OutcomeNotes = pointer(true), pointer(false), &words
		r.Priority, r.AdditionalInfo, r.Status = airra.PriorityCritical, json.RawMessage(`{"k" : []}`), airra.ReviewSubmitted
		wantFilled(t, r)
		all = append(all, r)
	}
	ask(t, s, all...)
	for _, want := range all {
		got, err := s.Review(t.Context(), byID(want.ID))
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" || got.Version != 1 || got.Tags == nil || got.AssignedAt.Location() != time.UTC {
			t.Errorf("version %d: %s", got.Version, diff)
		}
		want.Status, want.StartedAt, want.Tags, want.AdditionalInfo, want.ApproachExecuted = airra.ReviewAccepted, nil, []string{"a", "b"}, nil, nil
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SaveReview(ctx, want) })
		got, err = s.Review(t.Context(), byID(want.ID))
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" || got.Version != 2 {
			t.Errorf("version %d: %s", got.Version, diff)
		}
	}
	oneWins(t, s, func(ctx context.Context, tx airra.Tx, i int) error {
		mine := *bare
		mine.Notes = fmt.Sprint("racer ", i)
		return tx.SaveReview(ctx, &mine)
	})
	for _, key := range []airra.Key{{Ref: "INC-1"}, byID(bare.IncidentID)} {
		_, err := s.Review(t.Context(), key)
		wantMessage(t, err, airra.CodeNotFound, "Review not found")
	}
}

func oneActiveReview(t *testing.T, s Store) {
	const busy = "this incident already has an active review"
	alice, bob := Engineer("Alice", at), Engineer("Bob", at)
	hire(t, s, alice, bob)
	incident := reported(t, s)
	first := Review(incident.ID, alice.ID, at)
	ask(t, s, first)
	refused := func() {
		t.Helper()
		err := s.InTx(t.Context(), func(tx airra.Tx) error { return tx.InsertReview(t.Context(), Review(incident.ID, bob.ID, at)) })
		wantMessage(t, err, airra.CodeConflict, busy)
	}
	save := func(err error) {
		t.Helper()
		must(t, err)
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SaveReview(ctx, first) })
	}
	refused()
	save(first.Start(at))
	refused()
	save(first.Submit(airra.ReviewSubmission{Notes: "n"}, at))
	refused()
	save(first.Decide(airra.ReviewChoice{Decision: airra.DecisionEngineer}, at))
	second := Review(incident.ID, bob.ID, at)
	ask(t, s, second, Review(reported(t, s).ID, bob.ID, at))
	first.Status = airra.ReviewAssigned
	err := s.InTx(t.Context(), func(tx airra.Tx) error { return tx.SaveReview(t.Context(), first) })
	wantMessage(t, err, airra.CodeConflict, busy)
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		must(t, second.Cancel("resolved", at))
		return tx.SaveReview(ctx, second)
	})
	ask(t, s, Review(incident.ID, alice.ID, at))
}

func reviewsRace(t *testing.T, s Store) {
	alice := Engineer("Alice", at)
	hire(t, s, alice)
	for range 5 {
		incident := reported(t, s)
		errs := together(8, func(int) error {
			return s.InTx(t.Context(), func(tx airra.Tx) error { return tx.InsertReview(t.Context(), Review(incident.ID, alice.ID, at)) })
		})
		if got := successes(errs); got != 1 {
			t.Errorf("%d reviews were written: %v", got, errs)
		}
		for _, err := range errs {
			if err != nil {
				wantCode(t, err, airra.CodeConflict)
			}
		}
	}
}

func reviewsAreListed(t *testing.T, s Store) {
	alice, bob := Engineer("Alice", at), Engineer("Bob", at)
	hire(t, s, alice, bob)
	incidents := []*airra.Incident{reported(t, s), reported(t, s)}
	var all []*airra.Review
	for i, status := range []airra.ReviewStatus{airra.ReviewAccepted, airra.ReviewRejected, airra.ReviewAssigned, airra.ReviewInProgress} {
		r := Review(incidents[i%2].ID, alice.ID, at.Add(time.Duration(i/2)*time.Second)) // Two at a time share a moment.
		r.Status, r.Notes = status, string(status)
		all = append(all, r)
	}
	all[3].EngineerID = bob.ID
	ask(t, s, all...)
	for name, c := range map[string]struct {
		filter airra.ReviewFilter
		want   string
	}{
		"all":              {airra.ReviewFilter{}, "in_progress assigned rejected accepted"},
		"of an incident":   {airra.ReviewFilter{IncidentID: incidents[0].ID}, "assigned accepted"},
		"of an engineer":   {airra.ReviewFilter{EngineerID: bob.ID}, "in_progress"},
		"in one status":    {airra.ReviewFilter{Statuses: []airra.ReviewStatus{airra.ReviewRejected}}, "rejected"},
		"in two statuses":  {airra.ReviewFilter{Statuses: []airra.ReviewStatus{airra.ReviewAssigned, airra.ReviewInProgress}}, "in_progress assigned"},
		"everything fits":  {airra.ReviewFilter{IncidentID: incidents[1].ID, EngineerID: alice.ID, Statuses: []airra.ReviewStatus{"rejected", "accepted"}}, "rejected"},
		"of nobody":        {airra.ReviewFilter{EngineerID: "nobody"}, ""},
		"the second page":  {airra.ReviewFilter{Page: airra.PageRequest{Page: 2, PageSize: 3}}, "accepted"},
		"behind the first": {airra.ReviewFilter{Page: airra.PageRequest{Cursor: firstReview(t, s)}}, "assigned rejected accepted"},
	} {
		page, err := s.Reviews(t.Context(), c.filter)
		must(t, err)
		var notes []string
		for _, r := range page.Items {
			notes = append(notes, r.Notes)
		}
		if got := strings.Join(notes, " "); got != c.want || page.Items == nil {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func firstReview(t *testing.T, s Store) string {
	t.Helper()
	page, err := s.Reviews(t.Context(), airra.ReviewFilter{Page: airra.PageRequest{PageSize: 1}})
	must(t, err)
	return page.NextCursor
}

func incidentsAwaitReview(t *testing.T, s Store) {
	alice := Engineer("Alice", at)
	hire(t, s, alice)
	incidents := titled("low", "high", "critical", "medium", "high, pending", "resolved", "under review", "decided", "escalated", "critical, older")
	for i, severity := range []airra.Severity{"low", "high", "critical", "medium", "high", "critical", "critical", "low", "critical", "critical"} {
		incidents[i].Severity = severity
	}
	incidents[4].Status, incidents[5].Status, incidents[8].Status = airra.StatusPendingApproval, airra.StatusResolved, airra.StatusEscalated
	incidents[0].Status, incidents[9].DetectedAt = airra.StatusAnalyzing, at.Add(-time.Hour)
	slices.Reverse(incidents)
	insert(t, s, incidents...)
	slices.Reverse(incidents)
	decided := Review(incidents[7].ID, alice.ID, at)
	decided.Status = airra.ReviewAccepted
	ask(t, s, Review(incidents[6].ID, alice.ID, at), decided)
	for limit, want := range map[int]string{
		100: "critical, older|critical|high|high, pending|medium|low|decided", 2: "critical, older|critical", 0: "",
	} {
		waiting, err := s.AwaitingReview(t.Context(), limit)
		must(t, err)
		var names []string
		for _, incident := range waiting {
			names = append(names, incident.Title)
		}
		if got := strings.Join(names, "|"); got != want || waiting == nil {
			t.Errorf("at most %d: got %q, want %q", limit, got, want)
		}
	}
}

func assignmentHasAMoment(t *testing.T, s Store) {
	incident, other := reported(t, s), reported(t, s)
	happened := func(id airra.IncidentID, kind airra.EventType, after time.Duration) {
		inTx(t, s, func(_ context.Context, tx airra.Tx) error {
			tx.Append(airra.Event{IncidentID: id, Type: kind, At: at.Add(after)})
			return nil
		})
	}
	want := func(name string, after *time.Duration) {
		t.Helper()
		got, err := s.AssignedAt(t.Context(), incident.ID)
		must(t, err)
		if after == nil && got != nil || after != nil && (got == nil || !got.Equal(at.Add(*after)) || got.Location() != time.UTC) {
			t.Errorf("%s: got %v", name, got)
		}
	}
	happened(other.ID, airra.EventAssigned, time.Minute)
	want("nobody was given it", nil)
	happened(incident.ID, airra.EventAssigned, time.Second)
	want("somebody has it", pointer(time.Second))
	happened(incident.ID, airra.EventAssigned, 2*time.Second)
	happened(incident.ID, airra.EventComment, 3*time.Second)
	want("somebody else has it", pointer(2*time.Second))
	happened(incident.ID, airra.EventUnassigned, 4*time.Second)
	want("nobody has it", nil)
	happened(incident.ID, airra.EventAssigned, 5*time.Second)
	want("somebody has it again", pointer(5*time.Second))
}
