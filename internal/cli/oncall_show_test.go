package cli_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
)

// planned is the question for a plan, with its answer.
func planned(query string, calendar airra.Calendar) exchange {
	return exchange{method: "GET", target: "/api/v1/on-call/calendar?" + query, answer: calendar}
}

const marchWeek = "from=2026-03-02T00%3A00%3A00Z&service=payment-service&to=2026-03-09T00%3A00%3A00Z"

func TestTheWeekIsDrawn(t *testing.T) {
	t.Parallel()
	server := record(t, rotationsAsked(), planned(marchWeek, plan(day(2, 0), day(9, 0))))
	got := shell{tty: true, width: 80}.runAt(t, server.server.URL, day(4, 14), "oncall", "show", "payment-service", "--color", "never")
	wants(t, "the chart of 80 columns", `
ON CALL  payment-service   Mon 2 Mar – Sun 8 Mar 2026   UTC

                         Mon 2  Tue 3  Wed 4  Thu 5  Fri 6  Sat 7  Sun 8
                                          ▼ now
primary    Alice Chen    ██
           David Kim       ████ ██████ ██████ █████    ████ ██████ █████
           Bob Martinez                           ██ ██
           GAP                                                         !!
secondary  Bob Martinez  ▒▒
           Alice Chen      ▒▒▒▒ ▒▒▒▒▒▒ ▒▒▒▒▒▒ ▒▒▒▒▒▒ ▒▒▒▒▒▒ ▒▒▒▒▒▒ ▒▒▒▒▒▒

now   David Kim until Thu 18:00, then Bob Martinez (override)
GAP   Sun 18:00–24:00  (6 h)  payment-service
`, "\n"+got.out)
	wants(t, "the end", typed{0, got.out, ""}, got)
}

func TestAMonthTakesACellForADay(t *testing.T) {
	t.Parallel()
	const march = "from=2026-03-01T00%3A00%3A00Z&service=payment-service&to=2026-04-01T00%3A00%3A00Z"
	server := record(t, rotationsAsked(), planned(march, plan(day(1, 0), day(32, 0))))
	got := shell{tty: true, width: 80}.run(t, server.server.URL, "oncall", "show", "payment-service", "--month", "--color", "never")
	wants(t, "the chart", `
ON CALL  payment-service   Sun 1 Mar – Tue 31 Mar 2026   UTC

                         1 Mar     9 Mar   16 Mar  23 Mar  30 Mar
                         ▼ now
primary    Alice Chen    █
           David Kim       ███████
           Bob Martinez        █
           GAP                   !
secondary  Bob Martinez  ▒
           Alice Chen      ▒▒▒▒▒▒▒

now   Alice Chen until Mon 09:00, then David Kim
GAP   Sun 8 Mar 18:00–24:00  (6 h)  payment-service
`, "\n"+got.out)
}

func TestManyWeeksStandBelowEachOther(t *testing.T) {
	t.Parallel()
	const quarter = "from=2026-02-23T00%3A00%3A00Z&to=2026-05-18T00%3A00%3A00Z"
	calendar := plan(day(-5, 0), day(79, 0))
	calendar.Shifts = append(calendar.Shifts, turn(bobID, airra.LevelPrimary, day(60, 9), day(67, 9)))
	server := record(t, planned(quarter, calendar))
	got := shell{tty: true, width: 80}.run(t, server.server.URL, "oncall", "show", "--weeks", "12", "--color", "never")
	wants(t, "the second block", `
                         6 Apr   13 Apr  20 Apr  27 Apr  4 May   11 May
primary    Bob Martinez                            █████ ██
`, "\n"+got.out[strings.Index(got.out, "                         6 Apr"):strings.Index(got.out, "\nnow")])
}

