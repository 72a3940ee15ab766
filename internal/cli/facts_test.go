package cli_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
)

// shows runs a command on a terminal and fails when a text is missing.
func shows(t *testing.T, width int, exchanges []exchange, command string, texts ...string) string {
	t.Helper()
	server := record(t, exchanges...)
	got := shell{tty: true, width: width}.run(t, server.server.URL, append(strings.Fields(command), "--color", "never")...)
	for _, text := range texts {
		if !strings.Contains(got.out, text) {
			t.Errorf("%q is missing in:\n%s%s", text, got.out, got.err)
		}
	}
	for line := range strings.Lines(got.out) {
		if ansi.StringWidth(strings.TrimRight(line, "\n")) > width {
			t.Errorf("wider than %d: %s", width, line)
		}
	}
	return got.out
}

func TestAPipeGetsTheReasoningAndWhyAPartIsNotUp(t *testing.T) {
	t.Parallel()
	d := detail142()
	d.Hypotheses[0].Reasoning = "first line\nsecond\tline"
	server := record(t, exchange{method: "GET", target: "/api/v1/incidents/INC-142", answer: d}, exchange{method: "GET", target: "/api/v1/status", answer: status()})
	view := shell{}.run(t, server.server.URL, "incident", "view", "INC-142")
	if !strings.Contains(view.out, "\nhypothesis_1_reasoning\tfirst line second line\nhypothesis_2\t") {
		t.Errorf("the reasoning is not on one line of its own:\n%s", view.out)
	}
	state := shell{}.run(t, server.server.URL, "status")
	for _, line := range []string{"check_database\tup\n", "check_metrics\tdegraded: 1 of 2 targets is down\n", "unattended_services\t\n"} {
		if !strings.Contains(state.out, "\n"+line) {
			t.Errorf("%q is missing in:\n%s", line, state.out)
		}
	}
}

func TestTheReasoningIsFaintAndWrapped(t *testing.T) {
	t.Parallel()
	d := detail142()
	d.Hypotheses[0].Reasoning = strings.Repeat("because ", 30) + "end"
	server := record(t, view142(d)...)
	got := shell{tty: true}.run(t, server.server.URL, "incident", "view", "INC-142", "--color", "always")
	if strings.Count(got.out, "\n     \x1b[2mbecause ") != 3 || !strings.Contains(got.out, "because end\x1b[m\n") {
		t.Errorf("the reasoning is not faint on three lines:\n%q", got.out)
	}
}

// withSignals are the exchanges of the screen of an incident with these signals.
func withSignals(d airra.IncidentDetail, signals []airra.Signal) []exchange {
	exchanges := view142(d)
	exchanges[1].answer = signals
	return exchanges
}

func TestSignalsSayWhetherTheyHaveEnded(t *testing.T) {
	t.Parallel()
	going := signals142()
	going[1].Ongoing = true
	out := shows(t, 130, withSignals(detail142(), going), "incident view INC-142", "    now  seen", "   peak  ", "11/s", "12:00:15 still")
	if strings.Contains(out, "Back in its band") {
		t.Errorf("it is not back:\n%s", out)
	}
	ended := signals142()
	ended[0].Ongoing, ended[0].NewNormal, ended[0].LastSeen = false, true, now.Add(-time.Minute)
	shows(t, 100, withSignals(detail142(), ended), "incident view INC-142", "Back in its band since 12:03:00.", "   last  seen", "12:00:00 new normal", "12:00:15 ended")
	over := detail142()
	over.Status, over.ResolvedAt = airra.StatusResolved, ptr(now)
	if out := shows(t, 100, withSignals(over, ended), "incident view INC-142", "Resolved at 12:04:00"); strings.Contains(out, "Back in") {
		t.Errorf("the end is told twice:\n%s", out)
	}
}

func TestANarrowTerminalKeepsWhatMatters(t *testing.T) {
	t.Parallel()
	long := detail142()
	long.Actions[0].RiskTerms[0].Name = strings.Repeat("a long name ", 6)
	longTimeline := timeline142()
	longTimeline.Events[0].Description = strings.Repeat("much happened ", 8) + "here"
	exchanges := view142(long)
	exchanges[2].answer = longTimeline
	shows(t, 80, exchanges, "incident view INC-142", "deviation\n", "+355 σ\n", "−6.1 σ\n", "0.00 tier;\n               blast radius high\n", "happened here  airra\n", "ago by the monitor\n")
	resolved := incident141()
	resolved.Status, resolved.DryRunResolution = airra.StatusResolved, true
	first := incident142()
	first.Title = "Error rate eighteen times what is normal"
	list := exchange{method: "GET", target: "/api/v1/incidents?page_size=30", answer: page(first)}
	shows(t, 80, []exchange{list}, "incident list", "◐ pending ", " ▲ ", "Error rate eighteen tim", "  AGE\n", "4 min\n")
	list.answer = page(resolved)
	shows(t, 100, []exchange{list}, "incident list", "✓ resolved (dry run), acked")
	actions := exchange{method: "GET", target: "/api/v1/approvals/pending", answer: []airra.Action{action88()}}
	if out := shows(t, 80, []exchange{actions}, "action list --pending", "rollback_deployment", "payment-service", "3 min\n"); strings.Contains(out, "dry run") {
		t.Errorf("the mode did not give way:\n%s", out)
	}
	shows(t, 80, []exchange{{method: "GET", target: "/api/v1/actions/ACT-88", answer: long.Actions[0]}}, "action view ACT-88", "0.00 tier\n")
}

