package workflow_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// read gives the calendar behind the address of a feed.
func (h *house) read(t *testing.T, f *airra.Feed) string {
	t.Helper()
	text, err := h.ReadFeed(t.Context(), tokenOf(f))
	must(t, err)
	return string(text)
}

func tokenOf(f *airra.Feed) string {
	return strings.TrimSuffix(strings.TrimPrefix(f.URL, "https://airra.example/ical/v1/"), ".ics")
}

// entries gives the events of a calendar by their UIDs, as "start summary".
func entries(t *testing.T, calendar string) map[string]string {
	t.Helper()
	unfolded := strings.ReplaceAll(calendar, "\r\n ", "")
	all := map[string]string{}
	for _, event := range strings.Split(unfolded, "BEGIN:VEVENT")[1:] {
		uid := regexp.MustCompile(`UID:(\S+)`).FindStringSubmatch(event)
		begin := regexp.MustCompile(`DTSTART[^:]*:(\S+)`).FindStringSubmatch(event)
		summary := regexp.MustCompile(`SUMMARY:([^\r\n]+)`).FindStringSubmatch(event)
		if uid == nil || begin == nil || summary == nil {
			t.Fatalf("an event without a name, a start or a summary:\n%s", event)
		}
		if all[uid[1]] != "" {
			t.Errorf("two events of the name %s", uid[1])
		}
		all[uid[1]] = begin[1] + " " + summary[1]
	}
	return all
}

func TestAFeedIsShownOnceAndStoredHashed(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := airra.WithActor(t.Context(), "ann.lee@example.com")
		ann := h.hire(t, "Ann Lee")
		f, err := h.CreateFeed(ctx, airra.NewFeed{Engineer: "ann"})
		must(t, err)
		token := tokenOf(f)
		if len(token) < 20 || strings.ContainsAny(token, "/?.") || !strings.HasSuffix(f.URL, ".ics") || *f.EngineerID != ann.ID || f.CreatedBy != "ann.lee@example.com" {
			t.Errorf("got %+v", f)
		}
		feeds, err := h.FindFeeds(ctx)
		must(t, err)
		if len(feeds) != 1 || feeds[0].URL != "" || len(feeds[0].TokenHash) != 64 {
			t.Errorf("got %+v", feeds)
		}
		if text := fmt.Sprintf("%+v", feeds); strings.Contains(strings.ToLower(text), strings.ToLower(token)) {
			t.Errorf("the store leads back to the token: %s", text)
		}
		if stored, err := h.store.FeedByHash(ctx, feeds[0].TokenHash); err != nil || stored.ID != f.ID {
			t.Errorf("got %+v, %v", stored, err)
		}
		_, err = h.ReadFeed(ctx, feeds[0].TokenHash)
		wantCode(t, "whoever has read the database has no key", err, airra.CodeNotFound)
		another, err := h.CreateFeed(ctx, airra.NewFeed{Engineer: "ann"})
		must(t, err)
		if tokenOf(another) == token {
			t.Error("two feeds have two tokens")
		}
	})
}

func TestAFeedHasTheShiftsAndNamesThemTheSameWayAgain(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.threePeople(t)
		h.rotation(t, "Days", "ann", "ben")
		mine, err := h.CreateFeed(ctx, airra.NewFeed{Engineer: "ann"})
		must(t, err)
		ours, err := h.CreateFeed(ctx, airra.NewFeed{Rotation: "days"})
		must(t, err)
		first, rotation := entries(t, h.read(t, mine)), entries(t, h.read(t, ours))
		if len(first) != 14 || len(rotation) != 26 {
			t.Errorf("her shift and every second week of half a year, got %d; every week, got %d", len(first), len(rotation))
		}
		for _, event := range first {
			if !strings.Contains(event, "Ann Lee on call as primary") {
				t.Errorf("got %s", event)
			}
		}
		h.clock.move(36 * time.Hour)
		horizon := "20270520" // What begins later came into view meanwhile.
		for f, before := range map[*airra.Feed]map[string]string{mine: first, ours: rotation} {
			for uid, event := range entries(t, h.read(t, f)) {
				if event < horizon && before[uid] != event {
					t.Errorf("%s was %q and is %q", uid, before[uid], event)
				}
			}
		}
		if text := h.read(t, mine); !containsAll(text, "BEGIN:VCALENDAR", "On call: Ann Lee", "END:VCALENDAR") || strings.Contains(text, tokenOf(mine)) {
			t.Errorf("got %.200s", text)
		}
		h.override(t, "ann", "cleo", 37*time.Hour, 39*time.Hour)
		covers, err := h.CreateFeed(ctx, airra.NewFeed{Engineer: "cleo"})
		must(t, err)
		var got []string
		for _, event := range entries(t, h.read(t, covers)) {
			got = append(got, event[:13])
		}
		slices.Sort(got)
		if diff := cmp.Diff([]string{"20261124T1514"}, got); diff != "" {
			t.Errorf("an override stands in the calendar of who takes over (-want +got):\n%s", diff)
		}
	})
}

func TestARevokedFeedIsNotThere(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.hire(t, "Ann Lee")
		kept, err := h.CreateFeed(ctx, airra.NewFeed{Engineer: "ann"})
		must(t, err)
		f, err := h.CreateFeed(ctx, airra.NewFeed{Engineer: "ann"})
		must(t, err)
		at := h.clock.move(time.Minute)
		revoked, err := h.RevokeFeed(ctx, string(f.ID))
		must(t, err)
		if revoked.RevokedAt == nil || !revoked.RevokedAt.Equal(at) || revoked.URL != "" {
			t.Errorf("got %+v", revoked)
		}
		h.clock.move(time.Minute)
		again, err := h.RevokeFeed(ctx, string(f.ID))
		must(t, err)
		if !again.RevokedAt.Equal(at) {
			t.Errorf("once revoked, it stays revoked since then, got %s", again.RevokedAt)
		}
		_, gone := h.ReadFeed(ctx, tokenOf(f))
		_, never := h.ReadFeed(ctx, "NEVERTHERE")
		if airra.ErrorCode(gone) != airra.CodeNotFound || airra.ErrorMessage(gone) != airra.ErrorMessage(never) {
			t.Errorf("nobody learns that there was one: %v, %v", gone, never)
		}
		h.read(t, kept)
		must(t, h.DeleteEngineer(ctx, "ann"))
		_, err = h.ReadFeed(ctx, tokenOf(kept))
		wantCode(t, "a feed goes with its engineer", err, airra.CodeNotFound)
	})
}

func TestAFeedIsOfAnEngineerOrOfARotation(t *testing.T) {
	t.Parallel()
	h := onOne(t)
	h.threePeople(t)
	h.rotation(t, "Days", "ann", "ben")
	for _, c := range []struct {
		field string
		n     airra.NewFeed
	}{
		{"engineer", airra.NewFeed{}},
		{"engineer", airra.NewFeed{Engineer: "ann", Rotation: "days"}},
		{"engineer", airra.NewFeed{Engineer: "zoe"}},
		{"rotation", airra.NewFeed{Rotation: "nights"}},
	} {
		_, err := h.CreateFeed(t.Context(), c.n)
		wantField(t, fmt.Sprintf("%+v", c.n), err, c.field)
	}
	if feeds, err := h.FindFeeds(t.Context()); err != nil || feeds == nil || len(feeds) != 0 {
		t.Errorf("got %v, %v", feeds, err)
	}
	_, err := h.RevokeFeed(t.Context(), "01900000-0000-7000-8000-000000000000")
	wantCode(t, "no feed", err, airra.CodeNotFound)
}