func TestEveryChartFitsItsTerminal(t *testing.T) {
	t.Parallel()
	calendar := plan(day(2, 0), day(9, 0))
	calendar.Engineers[0].Name, calendar.Engineers[1].Name = strings.Repeat("世界", 20), "Zoë 👩‍🚒 Müller-Lüdenscheidt-Schnarrenberger"
	for _, width := range []int{40, 59, 60, 79, 80, 81, 100, 121, 160, 200} {
		for _, span := range []string{"", "--month", "--weeks 5"} {
			t.Run(fmt.Sprintf("%d %s", width, span), func(t *testing.T) {
				t.Parallel()
				ends := map[string]string{"": "2026-03-09", "--month": "2026-04-02", "--weeks 5": "2026-04-06"}
				server := record(t, planned("from=2026-03-02T00%3A00%3A00Z&to="+ends[span]+"T00%3A00%3A00Z", calendar))
				args := append(strings.Fields("oncall show --color never --from 2026-03-02"), strings.Fields(span)...)
				got := shell{tty: true, width: width}.runAt(t, server.server.URL, day(4, 14), args...)
				starts := map[int]bool{}
				for line := range strings.Lines(got.out) {
					if ansi.StringWidth(strings.TrimSuffix(line, "\n")) > width {
						t.Errorf("wider than %d: %s", width, line)
					}
					if at := strings.Index(line, "▒"); at >= 0 {
						starts[ansi.StringWidth(line[:at])] = true
					}
				}
				// Bob is on call until Monday 09:00 and Alice after him, so the bars of the two
				// begin at two places at most, if no name moves them.
				if len(starts) == 0 || len(starts) > 2 || !strings.Contains(got.out, "GAP") {
					t.Errorf("the bars begin at %v in:\n%s", starts, got.out)
				}
			})
		}
	}
}

func TestADayOfTwentyThreeHoursIsAsWideAsTheOthers(t *testing.T) {
	t.Parallel()
	berlin := zone(t, "Europe/Berlin")
	midnight := func(date int) time.Time { return time.Date(2026, 3, date, 0, 0, 0, 0, berlin) }
	at := midnight(28).Add(12 * time.Hour)
	turns := airra.Calendar{
		From: midnight(23), To: midnight(30), Engineers: []airra.Engineer{theAlice(), theBob()}, Gaps: []airra.LintResult{},
		Shifts: []airra.Shift{
			turn(aliceID, airra.LevelPrimary, midnight(23), midnight(29)),
			turn(bobID, airra.LevelPrimary, midnight(29), midnight(30)),
		},
	}
	server := record(t, planned("from=2026-03-22T23%3A00%3A00Z&to=2026-03-29T22%3A00%3A00Z", turns))
	got := shell{tty: true, width: 80}.runAt(t, server.server.URL, at, "oncall", "show", "--color", "never")
	wants(t, "the chart", `
ON CALL  everything   Mon 23 Mar – Sun 29 Mar 2026   Europe/Berlin

                         Mon 23 Tue 24 Wed 25 Thu 26 Fri 27 Sat 28 Sun 29
                                                               ▼ now
primary    Alice Chen    ██████ ██████ ██████ ██████ ██████ ██████
           Bob Martinez                                            ██████

now   Alice Chen until Sun 00:00, then Bob Martinez
`, "\n"+got.out)
}

func TestTheLastHourOfADayOfTwentyFiveIsDrawn(t *testing.T) {
	t.Parallel()
	berlin := zone(t, "Europe/Berlin")
	midnight := func(date int) time.Time { return time.Date(2026, 10, date, 0, 0, 0, 0, berlin) }
	late := turn(aliceID, airra.LevelPrimary, midnight(26).Add(-time.Hour), midnight(26))
	calendar := airra.Calendar{From: midnight(19), To: midnight(26), Engineers: []airra.Engineer{theAlice()}, Gaps: []airra.LintResult{}, Shifts: []airra.Shift{late}}
	server := record(t, planned("from=2026-10-18T22%3A00%3A00Z&to=2026-10-25T23%3A00%3A00Z", calendar))
	got := shell{tty: true, width: 80}.runAt(t, server.server.URL, midnight(20), "oncall", "show", "--color", "never")
	if line := "primary    Alice Chen                                                 █\n"; !strings.Contains(got.out, line) {
		t.Errorf("%q is missing in:\n%s", line, got.out)
	}
}

