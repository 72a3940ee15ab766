package tui

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
)

// The keys lead from one period to another, and t always back to the one of today.
func TestPeriods(t *testing.T) {
	t.Parallel()
	for keys, want := range map[string]string{
		"":        "23 Nov – 29 Nov 2026  UTC",
		"]":       "30 Nov – 6 Dec 2026  UTC",
		"[[":      "9 Nov – 15 Nov 2026  UTC",
		"l":       "30 Nov – 6 Dec 2026  UTC",
		"h":       "16 Nov – 22 Nov 2026  UTC",
		"m":       "November 2026  UTC",
		"m]":      "December 2026  UTC",
		"m]]]":    "February 2027  UTC",
		"m[":      "October 2026  UTC",
		"m]w":     "30 Nov – 6 Dec 2026  UTC",
		"]]m":     "December 2026  UTC",
		"m]]]]t":  "November 2026  UTC",
		"]]]]t":   "23 Nov – 29 Nov 2026  UTC",
		"m]t]":    "December 2026  UTC",
		"mw]w[w":  "23 Nov – 29 Nov 2026  UTC",
		"]]m[[[[": "August 2026  UTC",
	} {
		var p period
		for _, k := range strings.Split(keys, "") {
			if k != "" {
				p, _ = p.key(k, peopleNow)
			}
		}
		if got := p.grid(peopleNow).title(); got != want {
			t.Errorf("%q leads to %s, want %s", keys, got, want)
		}
	}
	if _, moved := (period{}).key("x", peopleNow); moved {
		t.Error("x is taken")
	}
}

// A month of 31 days has them all, each at its place, in 60 columns and more.
func TestAMonthHasEveryDay(t *testing.T) {
	t.Parallel()
	for name, day := range map[string]time.Time{
		"28 days":                 time.Date(2027, 2, 10, 0, 0, 0, 0, time.UTC),
		"31 days":                 time.Date(2026, 8, 31, 0, 0, 0, 0, time.UTC),
		"six weeks":               time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
		"with a day of 23 hours":  time.Date(2026, 3, 29, 12, 0, 0, 0, berlin(t)),
		"with one of 25 hours":    time.Date(2026, 10, 25, 12, 0, 0, 0, berlin(t)),
		"that begins on a Monday": time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC),
	} {
		g := period{month: true}.grid(day)
		if g.from.Day() != 1 || g.until().Day() != 1 || !g.until().After(day) || g.from.Hour() != 0 {
			t.Errorf("%s: from %v until %v", name, g.from, g.until())
		}
		for _, room := range []int{36, 56, 96, 160} {
			g := g.fitted(room)
			row := weekRow{level: airra.LevelPrimary, spans: [][2]time.Time{{g.from, g.until()}}}
			bars := planBars(row, g)
			if w := ansi.StringWidth(bars); w > room || strings.Count(bars, "█") != g.days*g.cells {
				t.Errorf("%s in %d: %d cells, %q", name, room, w, bars)
			}
			for _, head := range g.heads(day) {
				if ansi.StringWidth(head) > room {
					t.Errorf("%s in %d: the head is %q", name, room, head)
				}
			}
		}
	}
}

func berlin(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// A month in 80 columns: weeks apart, gaps as ! however short, today marked.
func TestAMonthIsDrawn(t *testing.T) {
	t.Parallel()
	g := period{month: true}.grid(peopleNow).fitted(56)
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		got, want string
	}{
		"days":   {g.heads(peopleNow)[0], "1 2       9       16      23"},
		"today":  {g.heads(peopleNow)[1], "                            ▾"},
		"a turn": {planBars(weekRow{level: airra.LevelPrimary, spans: [][2]time.Time{{at(3, 0), at(10, 0)}}}, g), "   ██████ █"},
		"a gap":  {planBars(weekRow{gap: true, spans: [][2]time.Time{{at(8, 23), at(9, 1)}}}, g), "        ! !"},
	} {
		if got := strings.TrimRight(c.got, " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// The month says its gaps in words too, and asks the server for its own days.
func TestTheMonthIsShown(t *testing.T) {
	t.Parallel()
	m, r := peopleModel(t, 80, 40, onOnCall)
	withPlan(m)
	drain(m, press(m, "m"))
	if q := r.plans[len(r.plans)-1]; !q.From.Equal(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)) || !q.To.Equal(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("asked for %v until %v", q.From, q.To)
	}
	shows(t, m, "MONTH  November 2026", "GAP", "! GAP  Sun 29 Nov 18:00–24:00  nobody is on call as primary", "▾")
	fits(t, m)
}

// f walks through the schedules and at last back to all of them.
func TestSchedulesAreChosenOneByOne(t *testing.T) {
	t.Parallel()
	m, r := peopleModel(t, 120, 40, onOnCall)
	s := withPlan(m)
	press(m, "f")
	if !strings.Contains(m.toast.message, "there is no rotation") {
		t.Errorf("said %q", m.toast.message)
	}
	m.toast.message = ""
	s.rotations = []airra.Rotation{{ID: "rot-1", Name: "payments"}, {ID: "rot-2", Name: "platform"}}
	shows(t, m, "all 2 schedules")
	for _, want := range []struct{ rotation, shown string }{{"rot-1", "schedule payments (1 of 2)"}, {"rot-2", "schedule platform (2 of 2)"}, {"", "all 2 schedules"}} {
		drain(m, press(m, "f"))
		if got := r.plans[len(r.plans)-1].Rotation; got != want.rotation {
			t.Errorf("asked for %q, want %q", got, want.rotation)
		}
		shows(t, m, want.shown)
	}
}

// The answer for a period that is no longer shown is dropped.
func TestALatePlanIsDropped(t *testing.T) {
	t.Parallel()
	m, _ := peopleModel(t, 120, 40, onOnCall)
	withPlan(m)
	late := press(m, "m")
	press(m, "]")
	drain(m, late)
	if m.data.calendar != nil {
		t.Error("November is shown as December")
	}
}
