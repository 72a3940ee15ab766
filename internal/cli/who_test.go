package cli_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

func TestWhoIsOnCall(t *testing.T) {
	t.Parallel()
	asked := chainAsked(`{"service":"payment-service"}`, entries()...)
	tests := []struct {
		name string
		tty  bool
		args string
		want string
	}{
		{"a person", true, "", `
LEVEL      ENGINEER      EMAIL              UNTIL      SCHEDULE
primary    Alice Chen    alice@example.com  Mon 09:00  payments
secondary  Bob Martinez  bob@example.com    Mon 09:00  payments
`},
		{
			"a pipe", false, "",
			"\nLEVEL\tENGINEER\tEMAIL\tUNTIL\tSCHEDULE\n" +
				"primary\tAlice Chen\talice@example.com\t2026-03-02T09:00:00Z\tpayments\nsecondary\tBob Martinez\tbob@example.com\t2026-03-02T09:00:00Z\tpayments\n",
		},
		{"names for another command", false, "-o name", "\nalice@example.com\nbob@example.com\n"},
		{"the API's own answer", false, "-o json", "\n" + string(encode(t, entries())) + "\n"},
		{"a part of it", false, "-q .[0].engineer.email", "\nalice@example.com\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := record(t, asked)
			got := shell{tty: test.tty}.run(t, server.server.URL, append(strings.Fields("who payment-service --color never"), strings.Fields(test.args)...)...)
			wants(t, "standard output", test.want, "\n"+got.out)
			wants(t, "the end", typed{0, got.out, ""}, got)
		})
	}
}

func TestWhoComesNext(t *testing.T) {
	t.Parallel()
	plan := plan(now, now.Add(28*24*time.Hour))
	calendar := exchange{method: "GET", target: "/api/v1/on-call/calendar?from=2026-03-01T12%3A04%3A00Z&to=2026-03-29T12%3A04%3A00Z", answer: plan}
	server := record(t, chainAsked("{}", entries()...), calendar)
	person := shell{tty: true}.run(t, server.server.URL, "who", "--next", "--color", "never")
	wants(t, "what a person reads", `
LEVEL      ENGINEER      EMAIL              UNTIL      SCHEDULE  NEXT        NEXT_AT
primary    Alice Chen    alice@example.com  Mon 09:00  payments  David Kim   Mon 09:00
secondary  Bob Martinez  bob@example.com    Mon 09:00  payments  Alice Chen  Mon 09:00
`, "\n"+person.out)

	server = record(t, chainAsked("{}", entries()...), calendar)
	script := shell{}.run(t, server.server.URL, "who", "--next", "-q", ".[] | [.priority, .next.at, .next.engineer.email, .next.schedule.schedule_name]")
	wants(t, "what a script reads", "[\"primary\",\"2026-03-02T09:00:00Z\",\"david@example.com\",\"payments\"]\n[\"secondary\",\"2026-03-02T09:00:00Z\",\"alice@example.com\",\"payments\"]\n", script.out)
}