func TestWhatIsShorterThanACellIsSeen(t *testing.T) {
	t.Parallel()
	minute := func(hour, minute int) time.Time { return time.Date(2026, 3, 4, hour, minute, 0, 0, time.UTC) }
	calendar := airra.Calendar{
		From: day(2, 0), To: day(9, 0), Engineers: []airra.Engineer{theAlice()},
		Shifts: []airra.Shift{turn(aliceID, airra.LevelPrimary, minute(10, 0), minute(10, 20))},
		Gaps: []airra.LintResult{
			{Kind: airra.LintGap, Start: ptr(minute(1, 0)), End: ptr(minute(1, 1))},
			{Kind: airra.LintGap, Start: ptr(minute(14, 30)), End: ptr(minute(21, 0))}, // Less than half of the cells at its ends.
		},
	}
	server := record(t, planned("from=2026-03-02T00%3A00%3A00Z&to=2026-03-09T00%3A00%3A00Z", calendar))
	got := shell{tty: true, width: 80}.runAt(t, server.server.URL, day(3, 0), "oncall", "show", "--color", "never")
	for _, line := range []string{
		"primary    Alice Chen                  █\n",
		"           GAP                       !  GAP\n",
		"now   no primary is on call\n",
		"GAP   Wed 01:00–01:01  (1 min)\n",
	} {
		if !strings.Contains(got.out, line) {
			t.Errorf("%q is missing in:\n%s", line, got.out)
		}
	}
}

func TestAPlanForOtherPrograms(t *testing.T) {
	t.Parallel()
	calendar := plan(day(2, 0), day(9, 0))
	calendar.Shifts = calendar.Shifts[1:3]
	tests := []struct{ name, args, want string }{
		{
			"columns", "",
			"LEVEL\tENGINEER\tSTART\tEND\tSERVICE\tTEAM\tSCHEDULE\n" +
				"primary\tDavid Kim\t2026-03-02T09:00:00Z\t2026-03-05T18:00:00Z\tpayment-service\t\tpayments\n" +
				"primary\tBob Martinez\t2026-03-05T18:00:00Z\t2026-03-06T09:00:00Z\tpayment-service\t\tpayments\n",
		},
		{"the API's own answer", "-o json", string(encode(t, calendar)) + "\n"},
		{"a member", "-q .gaps[0].service", "payment-service\n"},
		{"names", "-o name", string(calendar.Shifts[0].ID) + "\n" + string(calendar.Shifts[1].ID) + "\n"},
		{
			"a spreadsheet", "-o csv --no-headers",
			"primary,David Kim,2026-03-02T09:00:00Z,2026-03-05T18:00:00Z,payment-service,,payments,week,,,david@example.com," + string(calendar.Shifts[0].ID) + "\n" +
				"primary,Bob Martinez,2026-03-05T18:00:00Z,2026-03-06T09:00:00Z,payment-service,,payments,week,David Kim,0198f000-0000-70e1-8000-00000000000e,bob@example.com," + string(calendar.Shifts[1].ID) + "\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := record(t, rotationsAsked(), planned(marchWeek, calendar))
			got := shell{}.runAt(t, server.server.URL, day(4, 14), append(strings.Fields("oncall show payment-service"), strings.Fields(test.args)...)...)
			wants(t, "the end", typed{0, test.want, ""}, got)
		})
	}
}

