package cli_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/cli"
)

const (
	approveBody = `{"approved_by":"you@example.com","execution_mode":"dry_run","execute":true}`
	approvePath = "/api/v1/approvals/ACT-88/approve"
)

// script is how a script approves.
var script = []string{"approve", "ACT-88", "--by", "you@example.com", "--execute", "--wait", "--timeout", "60s", "--no-input"}

// waiting are the exchanges of a wait: the stream says that something happened,
// and the action is read again.
func waiting(later ...airra.Action) []exchange {
	event := `id: 9` + "\n" + `data: {"id":9,"incident_ref":"INC-142","event_type":"action_completed"}` + "\n\n"
	exchanges := []exchange{
		{method: "GET", target: "/api/v1/status", answer: status(), always: true},
		{method: "GET", target: "/api/v1/events?incident=INC-142", answer: event, stream: true, always: true},
	}
	for _, a := range later {
		exchanges = append(exchanges, exchange{method: "GET", target: "/api/v1/actions/ACT-88", answer: a})
	}
	return exchanges
}

func TestApprovingInAScriptTellsHowItEnded(t *testing.T) {
	t.Parallel()
	approved := exchange{method: "POST", target: approvePath, body: approveBody, actor: "you@example.com", answer: decided(airra.ActionExecuting)}
	refused := func(status int, code airra.Code, detail, hint string) []exchange {
		return []exchange{refusing("POST", approvePath, approveBody, problem(status, code, detail, hint))}
	}
	tests := []struct {
		name      string
		exchanges []exchange
		code      int
		err       string
	}{
		{"it succeeded", append(waiting(decided(airra.ActionExecuting), decided(airra.ActionSucceeded)), approved), 0, ""},
		{
			"it failed", append(waiting(decided(airra.ActionFailed)), approved), 9,
			"airra: ACT-88 was executed and failed: no such deployment.\n       See: airra incident view INC-142\n",
		},
		{
			"the incident was resolved before it ran", append(waiting(decided(airra.ActionRejected)), approved), 5,
			"airra: ACT-88 was rejected by airra before it ran: the incident was resolved.\n       See why: airra action view ACT-88\n",
		},
		{
			"somebody else decided", refused(http.StatusConflict, airra.CodeConflict, "ACT-88 was already rejected by bob@example.com 40 s ago", ""), 5,
			"airra: ACT-88 was already rejected by bob@example.com 40 s ago.\n       See why: airra action view ACT-88\n",
		},
		{
			"a policy forbids it", refused(http.StatusForbidden, airra.CodeDenied, "drain_node is never allowed", "ask the owner"), 6,
			"airra: drain_node is never allowed.\n       ask the owner\n",
		},
		{
			"the key is wrong, with the same status as a policy", refused(http.StatusForbidden, airra.CodeForbidden, "the API key is wrong", ""), 4,
			"airra: the API key is wrong.\n       Set AIRRA_API_KEY, or keep the key in a context: airra context add NAME --server URL --key-file FILE\n",
		},
		{"there is no such action", refused(http.StatusNotFound, airra.CodeNotFound, "there is no ACT-88", ""), 3, "airra: there is no ACT-88.\n"},
		{
			"the server failed", refused(http.StatusInternalServerError, airra.CodeInternal, "internal error", ""), 1,
			"airra: airrad failed: internal error.\n       Look for request req-1 in the log of airrad.\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := record(t, test.exchanges...)
			got := shell{}.run(t, server.server.URL, script...)
			if got.code != test.code {
				t.Errorf("ended with %d, not with %d", got.code, test.code)
			}
			wants(t, "standard error", test.err, got.err)
		})
	}
}

func TestWaitingEndsWithTheTime(t *testing.T) {
	t.Parallel()
	exchanges := append(waiting(), exchange{method: "POST", target: approvePath, body: approveBody, answer: decided(airra.ActionExecuting)},
		exchange{method: "GET", target: "/api/v1/actions/ACT-88", answer: decided(airra.ActionExecuting), always: true})
	server := record(t, exchanges...)
	args := append(append([]string{}, script...), "--timeout", "100ms")
	got := shell{}.run(t, server.server.URL, args...)
	wants(t, "the end", typed{8, "", "airra: still pending after 100ms.\n       It goes on by itself. Wait longer with --timeout.\n"}, got)
}

func TestAWaitThatEndsWithoutAServerSaysSo(t *testing.T) {
	t.Parallel()
	away := problem(http.StatusServiceUnavailable, airra.CodeUnavailable, "the database does not answer", "")
	look := refusing("GET", "/api/v1/actions/ACT-88", "", away)
	look.always = true
	server := record(t, append(waiting(), exchange{method: "POST", target: approvePath, body: approveBody, answer: decided(airra.ActionExecuting)}, look)...)
	got := shell{}.run(t, server.server.URL, append(append([]string{}, script...), "--timeout", "300ms")...)
	wants(t, "the end", typed{7, "", "airra: the database does not answer.\n"}, got)
}

