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

var engineerStories = []story{
	{"an engineer comes back as given, in all words", engineerComesBack},
	{"of racing saves of an engineer one wins", engineerSavesRace},
	{"an engineer is found by every name people use", engineerIsFound},
	{"an e-mail address belongs to one engineer, in any case of its letters", emailIsUnique},
	{"engineers are listed, newest first", engineersAreListed},
	{"capacity comes back on every way out", capacityComesBack},
	{"the load of an engineer is counted", loadIsCounted},
	{"a deleted engineer leaves the record and nothing else", deletionTakesAlong},
}

func engineerComesBack(t *testing.T, s Store) {
	for i, words := range append(slices.Clone(hostile), "") {
		want := Engineer(fmt.Sprint("Engineer ", i), at)
		want.Name, want.Expertise, want.TimeZone = words, []string{words, words}, words
		want.Department, want.SlackHandle, want.Phone = &words, &words, &words
		want.AdditionalInfo = json.RawMessage("{ \"z\" : 1.50,\n\t\"a\":1e2 }")
		want.Status, want.MaxConcurrentReviews = airra.EngineerOnLeave, 7
		if words != "" {
			wantFilled(t, want, "CurrentReviewCount", "TotalReviewsCompleted", "AverageReviewTimeMinutes")
		}
		bare := &airra.Engineer{ID: airra.EngineerID(airra.NewID()), Email: fmt.Sprint("bare", i), CreatedAt: at, UpdatedAt: at}
		hire(t, s, want, bare)
		for _, want := range []*airra.Engineer{want, bare} {
			got, err := s.Engineer(t.Context(), string(want.ID))
			must(t, err)
			if diff := cmp.Diff(want, got, equalTimes); diff != "" {
				t.Errorf("%q: %s", words, diff)
			}
			if got.Expertise == nil || got.CreatedAt.Location() != time.UTC || got.Version != 1 {
				t.Errorf("lists are not nil, times are UTC, versions begin at 1, got %+v", got)
			}
		}
		want.Name, want.Expertise, want.Department, want.IsAvailable = "changed", nil, nil, false
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SaveEngineer(ctx, want) })
		got, err := s.Engineer(t.Context(), string(want.ID))
		must(t, err)
		if diff := cmp.Diff(want, got, equalTimes); diff != "" || got.Version != 2 {
			t.Errorf("version %d: %s", got.Version, diff)
		}
		must(t, s.InTx(t.Context(), func(tx airra.Tx) error { return tx.DeleteEngineer(t.Context(), bare.ID) }))
	}
}

func engineerSavesRace(t *testing.T, s Store) {
	alice := Engineer("Alice Chen", at)
	hire(t, s, alice)
	oneWins(t, s, func(ctx context.Context, tx airra.Tx, i int) error {
		mine := *alice
		mine.Name = fmt.Sprint("racer ", i)
		return tx.SaveEngineer(ctx, &mine)
	})
}

