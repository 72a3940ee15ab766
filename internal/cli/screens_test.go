package cli_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

func view142(d airra.IncidentDetail) []exchange {
	return []exchange{
		{method: "GET", target: "/api/v1/incidents/INC-142", answer: d},
		{method: "GET", target: "/api/v1/incidents/INC-142/signals", answer: signals142()},
		{method: "GET", target: "/api/v1/incidents/INC-142/timeline", answer: timeline142()},
	}
}

func TestTheScreenOfAnIncident(t *testing.T) {
	t.Parallel()
	server := record(t, view142(detail142())...)
	got := shell{tty: true}.run(t, server.server.URL, "incident", "view", "INC-142", "--color", "never")
	wants(t, "the screen", `
INC-142  ▲ critical  ◐ pending approval  payment-service   opened 4 min ago by the monitor
Error rate 18x normal
Error rate 18x normal since 12:00:00, still going on.
Also affected: order-service

SIGNALS
                                                     normal    last  seen            deviation
  error_rate                 ▁▁▁▁▁▁▂█████             0.5/s     9/s  12:00:00 still     +355 σ
  order-service/latency_p95                120 ms (assumed)  310 ms  12:00:15 ended     −6.1 σ

WHY (offline rules; 2 hypotheses)
  1  deployment issue     0.71 ██████████████░░░░░░
     The deployment of v2.5.0 broke the payment path.
     The errors began right after the deployment, and a deployment is what changed.
     [1] + v2.5.0 was deployed 6 min before the first error  (change)
     [2] + errors began before latency moved  (metric)
     [3] − no restart of the pods was seen  (metric)
     check: airra evidence rerun INC-142 2   (also 3)
  2  dependency failure   0.44 █████████░░░░░░░░░░░
     A service below it fails.

WHAT COULD BE DONE
  ACT-88  rollback_deployment payment-service   ◐ pending approval   dry run
          risk ▅ 0.78 = 0.75 base + 0.029 uncertainty + 0.00 tier; blast radius high
          Roll payment-service back to the previous revision.
          for cause 1 (deployment issue)

TIMELINE (2)
  12:00:00  Error rate left its band  airra
  12:00:01  2 hypotheses  airra

NEXT
  airra approve ACT-88 --by you@example.com --execute
  airra reject ACT-88 --by you@example.com --reason "..."
`, "\n"+got.out)
}

func TestLongTextIsWrappedAndNotCut(t *testing.T) {
	t.Parallel()
	d := detail142()
	d.Description = strings.Repeat("word ", 50) + strings.Repeat("x", 150) + "end"
	server := record(t, view142(d)...)
	got := shell{tty: true}.run(t, server.server.URL, "incident", "view", "INC-142", "--color", "never")
	flat := strings.NewReplacer("\n", "", " ", "").Replace(got.out)
	if !strings.Contains(flat, strings.Repeat("word", 50)+strings.Repeat("x", 150)+"end") {
		t.Errorf("something was cut:\n%s", got.out)
	}
}

func TestHostileTextStaysInItsPlaceOnEveryScreen(t *testing.T) {
	t.Parallel()
	const evil = "x\x1b[2J\x1b]0;owned\x07\u202e\u200b"
	d := detail142()
	d.Title, d.Description, d.AffectedService, d.Reasoner, d.DetectionSource = evil, evil, evil, evil, evil
	d.StatusNote, d.AcknowledgedBy, d.AffectedComponents = ptr(evil), ptr(evil), []string{evil}
	d.Hypotheses[0].Description, d.Hypotheses[0].Category, d.Hypotheses[0].Reasoning = evil, evil, evil
	d.Hypotheses[0].Evidence.Items[0].Observation, d.Hypotheses[0].Evidence.Items[0].SignalType = evil, evil
	a := &d.Actions[0]
	a.Description, a.TargetService, a.ActionType, a.RiskTerms[0].Name, a.ExecutionMode, a.Status = evil, evil, evil, evil, evil, evil
	a.RejectedBy, a.RejectionReason, a.Ref, a.BlastRadius = ptr(evil), ptr(evil), evil, evil
	signals, timeline, state := signals142(), timeline142(), status()
	signals[0].Name, signals[0].Unit, signals[1].Service = evil, evil, evil
	timeline.Events[0].Description, timeline.Events[0].Actor, timeline.Events[0].Type = evil, evil, evil
	state.Reasoner, state.Environment, state.MonitorNote, state.Checks[1].Detail, state.Checks[1].Kind, state.ReasonerNote = evil, evil, evil, evil, evil, evil
	state.Unattended = []airra.ServiceName{evil}
	chain := entries()
	chain[0].Engineer.Name, chain[0].Level, chain[1].Engineer.Name, chain[1].Level = evil, evil, evil, evil
	server := record(t,
		exchange{method: "GET", target: "/api/v1/incidents/INC-142", answer: d},
		exchange{method: "GET", target: "/api/v1/incidents/INC-142/signals", answer: signals},
		exchange{method: "GET", target: "/api/v1/incidents/INC-142/timeline", answer: timeline, always: true},
		exchange{method: "GET", target: "/api/v1/status", answer: state, always: true},
		exchange{method: "GET", target: "/api/v1/incidents?open=true&page_size=100", answer: page(d.Incident)},
		exchange{method: "GET", target: "/api/v1/actions?limit=100&status=approved", answer: d.Actions},
		exchange{method: "GET", target: "/api/v1/approvals/pending", answer: d.Actions, always: true},
		chainAsked("{}", chain...),
		exchange{method: "GET", target: "/api/v1/actions/ACT-88", answer: d.Actions[0]},
		refusing("GET", "/api/v1/actions/ACT-9", "", problem(409, airra.CodeConflict, evil, evil)))
	for _, args := range []string{"incident view INC-142", "status", "action view ACT-88", "action list --pending", "action view ACT-9", "incident timeline INC-142", "incident timeline INC-142 -o csv", "incident timeline INC-142 -o yaml", "incident timeline INC-142 -o jsonl"} {
		got := shell{tty: true}.run(t, server.server.URL, append(strings.Fields(args), "--color", "never")...)
		if strings.ContainsAny(got.out+got.err, "\x1b\x07\u202e\u200b") {
			t.Errorf("%s lets a control character through: %q", args, got.out+got.err)
		}
	}
}