func TestAnActionSaysForWhichCauseItIs(t *testing.T) {
	t.Parallel()
	d := detail142()
	d.Actions[0].HypothesisID = ptr(airra.HypothesisID("h2"))
	shows(t, 100, view142(d), "incident view INC-142", "          for cause 2 (dependency failure)\n", "\n  no allowed action for cause 1 (deployment issue)\n")
}

func TestTheResultOfAnExecutionIsText(t *testing.T) {
	t.Parallel()
	act := decided(airra.ActionSucceeded)
	act.ExecutionResult.Details = map[string]any{"would_run": "kubectl rollout undo", "pods": 3}
	shows(t, 100, []exchange{{method: "GET", target: "/api/v1/actions/ACT-88", answer: act}}, "action view ACT-88", "         pods: 3\n         would run: kubectl rollout undo\n")
}

func TestTheStatusShowsTheMostUrgentFirstAndFitsAScreen(t *testing.T) {
	t.Parallel()
	var open []airra.Incident
	for i, severity := range []airra.Severity{"low", "high", "critical", "medium", "high", "low", "low"} {
		one := incident141()
		one.ID, one.Ref = airra.IncidentID("i"+string(severity)+string(rune('0'+i))), "INC-"+string(rune('1'+i))
		one.Severity, one.DetectedAt = severity, now.Add(-time.Duration(i)*time.Minute)
		open = append(open, one)
	}
	waits := func(i airra.Incident, ref string, state airra.ActionStatus) airra.Action {
		act := action88()
		act.Ref, act.IncidentID, act.Status = ref, i.ID, state
		return act
	}
	exchanges := func(pending, approved []airra.Action) []exchange {
		return []exchange{
			{method: "GET", target: "/api/v1/status", answer: status()},
			{method: "GET", target: "/api/v1/incidents?open=true&page_size=100", answer: page(open...)},
			{method: "GET", target: "/api/v1/approvals/pending", answer: pending},
			{method: "GET", target: "/api/v1/actions?limit=100&status=approved", answer: approved},
			chainAsked("{}", entries()...),
		}
	}
	order := func(out string) string {
		var refs []string
		for _, word := range strings.Fields(out) {
			if strings.HasPrefix(word, "INC-") {
				refs = append(refs, word)
			}
		}
		return strings.Join(refs, " ")
	}
	out := shows(t, 100, exchanges([]airra.Action{}, []airra.Action{}), "status", "  … 2 more: airra incident list --open\n")
	wants(t, "the order of what is open", "INC-3 INC-5 INC-2 INC-4 INC-7", order(out))
	out = shows(t, 100, exchanges([]airra.Action{waits(open[0], "ACT-1", airra.ActionPendingApproval)}, []airra.Action{waits(open[2], "ACT-3", airra.ActionApproved)}), "status",
		"            airra action execute ACT-3\n", "            airra approve ACT-1 --by")
	wants(t, "the order of what needs somebody", "INC-3 INC-1 INC-5 INC-2 INC-4 INC-7 INC-6", order(out))
	var many []airra.Action
	for _, i := range open {
		many = append(many, waits(i, "ACT-"+i.Ref[4:], airra.ActionPendingApproval))
	}
	shows(t, 100, exchanges(many, []airra.Action{}), "status", "  … 2 more: airra action list --pending\n")
}

func TestApprovingWhatIsApprovedNamesTheNextCommand(t *testing.T) {
	t.Parallel()
	conflict := refusing("POST", approvePath, `{"approved_by":"jane@example.com","execution_mode":"dry_run"}`, problem(http.StatusConflict, airra.CodeConflict, "ACT-88 was already approved by bob", ""))
	conflict.answer.(map[string]any)["state"] = "approved"
	server := record(t, conflict)
	got := shell{}.run(t, server.server.URL, "approve", "ACT-88")
	wants(t, "the end", typed{5, "", "airra: ACT-88 was already approved by bob.\n       To start it: airra action execute ACT-88\n"}, got)
}

