package cli_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

func simulatedPage(e airra.Engineer, channel, address, why string) airra.SimulatedPage {
	return airra.SimulatedPage{Engineer: e, Channel: channel, Address: address, Contact: channel + ":" + address, Why: airra.PageReason{Policy: "payments", Step: 1, Schedule: "payments", Sentence: why}}
}

// simulation pages Alice on two channels, then Bob, then nobody, and once more.
func simulation() airra.Simulation {
	first := []airra.SimulatedPage{
		simulatedPage(theAlice(), "email", "alice@example.com", "Alice Chen is primary of payments"),
		simulatedPage(theAlice(), "slack", "@alice", "Alice Chen is primary of payments"),
	}
	return airra.Simulation{
		At: now, Service: "payment-service", Severity: airra.SeverityCritical, Policy: "payments", ExhaustedAt: now.Add(15 * time.Minute), Notes: []string{"the channel slack is not set up"},
		Steps: []airra.SimulatedStep{
			{Number: 1, Round: 1, At: now, WaitSeconds: 300, Pages: first, Nobody: []string{}},
			{
				Number: 2, Round: 1, At: now.Add(5 * time.Minute), AfterSeconds: 300, WaitSeconds: 300, Nobody: []string{"tertiary: nobody is on call"},
				Pages: []airra.SimulatedPage{simulatedPage(theBob(), "email", "bob@example.com", "Bob Martinez is secondary of payments")},
			},
			{Number: 3, Round: 2, At: now.Add(10 * time.Minute), AfterSeconds: 600, WaitSeconds: 300, Pages: first[:1], Nobody: []string{}},
		},
	}
}

const simulated = "/api/v1/on-call/simulate?service=payment-service&severity=critical"

func TestASimulationIsTold(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		tty  bool
		args string
		want string
	}{
		{"a person", true, "--color never", `
payment-service  ▲ critical  12:04  policy payments
  1  at once   Alice Chen by email  alice@example.com
               Alice Chen by slack  @alice
               Alice Chen is primary of payments
  2  +5 min    Bob Martinez by email  bob@example.com
               Bob Martinez is secondary of payments
               nobody: tertiary: nobody is on call
round 2
  3  +10 min   Alice Chen by email  alice@example.com
               Alice Chen is primary of payments

Nobody is left to page after 15 min, at 12:19.
  the channel slack is not set up
`},
		{"a pipe", false, "", `
STEP	ROUND	AFTER_SECONDS	AT	ENGINEER	CHANNEL	ADDRESS	WHY
1	1	0	2026-03-01T12:04:00Z	Alice Chen	email	alice@example.com	Alice Chen is primary of payments
1	1	0	2026-03-01T12:04:00Z	Alice Chen	slack	@alice	Alice Chen is primary of payments
2	1	300	2026-03-01T12:09:00Z	Bob Martinez	email	bob@example.com	Bob Martinez is secondary of payments
2	1	300	2026-03-01T12:09:00Z				nobody: tertiary: nobody is on call
3	2	600	2026-03-01T12:14:00Z	Alice Chen	email	alice@example.com	Alice Chen is primary of payments
`},
		{"the API's own answer", false, "-o json", "\n" + string(encode(t, simulation())) + "\n"},
		{"names", false, "-o name", "\nalice@example.com\nalice@example.com\nbob@example.com\nalice@example.com\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := record(t, exchange{method: "GET", target: simulated, answer: simulation()})
			got := shell{tty: test.tty}.run(t, server.server.URL, append(strings.Fields("oncall simulate -l service=payment-service,severity=critical"), strings.Fields(test.args)...)...)
			wants(t, "standard output", test.want, "\n"+got.out)
			wants(t, "the end", typed{0, got.out, ""}, got)
		})
	}
}