func TestTheNextIsTheNextChangeOfThePerson(t *testing.T) {
	t.Parallel()
	general := func(id airra.EngineerID, start, end time.Time) airra.Shift {
		v := turn(id, airra.LevelPrimary, start, end)
		v.Service = nil
		return v
	}
	tests := []struct {
		name   string
		shifts []airra.Shift
		want   string
	}{
		{"a shift that goes on with the same person is none", []airra.Shift{
			turn(aliceID, airra.LevelPrimary, day(1, 9), day(2, 9)), turn(aliceID, airra.LevelPrimary, day(2, 9), day(3, 9)), turn(bobID, airra.LevelPrimary, day(3, 9), day(4, 9)),
		}, `["2026-03-03T09:00:00Z","bob@example.com"]`},
		{"what is for everything does not end what is for the service", []airra.Shift{
			turn(aliceID, airra.LevelPrimary, day(1, 9), day(5, 9)), general(bobID, day(2, 9), day(9, 9)),
		}, `["2026-03-05T09:00:00Z","bob@example.com"]`},
		{"a gap is a change", []airra.Shift{
			turn(aliceID, airra.LevelPrimary, day(1, 9), day(2, 9)), turn(bobID, airra.LevelPrimary, day(3, 9), day(4, 9)),
		}, `["2026-03-02T09:00:00Z",null]`},
		{"another level is none", []airra.Shift{
			turn(aliceID, airra.LevelPrimary, day(1, 9), day(40, 9)), turn(bobID, airra.LevelSecondary, day(2, 9), day(4, 9)),
		}, `[null,null]`},
		{"of two that begin, the newer counts", []airra.Shift{
			turn(aliceID, airra.LevelPrimary, day(1, 9), day(9, 9)), turn(bobID, airra.LevelPrimary, day(3, 9), day(9, 9)), turn(davidID, airra.LevelPrimary, day(2, 9), day(9, 9)),
		}, `["2026-03-02T09:00:00Z","david@example.com"]`},
		{"one that was switched off never comes", []airra.Shift{
			turn(aliceID, airra.LevelPrimary, day(1, 9), day(9, 9)), func() airra.Shift {
				v := turn(bobID, airra.LevelPrimary, day(3, 9), day(9, 9))
				v.IsActive = false
				return v
			}(),
		}, `["2026-03-09T09:00:00Z",null]`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			calendar := airra.Calendar{From: now, To: now.Add(28 * 24 * time.Hour), Shifts: test.shifts, Engineers: []airra.Engineer{theAlice(), theBob(), theDavid()}, Gaps: []airra.LintResult{}}
			server := record(t, chainAsked(`{"service":"payment-service"}`, entries()[0]),
				exchange{method: "GET", target: "/api/v1/on-call/calendar?from=2026-03-01T12%3A04%3A00Z&service=payment-service&to=2026-03-29T12%3A04%3A00Z", answer: calendar})
			got := shell{}.run(t, server.server.URL, "who", "payment-service", "--next", "-q", ".[0].next | [.at, .engineer.email]")
			wants(t, "who comes", typed{0, test.want + "\n", ""}, got)
		})
	}
}

func TestWithoutAServiceNoShiftGoesFirstForHavingOne(t *testing.T) {
	t.Parallel()
	general := turn(aliceID, airra.LevelPrimary, day(1, 9), day(20, 9))
	general.Service = nil
	calendar := plan(now, now.Add(28*24*time.Hour))
	again := general
	again.StartTime = day(5, 9)
	calendar.Shifts = []airra.Shift{general, again, turn(bobID, airra.LevelPrimary, day(-3, 9), day(9, 9)), turn(davidID, airra.LevelPrimary, day(9, 9), day(20, 9))}
	server := record(t, chainAsked("{}", entries()[0]),
		exchange{method: "GET", target: "/api/v1/on-call/calendar?from=2026-03-01T12%3A04%3A00Z&to=2026-03-29T12%3A04%3A00Z", answer: calendar})
	got := shell{}.run(t, server.server.URL, "who", "--next", "-q", ".[0].next | [.at, .engineer.email]")
	wants(t, "the newest start counts, as on the server", typed{0, `["2026-03-09T09:00:00Z","david@example.com"]` + "\n", ""}, got)
}

func TestNobodyOnCallEndsWithThree(t *testing.T) {
	t.Parallel()
	nobody := problem(http.StatusNotFound, airra.CodeNotFound, "nobody is on call for payment-service", "")
	server := record(t, refusing("POST", "/api/v1/on-call/escalation-chain", `{"service":"payment-service","team":"pay","time":"2026-03-07T03:00:00Z"}`, nobody))
	got := shell{}.run(t, server.server.URL, "who", "payment-service", "--team", "pay", "--at", "2026-03-07 03:00")
	wants(t, "the end", typed{3, "", "airra: nobody is on call for payment-service.\n       See what is planned: airra oncall show payment-service\n"}, got)
}