func engineerIsFound(t *testing.T, s Store) {
	chen, cheng := Engineer("Alice Chen", at), Engineer("Alice Cheng", at)
	sigma, percent := Engineer("ΟΔΥΣΣΕΥΣ", at), Engineer("100% Bob", at)
	// The ids of these two begin alike, and one is called like that beginning.
	abed, other := Engineer("0bed", at), Engineer("Carol", at)
	abed.ID, other.ID = "0bed0000-0000-7000-8000-000000000001", "0bed0000-0000-7000-8000-000000000002"
	twin := Engineer("alice chen", at)
	twin.Email = "other@example.com"
	hire(t, s, chen, cheng, sigma, percent, abed, other)
	for key, want := range map[string]*airra.Engineer{
		string(chen.ID):                          chen,
		" " + strings.ToUpper(string(chen.ID)):   chen,
		string(other.ID[:36]):                    other,
		"0bed0000-0000-7000-8000-00000000000":    nil, // two ids begin so, and nobody is called so
		"ALICE.CHEN@EXAMPLE.COM":                 chen,
		"alice chen":                             chen, // the whole name of one, a part of the other's
		"cheng":                                  cheng,
		"οδυσσευς":                               sigma,
		"ΥΣΣ":                                    sigma,
		"100%":                                   percent,
		"0bed":                                   abed, // several ids begin so, one name is so
		"alice":                                  nil,
		"example":                                nil, // a part of an address is not a name
		"%":                                      percent,
		"_":                                      nil,
		"":                                       nil,
		"  ":                                     nil,
		"INC-1":                                  nil,
		"nobody":                                 nil,
		airra.NewID():                            nil,
		"'; DROP TABLE engineers; SELECT '1' --": nil,
	} {
		got, err := s.Engineer(t.Context(), key)
		if want == nil && err == nil || want != nil && (err != nil || got.ID != want.ID) {
			t.Errorf("%q: got %v, %v", key, got, err)
		}
	}
	_, err := s.Engineer(t.Context(), "alice")
	wantMessage(t, err, airra.CodeInvalid, `engineer: "alice" could be Alice Chen (alice.chen@example.com), Alice Cheng (alice.cheng@example.com); give more of it`)
	for _, key := range []string{"nobody", "", airra.NewID()} {
		_, err = s.Engineer(t.Context(), key)
		wantMessage(t, err, airra.CodeNotFound, "Engineer not found")
	}
	hire(t, s, twin)
	_, err = s.Engineer(t.Context(), "Alice Chen")
	wantCode(t, err, airra.CodeInvalid)
	if got := airra.ErrorMessage(err); !strings.Contains(got, "other@example.com") || strings.Contains(got, "Cheng") {
		t.Errorf("those of that very name are named, got %q", got)
	}
}

func emailIsUnique(t *testing.T, s Store) {
	alice, bob := Engineer("Alice", at), Engineer("Bob", at)
	alice.Email = "Große.Alice@Example.com"
	hire(t, s, alice, bob)
	same := Engineer("Somebody", at)
	same.Email = "große.ALICE@example.COM"
	message := "an engineer with the e-mail address große.ALICE@example.COM exists already"
	err := s.InTx(t.Context(), func(tx airra.Tx) error { return tx.InsertEngineer(t.Context(), same) })
	wantMessage(t, err, airra.CodeBadRequest, message)
	bob.Email = same.Email
	err = s.InTx(t.Context(), func(tx airra.Tx) error { return tx.SaveEngineer(t.Context(), bob) })
	wantMessage(t, err, airra.CodeBadRequest, message)
	for round := range 5 {
		errs := together(8, func(i int) error {
			racer := Engineer(fmt.Sprint("Racer ", i), at)
			racer.Email = fmt.Sprint("round", round, "@example.com")
			return s.InTx(t.Context(), func(tx airra.Tx) error { return tx.InsertEngineer(t.Context(), racer) })
		})
		if got := successes(errs); got != 1 {
			t.Errorf("%d have the address: %v", got, errs)
		}
		for _, err := range errs {
			if err != nil {
				wantCode(t, err, airra.CodeBadRequest)
			}
		}
	}
}

