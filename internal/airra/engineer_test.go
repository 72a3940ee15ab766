package airra_test

import (
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

func TestWhoCanAcceptAndWhoCanBeReached(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		e         airra.Engineer
		cannot    string // accept more, and why
		unreached string // by a page, and why
	}{
		{airra.Engineer{Status: "active", IsAvailable: true, MaxConcurrentReviews: 1}, "", ""},
		{airra.Engineer{Status: "active", IsAvailable: true, CurrentReviewCount: 3, MaxConcurrentReviews: 3}, "Engineer is at capacity (3/3)", ""},
		{airra.Engineer{Status: "active", IsAvailable: true, CurrentReviewCount: 5, MaxConcurrentReviews: 3}, "Engineer is at capacity (5/3)", ""},
		{airra.Engineer{Status: "active", CurrentReviewCount: 3, MaxConcurrentReviews: 3}, "Engineer is not available", "is not available"},
		{airra.Engineer{Status: "busy", IsAvailable: true, MaxConcurrentReviews: 3}, "Engineer status is busy", ""},
		{airra.Engineer{Status: "busy", MaxConcurrentReviews: 3}, "Engineer status is busy", "is not available"},
		{airra.Engineer{Status: "offline", IsAvailable: true, MaxConcurrentReviews: 3}, "Engineer status is offline", "is offline"},
		{airra.Engineer{Status: "on_leave", IsAvailable: true, MaxConcurrentReviews: 3}, "Engineer status is on_leave", "is on leave"},
	} {
		accepts, cannot := c.e.CanAccept()
		if accepts != (c.cannot == "") || cannot != c.cannot {
			t.Errorf("%+v: accepts %v, %q", c.e, accepts, cannot)
		}
		reached, why := c.e.Reachable()
		if reached != (c.unreached == "") || why != c.unreached {
			t.Errorf("%+v: reachable %v, %q", c.e, reached, why)
		}
		a := c.e.Availability()
		if a.CanAcceptReview != accepts || (a.Reason == nil) != accepts || a.Reason != nil && *a.Reason != cannot {
			t.Errorf("%+v: the answer says %v, %v", c.e, a.CanAcceptReview, a.Reason)
		}
	}
}

func TestSlackName(t *testing.T) {
	t.Parallel()
	for handle, want := range map[string]string{
		"alice": "@alice", "@alice": "@alice", " @Alice-Chen ": "@alice-chen", "@@alice": "@alice", "": "", "@": "", " @ ": "", "  ": "",
	} {
		if got := airra.SlackName(handle); got != want {
			t.Errorf("%q: got %q, want %q", handle, got, want)
		}
		if got := airra.SlackName(want); got != want {
			t.Errorf("a name in its form stays: %q became %q", want, got)
		}
	}
}

func TestCheckZone(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"} {
		must(t, airra.CheckZone("time_zone", zone))
	}
	for _, zone := range []string{"", "Local", "Mars/Olympus", "../etc/passwd", "Europe/Berlin\x00", "/etc/localtime", "europe berlin"} {
		err := airra.CheckZone("time_zone", zone)
		if airra.ErrorCode(err) != airra.CodeInvalid {
			t.Errorf("%q: got %v", zone, err)
		}
	}
}

func TestTheWordsOfTheSchedule(t *testing.T) {
	t.Parallel()
	for _, l := range airra.OnCallLevels {
		if !l.Valid() {
			t.Errorf("%s is a level", l)
		}
	}
	for _, k := range airra.LayerKinds {
		if !k.Valid() {
			t.Errorf("%s is a kind", k)
		}
	}
	for _, s := range airra.EngineerStatuses {
		if !s.Valid() {
			t.Errorf("%s is a status", s)
		}
	}
	if airra.OnCallLevel("").Valid() || airra.OnCallLevel("PRIMARY").Valid() || airra.LayerKind("hourly").Valid() || airra.EngineerStatus("available").Valid() {
		t.Error("other words mean nothing")
	}
}

func TestAShiftCoversBothItsEnds(t *testing.T) {
	t.Parallel()
	s := airra.Shift{StartTime: at, EndTime: at.Add(8 * time.Hour), IsActive: true}
	if !s.Covers(at) || !s.Covers(at.Add(8*time.Hour)) || s.Covers(at.Add(-1)) || s.Covers(at.Add(8*time.Hour+1)) {
		t.Error("both ends count, and nothing beyond them")
	}
	s.IsActive = false
	if s.Covers(at) {
		t.Error("a shift that is not active covers nothing")
	}
}

func TestASwapIsTakenOnceAndByAnother(t *testing.T) {
	t.Parallel()
	open := airra.Swap{Status: airra.SwapOpen, Requester: "alice", StartTime: at, EndTime: at.Add(time.Hour)}
	s := open
	if err := s.Take("alice", at); airra.ErrorCode(err) != airra.CodeInvalid {
		t.Errorf("by the requester: got %v", err)
	}
	if err := s.Take("bob", at.Add(time.Hour)); airra.ErrorCode(err) != airra.CodeConflict {
		t.Errorf("when it is over: got %v", err)
	}
	must(t, s.Take("bob", at))
	if s.Status != airra.SwapTaken || *s.TakenBy != "bob" || !s.TakenAt.Equal(at) {
		t.Errorf("got %+v", s)
	}
	for _, end := range []error{s.Take("carol", at), s.Cancel(at)} {
		if airra.ErrorMessage(end) != "this swap is already taken" || airra.ErrorCode(end) != airra.CodeConflict {
			t.Errorf("got %v", end)
		}
	}
	s = open
	must(t, s.Cancel(at))
	if err := s.Take("bob", at); airra.ErrorMessage(err) != "this swap is already cancelled" {
		t.Errorf("got %v", err)
	}
}