func TestSeveralTimelinesAndWaits(t *testing.T) {
	t.Parallel()
	other := timeline142()
	other.Events = other.Events[:1]
	timelines := []exchange{
		{method: "GET", target: "/api/v1/incidents/INC-142/timeline", answer: timeline142(), always: true},
		{method: "GET", target: "/api/v1/incidents/INC-141/timeline", answer: other, always: true},
	}
	server := record(t, timelines...)
	lines := shell{in: "INC-142\nINC-141\n"}.run(t, server.server.URL, "incident", "timeline", "-", "--json", "id", "-o", "jsonl")
	wants(t, "the events of both", typed{0, "{\"id\":7}\n{\"id\":8}\n{\"id\":7}\n", ""}, lines)
	array := shell{}.run(t, server.server.URL, "incident", "timeline", "INC-142", "INC-141", "-q", "map(.events | length)")
	wants(t, "the answers as an array", typed{0, "[2,1]\n", ""}, array)
	one := shell{}.run(t, server.server.URL, "incident", "timeline", "INC-142", "-q", ".total_events")
	wants(t, "a single answer", typed{0, "2\n", ""}, one)

	slow, done := detail142(), detail142()
	slow.Status, done.Ref = airra.StatusAnalyzing, "INC-141"
	server = record(t, append(waiting(),
		exchange{method: "GET", target: "/api/v1/incidents/INC-142", answer: slow, always: true},
		exchange{method: "GET", target: "/api/v1/incidents/INC-141", answer: done, always: true})...)
	got := shell{in: "INC-142 INC-141"}.run(t, server.server.URL, "incident", "wait", "-", "--for", "analyzed", "--timeout", "50ms", "-o", "name")
	wants(t, "one is not there yet, the other was already", typed{8, "INC-141\n", "airra: INC-142: still pending after 50ms.\n       It goes on by itself. Wait longer with --timeout.\n"}, got)
}

func TestWhenEverythingFailsThereIsNoHeader(t *testing.T) {
	t.Parallel()
	missing := problem(http.StatusNotFound, airra.CodeNotFound, "there is no such incident", "")
	for _, command := range []string{"incident view", "incident timeline", "ack"} {
		server := record(t,
			refusing("GET", "/api/v1/incidents/INC-1", "", missing), refusing("GET", "/api/v1/incidents/INC-2", "", missing),
			refusing("GET", "/api/v1/incidents/INC-1/timeline", "", missing), refusing("GET", "/api/v1/incidents/INC-2/timeline", "", missing),
			refusing("POST", "/api/v1/incidents/INC-1/acknowledge", ackBody, missing), refusing("POST", "/api/v1/incidents/INC-2/acknowledge", ackBody, missing))
		for i := range server.exchanges {
			server.exchanges[i].always = true
		}
		got := shell{}.run(t, server.server.URL, append(strings.Fields(command), "INC-1", "INC-2")...)
		wants(t, command, typed{3, "", "airra: INC-1: there is no such incident.\nairra: INC-2: there is no such incident.\n"}, got)
	}
}

func TestASentenceSaysAStatusOnce(t *testing.T) {
	t.Parallel()
	resolved := incident142()
	resolved.Status = airra.StatusResolved
	out := shows(t, 100, []exchange{{method: "POST", target: "/api/v1/incidents/INC-142/resolve", body: `{"resolved_by":"jane@example.com"}`, answer: resolved}}, "resolve INC-142")
	wants(t, "the sentence", "INC-142  ✓ resolved  ▲ payment-service  Error rate 18x normal\n", out)
}

func TestHelpAndVersion(t *testing.T) {
	t.Parallel()
	wants(t, "the version", typed{0, "airra " + airra.Version + "\n", ""}, shell{}.run(t, "", "--version"))
	wants(t, "no such help", typed{2, "", "airra: there is no command or topic \"nosuch\".\n       See: airra --help\n"}, shell{}.run(t, "", "help", "nosuch"))
	wants(t, "the help of a command", shell{}.run(t, "", "incident", "view", "--help"), shell{}.run(t, "", "help", "incident", "view"))
}

func TestTheDoctorDistrustsAMonitorWithoutMetrics(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(s *airra.SystemStatus){
		"problem\tmonitor\t2 services watched, but the source of metrics is down": func(s *airra.SystemStatus) { s.Checks[1].State = airra.CheckDown },
		"warning\tmonitor\t2 services watched, no data yet":                       func(s *airra.SystemStatus) { s.MonitorNote = "no data yet" },
	} {
		exchanges, state := healthy(), status()
		change(&state)
		exchanges[1].answer = state
		server := record(t, exchanges...)
		if got := (shell{}).run(t, server.server.URL, "doctor"); !strings.Contains(got.out, want) {
			t.Errorf("%q is missing in:\n%s", want, got.out)
		}
	}
}

func TestCompletionKnowsWhatFits(t *testing.T) {
	t.Parallel()
	server := record(t, exchange{method: "GET", target: "/api/v1/incidents?page_size=50&status=resolved", answer: page(incident141())})
	reopen := shell{}.run(t, server.server.URL, "__complete", "incident", "reopen", "")
	wants(t, "what can be reopened", "INC-141\tanalyzing: Latency p95 1.2 s (normal 80 ms)\n:36\n", reopen.out)
	for _, test := range []struct{ args, want string }{
		{"watch --types detected,incident_re", "detected,incident_resolved\n"},
		{"action list --status rej", "rejected\n"},
		{"incident list --status esc", "escalated\n"},
		{"incident list --json ref,tit", "ref,title\n"},
	} {
		got := shell{}.run(t, "", append([]string{"__complete"}, strings.Fields(test.args)...)...)
		if !strings.Contains(got.out, test.want) {
			t.Errorf("%s gives %s", test.args, got.out)
		}
	}
}