func TestTheStatusScreen(t *testing.T) {
	t.Parallel()
	approved := []airra.Action{}
	exchanges := func(s airra.SystemStatus, incidents airra.Page[airra.Incident], pending ...airra.Action) []exchange {
		return []exchange{
			{method: "GET", target: "/api/v1/status", answer: s},
			{method: "GET", target: "/api/v1/incidents?open=true&page_size=100", answer: incidents},
			{method: "GET", target: "/api/v1/actions?limit=100&status=approved", answer: approved},
			{method: "GET", target: "/api/v1/approvals/pending", answer: append([]airra.Action{}, pending...)},
			chainAsked("{}", entries()...),
		}
	}
	open := page(incident142(), incident141())
	open.Total = 25
	busy := status()
	busy.Unattended = []airra.ServiceName{"cart"}
	server := record(t, exchanges(busy, open, action88())...)
	got := shell{tty: true}.run(t, server.server.URL, "--color", "never")
	wants(t, "the screen of a bare airra", `
AIRRA  development · airrad 1.4.0 · up 3 d · database (SQLite) ● metrics (embedded) ◐
       reasoning: offline rules · dry run only · demo
       metrics is degraded: 1 of 2 targets is down

▲ 1 critical   ◆ 1 high
on call  Alice Chen (primary until Mon 09:00) → Bob Martinez

NEEDS YOU
  INC-142   ◐ pending approval  ▲  payment-service  Error rate 18x normal  4 min
  ACT-88    rollback_deployment payment-service  risk ▅ 0.78  dry run
            airra approve ACT-88 --by you@example.com --execute

OPEN
  INC-141   ◍ analyzing, acked  ◆  order-service  Latency p95 1.2 s (normal 80 ms)  40 s
  … 23 more: airra incident list --open

ANOMALOUS, NO OPEN INCIDENT
  cart  airra service view cart
`, "\n"+got.out)

	calm := status()
	calm.OpenIncidents, calm.Checks, calm.MonitorNote = nil, calm.Checks[:1], "no services are monitored: set AIRRA_MONITORED_SERVICES"
	server = record(t, exchanges(calm, page())...)
	got = shell{tty: true}.run(t, server.server.URL, "status", "--color", "never")
	wants(t, "the screen of a calm day", `
AIRRA  development · airrad 1.4.0 · up 3 d · database (SQLite) ●
       reasoning: offline rules · dry run only · demo
       no services are monitored: set AIRRA_MONITORED_SERVICES

✓ nothing is open
on call  Alice Chen (primary until Mon 09:00) → Bob Martinez
`, "\n"+got.out)
}

func TestTheExitStatusOfTheStatus(t *testing.T) {
	t.Parallel()
	ask := exchange{method: "GET", target: "/api/v1/status", answer: status()}
	server := record(t, ask)
	if got := (shell{}).run(t, server.server.URL, "status", "--exit-status"); got.code != 10 || got.err != "" || !strings.Contains(got.out, "open_critical\t1\n") {
		t.Errorf("with something open it ended with %+v", got)
	}
	calm := status()
	calm.OpenIncidents = nil
	ask.answer = calm
	server = record(t, ask)
	if got := (shell{}).run(t, server.server.URL, "status", "--exit-status"); got.code != 0 {
		t.Errorf("with nothing open it ended with %d", got.code)
	}
}