func TestAnExpectationEndsWithTenWhenItIsNotMet(t *testing.T) {
	t.Parallel()
	late, nobody := simulation(), simulation()
	late.Steps[0].Pages = []airra.SimulatedPage{}
	for i := range nobody.Steps {
		nobody.Steps[i].Pages = []airra.SimulatedPage{}
	}
	both := simulation()
	both.Steps[0].Pages = append(both.Steps[0].Pages, both.Steps[1].Pages...)
	tests := []struct {
		name   string
		m      airra.Simulation
		expect string
		code   int
		says   string
	}{
		{"by name, in any case", simulation(), "user=alice chen", 0, ""},
		{"by address", simulation(), "user=ALICE@example.com", 0, ""},
		{"by a part", simulation(), "user=lice", 0, ""},
		{"by id", simulation(), "user=" + aliceID, 0, ""},
		{"the first page is that of the first step that has one", late, "user=bob", 0, ""},
		{"one of several at once", both, "user=bob", 0, ""},
		{"a part that fits two", simulation(), "user=example.com", 2, "airra: --expect user=example.com fits Alice Chen and Bob Martinez.\n       Give the e-mail address.\n"},
		{"somebody who comes later", simulation(), "user=bob", 10, "airra: expected the first page to go to bob, but it would go to Alice Chen.\n       Alice Chen is primary of payments\n"},
		{"somebody who never comes", simulation(), "user=carol", 10, "airra: expected the first page to go to carol, but it would go to Alice Chen.\n       Alice Chen is primary of payments\n"},
		{"two others", both, "user=carol", 10, "airra: expected the first page to go to carol, but it would go to Alice Chen and Bob Martinez.\n       Alice Chen is primary of payments\n"},
		{"nobody at all", nobody, "user=alice", 10, "airra: expected the first page to go to alice, but nobody would be paged.\n       See the gaps: airra oncall lint\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := record(t, exchange{method: "GET", target: simulated, answer: test.m})
			got := shell{}.run(t, server.server.URL, "oncall", "simulate", "-l", "service=payment-service", "-l", "severity=critical", "--expect", test.expect, "-q", ".policy")
			wants(t, "the end", typed{test.code, "payments\n", test.says}, got)
		})
	}
}

func TestASimulationThatCannotBeAskedFor(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, args, says string }{
		{"without a service", "", "--label service=NAME is missing"},
		{"with a label that paging does not know", "-l service=a,region=eu", `paging depends on service and severity, and not on "region"`},
		{"with half a label", "-l service", `--label takes NAME=VALUE, not "service"`},
		{"with a severity that is none", "-l service=a,severity=awful", "severity takes critical, high, medium, low"},
		{"with another expectation", "-l service=a --expect channel=email", `--expect takes user=NAME, not "channel=email"`},
		{"with an expectation of nobody", "-l service=a --expect user=", `--expect takes user=NAME, not "user="`},
		{"with a time that is none", "-l service=a --at noon", "--at takes a time like"},
		{"with an argument", "a", "takes no argument"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := shell{}.run(t, "http://127.0.0.1:1", append([]string{"oncall", "simulate"}, strings.Fields(test.args)...)...)
			if got.code != 2 || got.out != "" || !strings.Contains(got.err, test.says) {
				t.Errorf("ended with %+v", got)
			}
		})
	}
	server := record(t, refusing("GET", "/api/v1/on-call/simulate?at=2026-12-24T20%3A00%3A00Z&service=a", "", problem(http.StatusForbidden, airra.CodeDenied, "no", "")))
	wants(t, "a refusal", typed{6, "", "airra: no.\n"}, shell{}.run(t, server.server.URL, "oncall", "simulate", "-l", "service=a", "--at", "2026-12-24 20:00"))
}

