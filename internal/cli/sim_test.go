package cli_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

const simulatorAt = "/api/v1/simulator"

func leak() airra.Scenario {
	return airra.Scenario{
		ID: "memory_leak_gradual", Name: "Gradual Memory Leak", Description: "It holds on to memory.", Service: "payment-service", Severity: airra.SeverityCritical,
		Difficulty: "beginner", Tags: []string{"resource", "availability"}, DurationSeconds: 300, MetricCount: 4,
	}
}

func simulationOf(id, status string) airra.SimulationRun {
	return airra.SimulationRun{
		ID: id, ScenarioID: "memory_leak_gradual", Service: "payment-service", Status: status, StartsAt: now, EndsAt: now.Add(5 * time.Minute),
		StartedBy: "jane@example.com", MetricsInjected: 1, HypothesesCount: 2, ActionsCount: 1,
	}
}

func TestScenariosAreListedAndShown(t *testing.T) {
	t.Parallel()
	list := exchange{method: "GET", target: simulatorAt + "/scenarios?difficulty=beginner&tag=resource", answer: []airra.Scenario{leak()}}
	server := record(t, list)
	wants(t, "a pipe", typed{0, "ID\tSEVERITY\tDIFFICULTY\tSECONDS\tNAME\nmemory_leak_gradual\tcritical\tbeginner\t300\tGradual Memory Leak\n", ""},
		shell{}.run(t, server.server.URL, "sim", "list", "--difficulty", "beginner", "--tag", "resource"))
	full := leak()
	full.Gauges = []airra.ScenarioGauge{{Gauge: "memory_bytes", Factor: 4, Shape: "linear"}, {Gauge: "request_rate", Factor: 0.56, Shape: "step"}}
	full.Metrics = []airra.ScenarioMetric{{Name: "memory_usage_percent", Value: 95, Baseline: 25, DeviationSigma: 5, PatternType: "linear", Unit: "%"}}
	full.ExpectedRootCause, full.ExpectedActionTypes = "memory_leak", []string{"restart", "scale"}
	view := exchange{method: "GET", target: simulatorAt + "/scenarios/memory_leak_gradual", answer: full}
	shows(t, 80, []exchange{view}, "sim view memory_leak_gradual", "Gradual Memory Leak  ▲ critical  payment-service  5 min  beginner,", "  memory_bytes   ×4      linear\n",
		"  request_rate   ×0.56   step\n", "+5.0 σ, linear", "finds memory_leak and proposes restart or scale", "  airra sim start memory_leak_gradual\n")
	for _, flag := range []string{"--difficulty", "--tag"} {
		if got := (shell{}).run(t, record(t).server.URL, "sim", "list", flag, "none"); got.code != 2 {
			t.Errorf("%s: %+v", flag, got)
		}
	}
}

func TestSimulationsAreStartedSeenAndStopped(t *testing.T) {
	t.Parallel()
	start := exchange{
		method: "POST", target: simulatorAt + "/scenarios/memory_leak_gradual/start", actor: "jane@example.com", status: 201,
		body: `{"service":"order-service","duration_seconds":120}`, answer: simulationOf("sim_01234567", "running"),
	}
	server := record(t, start)
	wants(t, "a person", typed{0, "sim_01234567  ● running  memory_leak_gradual on payment-service  until 12:09:00\n", ""},
		shell{tty: true}.run(t, server.server.URL, "sim", "start", "memory_leak_gradual", "--service", "order-service", "--for", "2m", "--color", "never"))
	warned := simulationOf("sim_01234567", "running")
	warned.FoundFrom, warned.Warning = ptr(now.Add(time.Minute)), "INC-7 of payment-service was just resolved."
	server = record(t, exchange{method: "POST", target: simulatorAt + "/scenarios/memory_leak_gradual/start", body: `{}`, actor: "jane@example.com", status: 201, answer: warned})
	wants(t, "one that will not be found", typed{0, "sim_01234567\n", "INC-7 of payment-service was just resolved.\n"},
		shell{}.run(t, server.server.URL, "sim", "start", "memory_leak_gradual", "-o", "name"))
	if got := (shell{}).run(t, record(t).server.URL, "sim", "start", "x", "--for", "1500ms"); got.code != 2 {
		t.Errorf("half a second: %+v", got)
	}

	found, later := simulationOf("sim_01234567", "running"), simulationOf("sim_89abcdef", "scheduled")
	found.IncidentRef = "INC-7"
	runs := exchange{method: "GET", target: simulatorAt + "/simulations?all=true", answer: []airra.SimulationRun{found, later}}
	server = record(t, runs)
	wants(t, "a person", typed{0, "ID            STATUS       SCENARIO             SERVICE          INCIDENT  STARTS    ENDS\n" +
		"sim_01234567  ● running    memory_leak_gradual  payment-service  INC-7     12:04:00  12:09:00\n" +
		"sim_89abcdef  ◷ scheduled  memory_leak_gradual  payment-service            12:04:00  12:09:00\n", ""},
		shell{tty: true}.run(t, server.server.URL, "sim", "runs", "--all", "--color", "never"))
	shows(t, 80, []exchange{{method: "GET", target: simulatorAt + "/simulations/sim_01234567", answer: found}}, "sim runs sim_01234567",
		"● running  found as INC-7  memory_leak_gradual on ", "started by jane@example.com; 1 gauge moved; 2 hypotheses, 1 action\n")
	never := simulationOf("sim_0badcafe", "stopped")
	never.StoppedAt = ptr(never.StartsAt.Add(-time.Second))
	server = record(t, exchange{method: "GET", target: simulatorAt + "/simulations?all=true", answer: []airra.SimulationRun{never}})
	if got := (shell{tty: true}).run(t, server.server.URL, "sim", "runs", "--all", "--color", "never"); !strings.Contains(got.out, "○ stopped") || !strings.Contains(got.out, "  never began\n") {
		t.Errorf("one that was stopped before its time: %s", got.out)
	}

	server = record(t, exchange{method: "GET", target: simulatorAt + "/simulations", answer: []airra.SimulationRun{}})
	wants(t, "nothing", typed{0, "", "Nothing is being simulated.\n"}, shell{tty: true}.run(t, server.server.URL, "sim", "runs"))

	stop := func(id string) exchange {
		return exchange{method: "POST", target: simulatorAt + "/simulations/" + id + "/stop", actor: "jane@example.com", answer: simulationOf(id, "stopped")}
	}
	over := refusing("POST", simulatorAt+"/simulations/sim_00000000/stop", "", problem(http.StatusConflict, airra.CodeConflict, "the simulation sim_00000000 is over: it is completed", ""))
	server = record(t, stop("sim_01234567"), over, stop("sim_89abcdef"))
	wants(t, "those of a list", typed{5, "sim_01234567\nsim_89abcdef\n", "airra: the simulation sim_00000000 is over: it is completed.\n"},
		shell{in: "sim_01234567\nsim_00000000\nsim_89abcdef\n"}.run(t, server.server.URL, "sim", "stop", "-", "-o", "name"))
}