func engineersAreListed(t *testing.T, s Store) {
	var all []*airra.Engineer
	for i, name := range []string{"a", "b", "c", "d", "e"} {
		all = append(all, Engineer(name, at.Add(time.Duration(i/2)*time.Minute))) // Two at a time share a moment.
	}
	all[1].Status, all[2].IsAvailable = airra.EngineerBusy, false
	all[3].Status, all[3].IsAvailable = airra.EngineerBusy, false
	hire(t, s, all...)
	for name, c := range map[string]struct {
		filter airra.EngineerFilter
		want   string
	}{
		"all":                {airra.EngineerFilter{}, "e d c b a, 5 in all"},
		"a status":           {airra.EngineerFilter{Status: airra.EngineerBusy}, "d b, 2 in all"},
		"the flag only":      {airra.EngineerFilter{AvailableOnly: true}, "e b a, 3 in all"},
		"both":               {airra.EngineerFilter{Status: airra.EngineerBusy, AvailableOnly: true}, "b, 1 in all"},
		"the second page":    {airra.EngineerFilter{Page: airra.PageRequest{Page: 2, PageSize: 2}}, "c b, 5 in all"},
		"beyond the last":    {airra.EngineerFilter{Page: airra.PageRequest{Page: 9, PageSize: 2}}, "a, 5 in all"},
		"nobody":             {airra.EngineerFilter{Status: airra.EngineerOffline}, ", 0 in all"},
		"behind the first 2": {airra.EngineerFilter{Page: airra.PageRequest{PageSize: 2, Cursor: engineerCursor(t, s)}}, "c b, 5 in all"},
	} {
		page, err := s.Engineers(t.Context(), c.filter)
		must(t, err)
		var names []string
		for _, e := range page.Items {
			names = append(names, e.Name)
		}
		if got := fmt.Sprintf("%s, %d in all", strings.Join(names, " "), page.Total); got != c.want || page.Items == nil {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	for name, read := range map[string]func(airra.PageRequest) error{
		"shifts": func(p airra.PageRequest) error {
			_, err := s.Shifts(t.Context(), airra.ShiftFilter{Page: p})
			return err
		},
		"reviews": func(p airra.PageRequest) error {
			_, err := s.Reviews(t.Context(), airra.ReviewFilter{Page: p})
			return err
		},
		"incidents": func(p airra.PageRequest) error {
			_, err := s.Incidents(t.Context(), airra.IncidentFilter{Page: p})
			return err
		},
		"notifications": func(p airra.PageRequest) error {
			_, err := s.Notifications(t.Context(), airra.NotificationFilter{Page: p})
			return err
		},
	} {
		wantTaken(t, "a cursor of engineers for "+name, read(airra.PageRequest{Cursor: engineerCursor(t, s)}), false)
	}
}

// engineerCursor is the place behind the first two engineers.
func engineerCursor(t *testing.T, s Store) string {
	t.Helper()
	page, err := s.Engineers(t.Context(), airra.EngineerFilter{Page: airra.PageRequest{PageSize: 2}})
	must(t, err)
	return page.NextCursor
}

// load tells the counts of an engineer.
func load(t *testing.T, s Store, id airra.EngineerID) string {
	t.Helper()
	detail, err := s.EngineerLoad(t.Context(), id, at)
	must(t, err)
	again, err := s.Engineer(t.Context(), string(id))
	must(t, err)
	if diff := cmp.Diff(detail.Engineer, *again, equalTimes); diff != "" {
		t.Errorf("the detail and the engineer: %s", diff)
	}
	return fmt.Sprintf("%d: %d incidents, %d pending, %d in progress; %d done, %d since, %.0f%%", detail.CurrentReviewCount, detail.AssignedIncidents,
		detail.PendingReviews, detail.InProgressReviews, detail.TotalReviewsCompleted, detail.CompletedToday, detail.CapacityPercentage)
}

// assigned makes incidents that somebody has.
func assigned(engineer airra.EngineerID, n int) []*airra.Incident {
	var incidents []*airra.Incident
	for range n {
		incident := Incident(at)
		incident.AssignedEngineerID = pointer(string(engineer))
		incidents = append(incidents, incident)
	}
	return incidents
}

func capacityComesBack(t *testing.T, s Store) {
	alice := Engineer("Alice", at)
	alice.MaxConcurrentReviews = 10
	hire(t, s, alice)
	incidents := assigned(alice.ID, 5)
	insert(t, s, incidents...)
	decided, cancelled := Review(incidents[0].ID, alice.ID, at), Review(incidents[1].ID, alice.ID, at)
	want := func(step, want string) {
		t.Helper()
		if got := load(t, s, alice.ID); got != want {
			t.Errorf("%s: got %q, want %q", step, got, want)
		}
	}
	change := func(i int, fn func(incident *airra.Incident) error) {
		t.Helper()
		must(t, fn(incidents[i]))
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SaveIncident(ctx, incidents[i]) })
	}
	save := func(r *airra.Review, err error) {
		t.Helper()
		must(t, err)
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.SaveReview(ctx, r) })
	}
	want("five are given", "5: 5 incidents, 0 pending, 0 in progress; 0 done, 0 since, 50%")
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		must(t, tx.InsertReview(ctx, decided))
		return tx.InsertReview(ctx, cancelled)
	})
	want("two reviews are asked for", "7: 5 incidents, 2 pending, 0 in progress; 0 done, 0 since, 70%")
	change(0, func(i *airra.Incident) error { return i.Resolve(airra.Resolution{By: "alice"}, false, at) })
	want("one is resolved", "6: 4 incidents, 2 pending, 0 in progress; 0 done, 0 since, 60%")
	change(0, func(i *airra.Incident) error { return i.MoveTo(airra.StatusDetected, at) })
	want("it is opened again", "7: 5 incidents, 2 pending, 0 in progress; 0 done, 0 since, 70%")
	change(0, func(i *airra.Incident) error { return i.Resolve(airra.Resolution{By: "alice"}, false, at) })
	change(1, func(i *airra.Incident) error { i.Status = airra.StatusFailed; return nil })
	want("one has failed", "5: 3 incidents, 2 pending, 0 in progress; 0 done, 0 since, 50%")
	change(2, func(i *airra.Incident) error { i.AssignedEngineerID = nil; return nil })
	want("one is taken away", "4: 2 incidents, 2 pending, 0 in progress; 0 done, 0 since, 40%")
	change(3, func(i *airra.Incident) error { i.AssignedEngineerID = pointer("somebody else"); return nil })
	want("one is given to somebody else", "3: 1 incidents, 2 pending, 0 in progress; 0 done, 0 since, 30%")
	change(4, func(i *airra.Incident) error { i.Status = airra.StatusEscalated; return nil })
	want("an escalated one is still work", "3: 1 incidents, 2 pending, 0 in progress; 0 done, 0 since, 30%")
	change(4, func(i *airra.Incident) error { return i.Resolve(airra.Resolution{By: "alice"}, false, at) })
	save(decided, decided.Start(at))
	want("a review is started", "2: 0 incidents, 1 pending, 1 in progress; 0 done, 0 since, 20%")
	save(decided, decided.Submit(airra.ReviewSubmission{Notes: "n"}, at.Add(90*time.Second)))
	want("a review is submitted", "2: 0 incidents, 1 pending, 1 in progress; 0 done, 0 since, 20%")
	save(decided, decided.Decide(airra.ReviewChoice{Decision: airra.DecisionAI}, at.Add(time.Hour)))
	want("a review is decided", "1: 0 incidents, 1 pending, 0 in progress; 1 done, 1 since, 10%")
	save(cancelled, cancelled.Cancel("resolved", at))
	want("a review is cancelled", "0: 0 incidents, 0 pending, 0 in progress; 1 done, 1 since, 0%")
}