func TestWhoTakesTimesThatLieAhead(t *testing.T) {
	t.Parallel()
	berlin := zone(t, "Europe/Berlin")
	at := now.In(berlin) // 13:04 there
	tests := []struct{ text, want string }{
		{"2026-03-07 03:00", "2026-03-07T02:00:00Z"},
		{"2026-07-07T03:00", "2026-07-07T01:00:00Z"},
		{"2026-03-07", "2026-03-06T23:00:00Z"},
		{"2026-03-07T03:00:00-05:00", "2026-03-07T08:00:00Z"},
		{"now", "2026-03-01T12:04:00Z"},
		{"+90m", "2026-03-01T13:34:00Z"},
		{"+30d", "2026-03-31T11:04:00Z"}, // the same time of day, after the clocks were changed
		{"2h ago", "2026-03-01T10:04:00Z"},
		{"1d ago", "2026-02-28T12:04:00Z"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			server := record(t, chainAsked(`{"time":"`+test.want+`"}`, entries()...))
			if got := (shell{}).runAt(t, server.server.URL, at, "who", "--at", test.text); got.code != 0 {
				t.Error(got.err)
			}
		})
	}
	for text, says := range map[string]string{
		"2h":               `--at takes a time like "2026-03-01 09:00"`,
		"yesterday":        `--at takes a time like "2026-03-01 09:00"`,
		"-2h ago":          `--at takes a time like "2026-03-01 09:00"`,
		"+1.5d":            `--at takes a time like "2026-03-01 09:00"`,
		"2026-02-30":       `--at takes a time like "2026-03-01 09:00"`,
		"2026-03-29 02:30": `--at "2026-03-29 02:30" does not exist in Europe/Berlin: the clocks are changed then`,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got := shell{}.runAt(t, "http://127.0.0.1:1", at, "who", "--at", text)
			if got.code != 2 || got.out != "" || !strings.Contains(got.err, says) {
				t.Errorf("ended with %+v", got)
			}
		})
	}
}

func TestTheStatusNamesWhoIsOnCall(t *testing.T) {
	t.Parallel()
	screen := func(t *testing.T, asks ...exchange) string {
		t.Helper()
		asks = append(asks,
			exchange{method: "GET", target: "/api/v1/status", answer: status()},
			exchange{method: "GET", target: "/api/v1/incidents?open=true&page_size=100", answer: page()},
			exchange{method: "GET", target: "/api/v1/approvals/pending", answer: []airra.Action{}},
			exchange{method: "GET", target: "/api/v1/actions?limit=100&status=approved", answer: []airra.Action{}})
		server := record(t, asks...)
		got := shell{tty: true}.run(t, server.server.URL, "status", "--color", "never")
		wants(t, "the end", typed{0, got.out, ""}, got)
		_, below, _ := strings.Cut(got.out, "◆ 1 high\n")
		return below
	}
	noChain := refusing("POST", "/api/v1/on-call/escalation-chain", "{}", problem(404, airra.CodeNotFound, "nobody", ""))
	current := func(entries ...airra.OnCallEntry) exchange {
		return exchange{method: "GET", target: "/api/v1/on-call/current/all", answer: append([]airra.OnCallEntry{}, entries...)}
	}
	t.Run("in the order of calling, levels where they surprise", func(t *testing.T) {
		t.Parallel()
		chain := entries()
		chain[1].Level = airra.LevelTertiary
		wants(t, "the line", "on call  Alice Chen (primary until Mon 09:00) → Bob Martinez (tertiary)\n", screen(t, chainAsked("{}", chain...)))
	})
	t.Run("nobody is on call", func(t *testing.T) {
		t.Parallel()
		wants(t, "the line", "✗ nobody is on call  airra oncall show\n", screen(t, noChain, current()))
	})
	t.Run("nobody can be reached", func(t *testing.T) {
		t.Parallel()
		wants(t, "the line", "✗ nobody who is on call can be reached  airra oncall show\n", screen(t, noChain, current(entries()...)))
	})
	t.Run("an older server knows of no people", func(t *testing.T) {
		t.Parallel()
		older := problem(404, airra.CodeNotFound, "there is nothing at this path", "")
		wants(t, "the line", "", screen(t, noChain, refusing("GET", "/api/v1/on-call/current/all", "", older)))
	})
	t.Run("a failure fails nothing", func(t *testing.T) {
		t.Parallel()
		wants(t, "the line", "", screen(t, refusing("POST", "/api/v1/on-call/escalation-chain", "{}", problem(500, airra.CodeInternal, "internal error", ""))))
	})
}