func TestTheTimeOfAWaitIsNotGivenToASilentServer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		args             string
		timeout, longest time.Duration
	}{
		{"approve ACT-88 --execute --wait --timeout 60s", 0, time.Minute},
		{"incident wait INC-142 --for analyzed --timeout 60s", 0, time.Minute},
		{"watch --timeout 60s", 0, time.Minute},
		{"incident analyze INC-142 --timeout 60s", time.Minute, 0},
		{"incident list --timeout 60s", time.Minute, 0},
		{"incident list", 0, 0},
	}
	for _, test := range tests {
		t.Run(test.args, func(t *testing.T) {
			t.Parallel()
			got, err := cli.ClientFor(strings.Fields(test.args))
			if err != nil || got.Timeout != test.timeout || got.Longest != test.longest {
				t.Errorf("an answer gets %s and at most %s, %v", got.Timeout, got.Longest, err)
			}
		})
	}
}

func TestWaitingIsInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	exchanges := append(waiting(), exchange{method: "GET", target: "/api/v1/incidents/INC-142", answer: detail142(), always: true})
	server := record(t, exchanges...)
	context.AfterFunc(server.streaming, func() { cancel(context.Canceled) })
	got := shell{ctx: ctx}.run(t, server.server.URL, "incident", "wait", "INC-142", "--for", "status=resolved")
	wants(t, "the end", typed{130, "", ""}, got)
}

func TestAServerThatIsAwayIsTold(t *testing.T) {
	t.Parallel()
	// A port that was just given back by the kernel has nobody behind it.
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{script, {"status"}, {"watch"}, {"incident", "list"}, {"api", "GET", "incidents"}, {"incident", "wait", "INC-1", "--for", "acked"}} {
		got := shell{}.run(t, url, args...)
		wants(t, fmt.Sprint(args), typed{7, "", "airra: airrad does not answer at " + url + ".\n       Is airrad running? Start it with: airrad\n"}, got)
	}
}

func TestLiveApprovalAsks(t *testing.T) {
	t.Parallel()
	live := exchange{
		method: "POST", target: approvePath, actor: "jane@example.com",
		body: `{"approved_by":"jane@example.com","execution_mode":"live"}`, answer: decided(airra.ActionApproved),
	}
	tests := []struct {
		name   string
		shell  shell
		args   []string
		code   int
		wanted bool // the server is asked
		says   string
	}{
		{"a yes approves", shell{tty: true, inTTY: true, in: "y\n"}, nil, 0, true, "for real. Approve it? [y/N]"},
		{"anything else does not", shell{tty: true, inTTY: true, in: "\n"}, nil, 1, false, "nothing was done, because the answer was no."},
		{"the end of input does not", shell{tty: true, inTTY: true}, nil, 1, false, "nothing was done"},
		{"--yes needs no question", shell{}, []string{"-y"}, 0, true, ""},
		{"--no-input names the flag", shell{tty: true, inTTY: true, in: "y\n"}, []string{"--no-input"}, 2, false, "--yes is missing"},
		{"a pipe cannot answer", shell{in: "y\n"}, nil, 2, false, "--yes is missing"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var exchanges []exchange
			if test.wanted {
				exchanges = append(exchanges, live)
			}
			server := record(t, exchanges...)
			got := test.shell.run(t, server.server.URL, append([]string{"approve", "ACT-88", "--live"}, test.args...)...)
			if got.code != test.code || !strings.Contains(got.err, test.says) {
				t.Errorf("ended with %d and said %q", got.code, got.err)
			}
		})
	}
}

func TestALiveExecutionAsksToo(t *testing.T) {
	t.Parallel()
	approved := decided(airra.ActionApproved)
	approved.ExecutionMode = airra.ModeLive
	look := exchange{method: "GET", target: "/api/v1/actions/ACT-88", answer: approved}
	server := record(t, look)
	if got := (shell{}).run(t, server.server.URL, "action", "execute", "ACT-88"); got.code != 2 {
		t.Errorf("without an answer it ended with %d", got.code)
	}
	server = record(t, look, exchange{method: "POST", target: "/api/v1/actions/ACT-88/execute", actor: "jane@example.com", answer: decided(airra.ActionExecuting)})
	if got := (shell{}).run(t, server.server.URL, "action", "execute", "ACT-88", "-y"); got.code != 0 {
		t.Errorf("with -y it ended with %d: %s", got.code, got.err)
	}
}