// loadIsCounted counts by hand. Reviews took 1.5 and 4.5 minutes, which is 3 on
// average; the one that was never started and the open one have no time.
func loadIsCounted(t *testing.T, s Store) {
	alice, bob := Engineer("Alice", at), Engineer("Bob", at)
	hire(t, s, alice, bob)
	incidents := append(assigned(alice.ID, 4), assigned(bob.ID, 1)...) // One more than Alice can take: somebody forced it.
	insert(t, s, incidents...)
	review := func(i int, status airra.ReviewStatus, minutes *float64, decided time.Duration) {
		r := Review(incidents[i].ID, alice.ID, at)
		r.Status, r.ReviewTimeMinutes = status, minutes
		if decided != 0 {
			r.DecisionMadeAt = pointer(at.Add(decided))
		}
		inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.InsertReview(ctx, r) })
	}
	review(0, airra.ReviewAccepted, pointer(1.5), time.Hour)
	review(0, airra.ReviewRejected, pointer(4.5), -time.Microsecond) // Just before the day began.
	review(0, airra.ReviewCancelled, nil, 0)
	review(0, airra.ReviewAccepted, nil, time.Nanosecond) // The moment itself counts; nanoseconds are not kept.
	review(0, airra.ReviewSubmitted, nil, 0)
	review(1, airra.ReviewInProgress, nil, 0)
	review(2, airra.ReviewAssigned, nil, 0)
	if got, want := load(t, s, alice.ID), "7: 4 incidents, 1 pending, 2 in progress; 3 done, 2 since, 100%"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := load(t, s, bob.ID), "1: 1 incidents, 0 pending, 0 in progress; 0 done, 0 since, 33%"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	roster, err := s.Roster(t.Context(), at, at)
	must(t, err)
	if got := roster.Engineers[0]; got.Name != "Alice" || got.CurrentReviewCount != 7 || got.AverageReviewTimeMinutes == nil || *got.AverageReviewTimeMinutes != 3 {
		t.Errorf("got %+v", got)
	}
	if got := roster.Engineers[1].AverageReviewTimeMinutes; got != nil {
		t.Errorf("nothing was submitted, got %v", *got)
	}
	_, err = s.EngineerLoad(t.Context(), airra.EngineerID(airra.NewID()), at)
	wantMessage(t, err, airra.CodeNotFound, "Engineer not found")
}