func TestLintEndsWithTenWhenItFindsAnything(t *testing.T) {
	t.Parallel()
	report := airra.LintReport{From: now, To: day(84, 0), Findings: []airra.LintResult{
		{Kind: airra.LintGap, Start: ptr(day(8, 18)), End: ptr(day(9, 0)), Service: "payment-service", Level: airra.LevelPrimary, Message: "nobody is on call as primary"},
		{Kind: airra.LintContact, Start: ptr(day(2, 9)), Schedule: "payments", EngineerID: bobID, Message: "no contact of Bob Martinez was ever proven, and he is on call from Monday on"},
		{Kind: airra.LintEmpty, Message: "a rotation without members"},
	}}
	ask := exchange{method: "GET", target: "/api/v1/on-call/lint?weeks=12", answer: report}
	server := record(t, ask)
	person := shell{tty: true, width: 70}.run(t, server.server.URL, "oncall", "lint", "--color", "never")
	wants(t, "what a person reads", typed{10, `✗ GAP      nobody is on call as primary
◐ contact  no contact of Bob Martinez was ever proven, and he is on
           call from Monday on
✗ empty    a rotation without members

3 findings until Sat 23 May 00:00
`, ""}, person)
	server = record(t, ask)
	away := shell{tty: true}.runAt(t, server.server.URL, now.In(zone(t, "Europe/Berlin")), "oncall", "lint", "--color", "never")
	wants(t, "who lives by another clock also reads that one's times", `✗ GAP      nobody is on call as primary  (Sun 8 Mar 19:00 – Mon 9 Mar 01:00)
◐ contact  no contact of Bob Martinez was ever proven, and he is on call from Monday on  (from Mon
           10:00)
✗ empty    a rotation without members

3 findings until Sat 23 May 02:00
`, away.out)
	server = record(t, ask, engineersAsked())
	wide := shell{tty: true}.run(t, server.server.URL, "oncall", "lint", "-o", "wide", "--color", "never")
	wants(t, "a wide table", `KIND       START            END              SERVICE          LEVEL    SCHEDULE  ENGINEER      MESSAGE
✗ GAP      Sun 8 Mar 18:00  Mon 9 Mar 00:00  payment-service  primary                          nobody is on call as primary
◐ contact  Mon 09:00        –                                          payments  Bob Martinez  no contact of Bob Martinez was ever proven, and he is on call from Monday on
✗ empty    –                –                                                                  a rotation without members
`, wide.out)
	server = record(t, ask)
	pipe := shell{}.run(t, server.server.URL, "oncall", "lint", "--no-headers")
	wants(t, "what a pipe reads", typed{10, "gap\t2026-03-08T18:00:00Z\t2026-03-09T00:00:00Z\tpayment-service\tprimary\t\t\tnobody is on call as primary\n" +
		"contact\t2026-03-02T09:00:00Z\t\t\t\tpayments\t" + bobID + "\tno contact of Bob Martinez was ever proven, and he is on call from Monday on\n" +
		"empty\t\t\t\t\t\t\ta rotation without members\n", ""}, pipe)
	server = record(t, ask)
	wants(t, "a member", typed{10, "gap\ncontact\nempty\n", ""}, shell{}.run(t, server.server.URL, "oncall", "lint", "-q", ".findings[].kind"))

	report.Findings = []airra.LintResult{}
	clean := exchange{method: "GET", target: "/api/v1/on-call/lint?weeks=4", answer: report}
	server = record(t, clean, clean)
	wants(t, "a plan without a fault", typed{0, "✓ nothing to complain about until Sat 23 May 00:00\n", ""}, shell{tty: true}.run(t, server.server.URL, "oncall", "lint", "--weeks", "4", "--color", "never"))
	wants(t, "the same in a pipe", typed{0, "KIND\tSTART\tEND\tSERVICE\tLEVEL\tSCHEDULE\tENGINEER\tMESSAGE\n", ""}, shell{}.run(t, server.server.URL, "oncall", "lint", "--weeks", "4"))
	wants(t, "no weeks", 2, shell{}.run(t, server.server.URL, "oncall", "lint", "--weeks", "0").code)
}
