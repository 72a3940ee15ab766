package cli_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

// explaining are the exchanges of the screen about the pages of an incident. A pipe
// asks only the first.
func explaining(x airra.PageExplanation, d airra.IncidentDetail) []exchange {
	return []exchange{
		{method: "GET", target: "/api/v1/incidents/INC-142/pages", answer: x},
		{method: "GET", target: "/api/v1/incidents/INC-142", answer: d},
	}
}

func TestTheScreenThatExplainsPages(t *testing.T) {
	t.Parallel()
	server := record(t, append(explaining(explanation(paging(), answered(), page2()), detail142()), engineersAsked())...)
	got := shell{tty: true}.run(t, server.server.URL, "page", "explain", "INC-142", "--color", "never")
	wants(t, "the screen", typed{0, `
INC-142  ▲ critical  ◐ pending approval  payment-service  paging ▶ active
2 pages so far; step 2 of "payments" is taken in 3m0s when nobody acknowledges.

PAGES (2)
  1  12:02:00  ✓ acknowledged  Alice Chen by email (alice@example.com)
     why      Alice Chen is primary of Payments week
     rule     policy payments · step 1 · primary · schedule Payments week · cause: the incident
     channel  250 queued as 4711 · took 120 ms
     answer   acknowledged by alice@example.com by link at 12:02:42 · met in 42 s

  2  12:02:00  ✗ failed  Bob Martinez by slack (@bob)
     why      Bob Martinez is secondary of Payments week by an override
     rule     policy payments · step 2 · round 2 · secondary in place of primary
              schedule Payments week · override 0198f000-0000-70e1
              bundled: speaks for 3 further incidents · cause: nobody acknowledged the step before
     skipped  Carol Johnson is on leave · David Kim is not available
     channel  took 10.2 s · attempt 2 · 5 failed sends
              possibly twice: a process died while it was being sent
              last error: Slack answered 500
     then     the next step was taken at 12:03:00

ESCALATION
  policy payments, as it was at 12:02:00; 2 steps; begun once
  ▶ active: next is step 2 of 2 (round 1 of 2), in 3 min (12:07:00): secondary, Bob Martinez by
  email

STORY (1)
  12:02:00  Step 1 of "payments": paging Alice Chen by email  airra

NEXT
  airra ack INC-142
  airra notify resend 0198f000-0002-7abc
`, ""}, typed{got.code, "\n" + got.out, got.err})
}

func TestAnExplanationInAPipeHasEverythingInColumns(t *testing.T) {
	t.Parallel()
	server := record(t, explaining(explanation(paging(), answered(), page2()), detail142())[0])
	got := shell{}.run(t, server.server.URL, "page", "explain", "INC-142")
	wants(t, "the columns", typed{0, strings.Join([]string{
		"ID\tINCIDENT\tAT\tSTATUS\tENGINEER\tCHANNEL\tADDRESS\tWHY\tSKIPPED\tCAUSE\tPOLICY\tSTEP\tROUND\tLEVEL\tSCHEDULE\tOVERRIDE\tBUNDLE\tATTEMPT\t" +
			"ANSWER\tTOOK_MS\tRETRIES\tERROR\tPOSSIBLY_TWICE\tESCALATED\tSLA\tRESPONSE_SECONDS\tACKNOWLEDGED_BY\tACKNOWLEDGED_VIA",
		"0198f000-0001-7abc-8000-000000000001\tINC-142\t2026-03-01T12:02:00Z\tacknowledged\tAlice Chen\temail\talice@example.com\tAlice Chen is primary of Payments week\t\t" +
			"the incident\tpayments\t1\t1\tprimary\tPayments week\t\t\t1\t250 queued as 4711\t120\t0\t\tfalse\t\tmet\t42\talice@example.com\tlink",
		"0198f000-0002-7abc-8000-000000000002\tINC-142\t2026-03-01T12:02:00Z\tfailed\tBob Martinez\tslack\t@bob\tBob Martinez is secondary of Payments week by an override\t" +
			"Carol Johnson is on leave; David Kim is not available\tnobody acknowledged the step before\tpayments\t2\t2\tsecondary\tPayments week\t" +
			"0198f000-0000-70e1-8000-00000000000e\t3\t2\t\t10200\t5\tSlack answered 500\ttrue\t2026-03-01T12:03:00Z\t\t\t\t",
		"",
	}, "\n"), ""}, got)
}