func deletionTakesAlong(t *testing.T, s Store) {
	alice, bob := Engineer("Alice", at), Engineer("Bob", at)
	hire(t, s, alice, bob)
	incident, rotation, policy := assigned(alice.ID, 1)[0], Rotation("Platform", at, bob.ID), Policy("default", "", at)
	policy.Steps[0].Targets = []airra.PageTarget{{EngineerID: alice.ID}}
	insert(t, s, incident)
	page, swap, taken := PageOf(incident, "email:alice@example.com", at), Swap(alice.ID, at), Swap(bob.ID, at)
	page.EngineerID, page.EngineerName = &alice.ID, "Alice"
	taken.Status, taken.TakenBy = airra.SwapTaken, &alice.ID
	by, replacing, swapped := Override(rotation.ID, alice.ID, at), Override(rotation.ID, bob.ID, at), Override(rotation.ID, bob.ID, at)
	replacing.Replaces, swapped.SwapID = &alice.ID, &swap.ID
	kept := Override(rotation.ID, bob.ID, at)
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error {
		for _, err := range []error{
			tx.InsertRotation(ctx, rotation), tx.InsertPolicy(ctx, policy), tx.InsertSwap(ctx, swap), tx.InsertSwap(ctx, taken),
			tx.InsertShift(ctx, Shift(alice.ID, at)), tx.InsertShift(ctx, Shift(bob.ID, at)),
			tx.InsertOverride(ctx, by), tx.InsertOverride(ctx, replacing), tx.InsertOverride(ctx, swapped), tx.InsertOverride(ctx, kept),
			tx.InsertFeed(ctx, Feed(alice.ID, at)), tx.InsertFeed(ctx, Feed(bob.ID, at)),
			tx.InsertReview(ctx, Review(incident.ID, alice.ID, at)), tx.InsertNotifications(ctx, []*airra.Notification{page}),
		} {
			must(t, err)
		}
		return nil
	})
	inTx(t, s, func(ctx context.Context, tx airra.Tx) error { return tx.DeleteEngineer(ctx, alice.ID) })

	roster, err := s.Roster(t.Context(), at, at)
	must(t, err)
	if len(roster.Engineers) != 1 || len(roster.Shifts) != 1 || len(roster.Overrides) != 1 || roster.Overrides[0].ID != kept.ID || len(roster.Rotations) != 1 {
		t.Errorf("what is Bob's stays, got %+v", roster)
	}
	swaps, err := s.Swaps(t.Context(), "")
	must(t, err)
	feeds, err := s.Feeds(t.Context())
	must(t, err)
	reviews, err := s.Reviews(t.Context(), airra.ReviewFilter{})
	must(t, err)
	if len(swaps) != 0 || len(feeds) != 1 || reviews.Total != 0 {
		t.Errorf("got %d swaps, %d feeds, %d reviews", len(swaps), len(feeds), reviews.Total)
	}
	record, err := s.Notification(t.Context(), byID(page.ID))
	must(t, err)
	if record.EngineerName != "Alice" || record.EngineerID == nil || *record.EngineerID != alice.ID {
		t.Errorf("what was sent is a record, got %+v", record)
	}
	if _, err := s.Policy(t.Context(), "default"); err != nil {
		t.Errorf("policies stay, got %v", err)
	}
	free, err := s.Incident(t.Context(), byID(incident.ID))
	must(t, err)
	if free.AssignedEngineerID != nil || free.Version != 1 || !free.UpdatedAt.Equal(at) {
		t.Errorf("the incident is nobody's and otherwise as it was, got %+v", free)
	}
	err = s.InTx(t.Context(), func(tx airra.Tx) error { return tx.DeleteEngineer(t.Context(), alice.ID) })
	wantMessage(t, err, airra.CodeNotFound, "Engineer not found")
}