func TestWhatAPlanIsAskedFor(t *testing.T) {
	t.Parallel()
	const week = "from=2026-02-23T00%3A00%3A00Z"
	tests := []struct {
		args, query string
		rotations   bool
	}{
		{"Payments", week + "&rotation=" + weekID + "&to=2026-03-02T00%3A00%3A00Z", true},
		{"order-service --team pay", week + "&service=order-service&team=pay&to=2026-03-02T00%3A00%3A00Z", true},
		{"--engineer @me --weeks 2", "engineer=jane%40example.com&" + week + "&to=2026-03-09T00%3A00%3A00Z", false},
		{"--from 2026-03-05", "from=2026-03-05T00%3A00%3A00Z&to=2026-03-12T00%3A00%3A00Z", false},
		{"--month --from 2026-02-10", "from=2026-02-10T00%3A00%3A00Z&to=2026-03-10T00%3A00%3A00Z", false},
	}
	for _, test := range tests {
		t.Run(test.args, func(t *testing.T) {
			t.Parallel()
			asks := []exchange{planned(test.query, airra.Calendar{Shifts: []airra.Shift{}, Engineers: []airra.Engineer{}, Gaps: []airra.LintResult{}})}
			if test.rotations {
				asks = append(asks, rotationsAsked())
			}
			server := record(t, asks...)
			got := shell{tty: true}.run(t, server.server.URL, append(strings.Fields("oncall show --color never"), strings.Fields(test.args)...)...)
			if got.code != 0 || !strings.Contains(got.out, "Nobody is on call in this time. Plan somebody: airra oncall rotation set --example\n") {
				t.Errorf("ended with %+v", got)
			}
		})
	}
	for args, says := range map[string]string{
		"--weeks 0":           "--weeks takes 1 to 26",
		"--weeks 27":          "--weeks takes 1 to 26",
		"--weeks 2 --month":   "only one of them fits",
		"--from someday":      "--from takes a time like",
		"payments and orders": "takes only a rotation or a service",
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			got := shell{}.run(t, "http://127.0.0.1:1", append([]string{"oncall", "show"}, strings.Fields(args)...)...)
			if got.code != 2 || got.out != "" || !strings.Contains(got.err, says) {
				t.Errorf("ended with %+v", got)
			}
		})
	}
}

func TestAPlanOfAnUnknownEngineerIsNotFound(t *testing.T) {
	t.Parallel()
	server := record(t, refusing("GET", "/api/v1/on-call/calendar?engineer=zed&from=2026-02-23T00%3A00%3A00Z&to=2026-03-02T00%3A00%3A00Z", "", problem(http.StatusNotFound, airra.CodeNotFound, "there is no engineer zed", "")))
	got := shell{}.run(t, server.server.URL, "oncall", "show", "--engineer", "zed")
	wants(t, "the end", typed{3, "", "airra: there is no engineer zed.\n"}, got)
}

func TestWhoIsOnCallNow(t *testing.T) {
	t.Parallel()
	all := entries()
	all[1].Engineer.Status, all[1].Schedule.Service = airra.EngineerOnLeave, nil
	all[1].Schedule.OverrideID = ptr(airra.OverrideID("o"))
	ask := exchange{method: "GET", target: "/api/v1/on-call/current/all", answer: all}
	server := record(t, ask)
	person := shell{tty: true, width: 120}.run(t, server.server.URL, "oncall", "now", "--color", "never")
	wants(t, "what a person reads", `
LEVEL      SERVICE          ENGINEER      STATE          UNTIL      SCHEDULE            EMAIL
primary    payment-service  Alice Chen    ● reachable    Mon 09:00  payments            alice@example.com
secondary  all              Bob Martinez  ✗ is on leave  Mon 09:00  payments, override  bob@example.com
`, "\n"+person.out)
	server = record(t, ask)
	pipe := shell{}.run(t, server.server.URL, "oncall", "now", "--no-headers")
	wants(t, "what a pipe reads", typed{0, "primary\tpayment-service\tAlice Chen\treachable\t2026-03-02T09:00:00Z\tpayments\talice@example.com\n" +
		"secondary\t\tBob Martinez\tunreachable\t2026-03-02T09:00:00Z\tpayments\tbob@example.com\n", ""}, pipe)
	ask.answer = []airra.OnCallEntry{}
	server = record(t, ask)
	empty := shell{tty: true}.run(t, server.server.URL, "oncall", "now")
	wants(t, "nobody", typed{0, "", "Nobody is on call. See what is planned: airra oncall show\n"}, empty)
}