func TestDrillsAreDrawnAndStarted(t *testing.T) {
	t.Parallel()
	drill := airra.Drill{ID: "busy_day", Name: "A busy day", Description: "Four disturbances.", Steps: []airra.DrillStep{
		{ScenarioID: "memory_leak_gradual", Service: "payment-service", Comment: "It begins."},
		{DelaySeconds: 90, ScenarioID: "cpu_spike_traffic_surge", Service: "order-service", Comment: "More orders."},
	}}
	shows(t, 80, []exchange{{method: "GET", target: simulatorAt + "/drills", answer: []airra.Drill{drill}}}, "sim drill", "busy_day\n", "   at once  payment-service       memory_leak_gradual\n",
		"     +90 s  order-service         cpu_spike_traffic_surge\n", "            More orders.\n")
	start := exchange{method: "POST", target: simulatorAt + "/drills/busy_day/start", status: 201, answer: []airra.SimulationRun{simulationOf("sim_01234567", "running"), simulationOf("sim_89abcdef", "scheduled")}}
	server := record(t, start, start)
	wants(t, "names", typed{0, "sim_01234567\nsim_89abcdef\n", ""}, shell{}.run(t, server.server.URL, "sim", "drill", "busy_day", "-o", "name"))
	person := shell{tty: true}.run(t, server.server.URL, "sim", "drill", "busy_day", "--color", "never")
	wants(t, "a person", typed{0, "sim_01234567  ● running  memory_leak_gradual on payment-service  until 12:09:00\n" +
		"sim_89abcdef  ◷ scheduled  memory_leak_gradual on payment-service  from 12:04:00 until 12:09:00\n", ""}, person)
}

func TestAWhatIfAnswerSaysWhatItIsMadeOf(t *testing.T) {
	t.Parallel()
	answer := airra.WhatIfAnswer{
		ActionType: airra.ActionRestartPod, Service: "payment-service", Category: "memory_leak", Basis: airra.BasisRecorded, Outcomes: 4, Effective: 3, SuccessRate: 0.75,
		Scope: "this service", Risk: 0.35, RiskLevel: airra.RiskLow, ExpectedSeconds: 10, WorstSeconds: 300, RecoverySeconds: 180,
		TouchedServices: []airra.ServiceName{"payment-service"}, Recommended: true, Reasons: []string{"It helped 3 of 4 times."},
	}
	asked := exchange{method: "POST", target: simulatorAt + "/whatif", body: `{"action_type":"restart_pod","service":"payment-service","category":"memory_leak"}`, answer: answer}
	shows(t, 80, []exchange{asked}, "sim whatif restart_pod payment-service --category memory_leak", "restart pod on payment-service for memory leak  recommended\n",
		"recorded, 3 of 4, this service\n", "10 s expected, 5 min at worst; recovered after 3 min\n", "  It helped 3 of 4 times.\n")
	answer.Basis, answer.Recommended = airra.BasisPrior, false
	shows(t, 80, []exchange{{method: "POST", target: simulatorAt + "/whatif", body: `{"action_id":"ACT-88"}`, answer: answer}}, "sim whatif ACT-88", "not recommended\n", "assumed\n", "  not the scale of a proposal's risk\n")
	if got := (shell{}).run(t, record(t).server.URL, "sim", "whatif", "pray", "payment-service"); got.code != 2 {
		t.Errorf("an unknown type: %+v", got)
	}
}

func TestTheCockpitOfTheDemoNeedsATerminal(t *testing.T) {
	t.Parallel()
	if got := (shell{}).run(t, "", "demo", "--tui"); got.code != 2 {
		t.Errorf("got %+v", got)
	}
}