func services() []airra.ServiceState {
	service := func(name airra.ServiceName, needs ...airra.ServiceName) airra.ServiceState {
		return airra.ServiceState{Service: airra.Service{Name: name, DependsOn: needs, Tier: "tier-1", Criticality: "high"}, Known: true, Monitored: true}
	}
	payment := service("payment-service", "database", "auth")
	payment.OpenIncidents = 1
	nine, half, sigma, at := 9.0, 0.5, 355.0, now.Add(-10*time.Second)
	payment.Signals = []airra.SignalReading{{
		Name: "error_rate", Unit: "req/s", Current: &nine, Expected: &half, Sigma: &sigma, State: "anomalous", Samples: 40, At: &at, Recent: []float64{1, 1, 9},
	}, {Name: "cpu_usage", Unit: "ratio", State: "no_data", Recent: []float64{}}}
	return []airra.ServiceState{service("gateway", "payment-service", "auth"), payment, service("auth", "database"), service("database")}
}

func TestTheGraphOfServices(t *testing.T) {
	t.Parallel()
	tests := []struct{ args, want string }{
		{"", `
gateway
├─ auth
│  └─ database
└─ payment-service
   ├─ auth (above)
   └─ database
`},
		{"payment-service --depth 1", "\npayment-service\n├─ auth\n└─ database\n"},
		{"auth -o dot", "\ndigraph services {\n  rankdir=LR;\n  \"auth\";\n  \"auth\" -> \"database\";\n  \"database\";\n}\n"},
		{"auth -o mermaid", "\ngraph LR\n  s1[\"auth\"]\n  s2[\"database\"]\n  s1 --> s2\n"},
		{"-o name", "\ngateway\npayment-service\nauth\ndatabase\n"},
	}
	for _, test := range tests {
		t.Run(test.args, func(t *testing.T) {
			t.Parallel()
			server := record(t, exchange{method: "GET", target: "/api/v1/services", answer: services()})
			got := shell{}.run(t, server.server.URL, append([]string{"service", "graph"}, strings.Fields(test.args)...)...)
			wants(t, "the graph", test.want, "\n"+got.out)
		})
	}
	t.Run("a cycle ends", func(t *testing.T) {
		t.Parallel()
		cycle := []airra.ServiceState{{Service: airra.Service{Name: "a", DependsOn: []airra.ServiceName{"b"}}}, {Service: airra.Service{Name: "b", DependsOn: []airra.ServiceName{"a"}}}}
		server := record(t, exchange{method: "GET", target: "/api/v1/services", answer: cycle})
		got := shell{}.run(t, server.server.URL, "service", "graph")
		wants(t, "the graph", typed{0, "a\n└─ b\n   └─ a (above)\nb\n", ""}, got)
	})
	t.Run("an unknown service", func(t *testing.T) {
		t.Parallel()
		server := record(t, exchange{method: "GET", target: "/api/v1/services", answer: services()})
		if got := (shell{}).run(t, server.server.URL, "service", "graph", "nope"); got.code != 3 {
			t.Errorf("ended with %d", got.code)
		}
	})
}

func TestTheScreenOfAService(t *testing.T) {
	t.Parallel()
	server := record(t, exchange{method: "GET", target: "/api/v1/services/payment-service", answer: services()[1]})
	got := shell{tty: true}.run(t, server.server.URL, "service", "view", "payment-service", "--color", "never")
	wants(t, "the screen", `
payment-service  ▲ anomalous  high  tier-1
1 open incident: airra incident list --open --service payment-service

SIGNALS
      SIGNAL      STATE        NOW  NORMAL  SIGMA  SAMPLES     AT
 ▁▁█  error_rate  ▲ anomalous  9/s   0.5/s  355.0       40   10 s
      cpu_usage   ✗ no data                              0  never

NEEDS
  database, auth
`, "\n"+got.out)
}

func TestEvidenceIsRunAgain(t *testing.T) {
	t.Parallel()
	run := airra.EvidenceRun{
		Evidence: airra.EvidenceItem{Number: 2, Observation: "errors began first"}, Query: "q", Source: "embedded", At: now,
		Then: []airra.Point{{At: now, Value: 1}, {At: now, Value: 9}},
		Now:  []airra.Series{{Labels: map[string]string{"service": "p"}, Points: []airra.Point{{At: now, Value: 0.5}}}},
	}
	ask := exchange{method: "POST", target: "/api/v1/incidents/INC-142/evidence/2/rerun", answer: run}
	server := record(t, ask, ask)
	person := shell{tty: true}.run(t, server.server.URL, "evidence", "rerun", "INC-142", "2", "--color", "never")
	wants(t, "the screen", "\n2  errors began first\nquery  q\nthen   ▁█  1 … 9, last 9\nnow    ▁  0.5 … 0.5, last 0.5  {service=\"p\"}\nasked embedded at 12:04:00\n", "\n"+person.out)
	pipe := shell{}.run(t, server.server.URL, "evidence", "rerun", "INC-142", "2")
	stamp := "2026-03-01T12:04:00Z"
	wants(t, "the columns", fmt.Sprintf("WHEN\tSERIES\tTIME\tVALUE\nthen\t\t%[1]s\t1\nthen\t\t%[1]s\t9\nnow\t{service=\"p\"}\t%[1]s\t0.5\n", stamp), pipe.out)
}
