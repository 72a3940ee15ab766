package cli_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
)

func TestNothingForeignReachesATerminalFromThePlan(t *testing.T) {
	t.Parallel()
	get := func(target string, answer any) exchange {
		return exchange{method: "GET", target: target, answer: answer}
	}
	week := "?from=2026-02-23T00%3A00%3A00Z&to=2026-03-02T00%3A00%3A00Z"
	shift := turn(aliceID, airra.LevelPrimary, day(1, 9), day(2, 9))
	shift.Team, shift.Service = ptr("pay"), nil
	tests := []struct {
		args string
		code int
		asks []exchange
	}{
		{"who", 0, []exchange{chainAsked("{}", entries()...)}},
		{"who --next", 0, []exchange{chainAsked("{}", entries()...), get("/api/v1/on-call/calendar?from=2026-03-01T12%3A04%3A00Z&to=2026-03-29T12%3A04%3A00Z", plan(now, day(29, 0)))}},
		{"oncall now", 0, []exchange{get("/api/v1/on-call/current/all", entries())}},
		{"oncall show", 0, []exchange{get("/api/v1/on-call/calendar"+week, plan(day(-5, 0), day(9, 0)))}},
		{"oncall show -o wide", 0, []exchange{get("/api/v1/on-call/calendar"+week, plan(day(-5, 0), day(9, 0)))}},
		{"oncall simulate -l service=a", 0, []exchange{get("/api/v1/on-call/simulate?service=a", simulation())}},
		{"oncall lint", 10, []exchange{get("/api/v1/on-call/lint?weeks=12", airra.LintReport{From: now, To: day(84, 0), Findings: plan(now, now).Gaps})}},
		{"oncall shift list", 0, []exchange{get("/api/v1/on-call?page_size=30", pageOf(shift, entries()[0].Schedule))}},
		{"oncall shift view x", 0, []exchange{get("/api/v1/on-call/x", shift)}},
		{"oncall rotation list", 0, []exchange{rotationsAsked()}},
		{"oncall rotation view payments", 0, []exchange{get(rotationsPath+"/payments", rotation())}},
		{"oncall override list --all", 0, []exchange{get(overridesPath, []airra.Override{override()})}},
		{"oncall swap list", 0, []exchange{get(swapsPath+"?status=open", []airra.Swap{swap(airra.SwapTaken)})}},
		{"oncall swap cancel x", 0, []exchange{{method: "POST", target: swapsPath + "/x/cancel", answer: swap(airra.SwapTaken)}}},
		{"oncall ical list", 0, []exchange{get(feedsPath, []airra.Feed{feed("")})}},
		{"engineer list", 0, []exchange{get(engineersPath+"?page_size=30", pageOf(theAlice()))}},
		{"engineer view alice", 0, []exchange{get(engineersPath+"/alice", detailOf(theAlice()))}},
		{"engineer avail alice busy", 0, []exchange{{method: "PATCH", target: engineersPath + "/alice", body: `{"status":"busy"}`, answer: theAlice()}}},
	}
	for _, test := range tests {
		for _, form := range []string{"", "-o wide", "-o yaml", "-o json"} {
			for _, spare := range []bool{true, false} {
				if form != "" && (spare || strings.Contains(test.args, "-o")) {
					continue // Only a screen looks at the words of enumerations.
				}
				t.Run(test.args+" "+form, func(t *testing.T) {
					t.Parallel()
					asks := append(hostile(t, test.asks, spare), namesAsked(t)[0])
					names := rotationsAsked()
					names.answer, names.always = poisoned(t, names.answer, spare), true
					server := record(t, append(asks, names)...)
					for _, tty := range []bool{true, false} {
						got := shell{tty: tty, width: 80}.run(t, server.server.URL, append(strings.Fields(test.args+" "+form), "--color", "never")...)
						if got.code != test.code || got.out == "" {
							t.Errorf("ended with %+v", got)
						}
						if tty || form == "" || form == "-o wide" {
							harmless(t, form, got.out+got.err, tty && form == "" && !strings.Contains(test.args, "wide"))
						}
					}
				})
			}
		}
	}
}

func TestAHostileNameStaysOneName(t *testing.T) {
	t.Parallel()
	name := "a/b?c#d e\x1b[2J"
	server := record(t, refusing("GET", engineersPath+"/"+url.PathEscape(name), "", problem(404, airra.CodeNotFound, "there is no engineer "+name, "")))
	got := shell{tty: true}.run(t, server.server.URL, "engineer", "view", name)
	wants(t, "the end", typed{3, "", "airra: there is no engineer a/b?c#d e␛[2J.\n"}, got)
}