func TestAnExplanationAsDataIsTheAnswerOfTheAPI(t *testing.T) {
	t.Parallel()
	raw := string(encode(t, explanation(paging(), answered(), page2())))
	for _, test := range []struct{ args, want string }{
		{"-o json", raw + "\n"},
		{"-q .paging.state", "active\n"},
		{"--json incident_ref", `{"incident_ref":"INC-142"}` + "\n"},
		{"-o name", "0198f000-0001-7abc-8000-000000000001\n0198f000-0002-7abc-8000-000000000002\n"},
	} {
		server := record(t, exchange{method: "GET", target: "/api/v1/incidents/INC-142/pages", answer: raw})
		got := shell{}.run(t, server.server.URL, append([]string{"page", "explain", "INC-142"}, strings.Fields(test.args)...)...)
		wants(t, test.args, typed{0, test.want, ""}, got)
	}
	server := record(t, exchange{method: "GET", target: "/api/v1/incidents/INC-142/pages", answer: raw, always: true})
	several := shell{in: "INC-142 INC-142"}.run(t, server.server.URL, "page", "explain", "-", "-q", "[.[].pages | length]")
	wants(t, "several", typed{0, "[2,2]\n", ""}, several)
}

func TestNoPageIsExplainedToo(t *testing.T) {
	t.Parallel()
	none := explanation(nil)
	none.Summary, none.Story = "Paging has not begun: the job that begins it has not run yet", []airra.Event{}
	server := record(t, explaining(none, detail142())...)
	person := shell{tty: true}.run(t, server.server.URL, "page", "explain", "INC-142", "--color", "never")
	wants(t, "a person", typed{0, "INC-142  ▲ critical  ◐ pending approval  payment-service\nPaging has not begun: the job that begins it has not run yet.\n", ""}, person)
	server = record(t, explaining(none, detail142())[0])
	pipe := shell{}.run(t, server.server.URL, "page", "explain", "INC-142", "--no-headers")
	wants(t, "a pipe", typed{0, "", "INC-142: Paging has not begun: the job that begins it has not run yet.\n"}, pipe)
	server = record(t, refusing("GET", "/api/v1/incidents/INC-9/pages", "", problem(http.StatusNotFound, airra.CodeNotFound, "Incident not found", "")))
	missing := shell{}.run(t, server.server.URL, "page", "explain", "INC-9")
	wants(t, "no such incident", typed{3, "", "airra: Incident not found.\n"}, missing)
}

func TestWhereTheEscalationStands(t *testing.T) {
	t.Parallel()
	acked := detail142()
	acked.AcknowledgedBy, acked.AcknowledgedAt = ptr("bob@example.com"), ptr(now)
	forAWhile := acked
	forAWhile.AcknowledgedUntil = ptr(now.Add(30 * time.Minute))
	tests := []struct {
		name   string
		detail airra.IncidentDetail
		change func(p *airra.Paging)
		want   string
	}{
		{"the next step", detail142(), func(*airra.Paging) {}, "▶ active: next is step 2 of 2 (round 1 of 2), in 3 min (12:07:00): secondary, Bob Martinez by email\n"},
		{"a step that is late", detail142(), func(p *airra.Paging) { p.DueAt = ptr(now.Add(-8 * time.Second)) }, "(round 1 of 2), due since 8 s (12:03:52): secondary"},
		{"a policy that is gone through once", detail142(), func(p *airra.Paging) { p.Policy.Repeat = 0 }, "next is step 2 of 2, in 3 min"},
		{"the last wait", detail142(), func(p *airra.Paging) { p.Step, p.Round = 2, 1 }, "▶ active: the last step was taken; exhausted in 3 min (12:07:00) when nobody acknowledges\n"},
		{"acknowledged for a while", forAWhile, func(p *airra.Paging) { p.State, p.DueAt = airra.PagingPaused, nil }, "‖ paused: acknowledged by bob@example.com until 12:34:00 (in 30 min), then paging begins again\n"},
		{"acknowledged", acked, func(p *airra.Paging) { p.State, p.DueAt = airra.PagingPaused, nil }, "‖ paused: acknowledged by bob@example.com until further notice\n"},
		{"in a bundle", detail142(), func(p *airra.Paging) { p.State, p.Leader = airra.PagingBundled, ptr(incident141().ID) }, "↪ bundled: the pages of another incident speak for this one: airra page explain 0198f000-0000-7000\n"},
		{"exhausted", detail142(), func(p *airra.Paging) { p.State = airra.PagingExhausted }, "✗ exhausted: everybody was paged and nobody has answered\n"},
		{"stopped", detail142(), func(p *airra.Paging) { p.State = airra.PagingStopped }, "■ stopped: the incident is resolved\n"},
		{"begun again", detail142(), func(p *airra.Paging) { p.Cycle = 3 }, "2 steps; begun 3 times\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := paging()
			test.change(p)
			shows(t, 120, append(explaining(explanation(p), test.detail), engineersAsked()), "page explain INC-142", test.want)
		})
	}
}

func TestAnExplanationFitsANarrowTerminal(t *testing.T) {
	t.Parallel()
	long := page2()
	long.Answer, long.EngineerName = strings.Repeat("the server said no ", 8)+"at last", strings.Repeat("Maximilian ", 9)
	shows(t, 80, append(explaining(explanation(paging(), answered(), long), detail142()), engineersAsked()), "page explain INC-142",
		"at last", "met in 42 s\n", "possibly twice", "secondary,\n  Bob Martinez by email\n")
}