func TestWrongUseIsToldWithoutAskingTheServer(t *testing.T) {
	t.Parallel()
	tests := []struct{ args, says string }{
		{"incident lst", `there is no command "lst" in airra incident`},
		{"incident lst", "Did you mean: airra incident list?"},
		{"frobnicate", "there is no command"},
		{"approve", "airra approve needs at least one action"},
		{"approve ACT-88 --wait", "--wait needs --execute"},
		{"approve ACT-88 --by me@example.com --as you@example.com", "two different people"},
		{"reject ACT-88", "--reason is missing"},
		{"incident list --status nonsense", `--status takes detected, analyzing`},
		{"incident list --since yesterday", "--since takes a span like 2h"},
		{"incident list -L 0", "--limit has to be at least 1"},
		{"incident list -o xml", "--output takes json"},
		{"incident list --json nope", `there is no field "nope"`},
		{"incident list --nope", "unknown flag: --nope"},
		{"incident list extra", `"extra" is too much`},
		{"incident create --service x", "--title is missing"},
		{"incident create -t x", "--service is missing"},
		{"incident create -t x --service y --metrics [1]", "--metrics takes a JSON object"},
		{"incident wait INC-1 --for lunch", `--for cannot be "lunch"`},
		{"evidence rerun INC-1 zero", `"zero" is no number of evidence`},
		{"note INC-1", "the text is missing"},
		{"ack INC-1 --color sometimes", "--color takes auto"},
		{"ack INC-1 --as x", "--as is"},
		{"service graph --server nonsense", "is not a URL"},
		{"watch --types bogus", "--types takes detected, analyzing_started"},
		{"status -C nowhere", `there is no context "nowhere"`},
		{"api GET http://elsewhere/x", "is no path on the server"},
		{"completion tcsh", "completion takes bash, zsh, fish, powershell"},
	}
	for _, test := range tests {
		t.Run(test.args, func(t *testing.T) {
			t.Parallel()
			server := record(t)
			got := shell{}.run(t, server.server.URL, strings.Fields(test.args)...)
			if got.code != 2 || !strings.HasPrefix(got.err, "airra: ") || !strings.Contains(got.err, test.says) || got.out != "" {
				t.Errorf("ended with %d and said %q", got.code, got.err)
			}
		})
	}
}

func TestAWaitSurvivesAServerThatGoesAway(t *testing.T) {
	t.Parallel()
	away := problem(http.StatusServiceUnavailable, airra.CodeUnavailable, "the database does not answer", "")
	later := detail142()
	later.Status = airra.StatusResolved
	server := record(t,
		exchange{method: "GET", target: "/api/v1/incidents/INC-142", answer: detail142()},
		refusing("GET", "/api/v1/incidents/INC-142", "", away),
		exchange{method: "GET", target: "/api/v1/incidents/INC-142", answer: later},
		waiting()[0], waiting()[1])
	got := shell{}.run(t, server.server.URL, "incident", "wait", "INC-142", "--for", "status=resolved", "--timeout", "1m", "-o", "name")
	wants(t, "the end", typed{0, "INC-142\n", ""}, got)
}

func TestConditionsOfAWait(t *testing.T) {
	t.Parallel()
	with := func(change func(d *airra.IncidentDetail)) airra.IncidentDetail {
		d := detail142()
		change(&d)
		return d
	}
	tests := []struct {
		condition string
		met       airra.IncidentDetail
	}{
		{"analyzed", with(func(*airra.IncidentDetail) {})},
		{"acked", with(func(d *airra.IncidentDetail) { d.AcknowledgedBy = ptr("bob@example.com") })},
		{"status=escalated", with(func(d *airra.IncidentDetail) { d.Status = airra.StatusEscalated })},
		{"action=done", with(func(d *airra.IncidentDetail) { d.Actions[0].Status = airra.ActionSucceeded })},
		{"action=approved", with(func(d *airra.IncidentDetail) { d.Actions[0].Status = airra.ActionApproved })},
	}
	for _, test := range tests {
		t.Run(test.condition, func(t *testing.T) {
			t.Parallel()
			ask := exchange{method: "GET", target: "/api/v1/incidents/INC-142", answer: test.met, always: true}
			server := record(t, append(waiting(), ask)...)
			if got := (shell{}).run(t, server.server.URL, "incident", "wait", "INC-142", "--for", test.condition); got.code != 0 {
				t.Errorf("ended with %d: %s", got.code, got.err)
			}
			unmet := with(func(d *airra.IncidentDetail) { d.Status = airra.StatusAnalyzing })
			ask.answer = unmet
			server = record(t, append(waiting(), ask)...)
			if got := (shell{}).run(t, server.server.URL, "incident", "wait", "INC-142", "--for", test.condition, "--timeout", "50ms"); got.code != 8 {
				t.Errorf("unmet it ended with %d: %s", got.code, got.err)
			}
		})
	}
}

func TestAFailedAnalysisIsAFailure(t *testing.T) {
	t.Parallel()
	failed := detail142()
	failed.Status, failed.StatusNote = airra.StatusFailed, ptr("the model did not answer")
	server := record(t, append(waiting(),
		exchange{method: "POST", target: "/api/v1/incidents/INC-142/analyze", status: 202, answer: airra.Accepted{Status: "accepted"}},
		exchange{method: "GET", target: "/api/v1/incidents/INC-142", answer: failed})...)
	got := shell{}.run(t, server.server.URL, "incident", "analyze", "INC-142", "--wait")
	wants(t, "the end", typed{1, "", "airra: the analysis of INC-142 failed: the model did not answer.\n       Try again: airra incident analyze INC-142\n"}, got)
}
