package act_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/act"
	"github.com/airra/airra/internal/airra"
)

var at = time.Date(2026, 11, 23, 2, 14, 30, 0, time.UTC)

func near(got, want float64) bool { return math.Abs(got-want) < 1e-3 }

func TestRiskReproducesTheGoldenVectors(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct {
		base       airra.RiskLevel
		confidence float64
		tier       string
		score      float64
		level      airra.RiskLevel
	}{
		"low base, sure":             {airra.RiskLow, 0.9, "", 0.21, airra.RiskLow},
		"medium base":                {airra.RiskMedium, 0.76, "", 0.524, airra.RiskMedium},
		"high base":                  {airra.RiskHigh, 0.8, "", 0.77, airra.RiskHigh},
		"high base on tier one":      {airra.RiskHigh, 0.8, "tier-1", 0.92, airra.RiskCritical},
		"never above one":            {airra.RiskCritical, 0, "tier-1", 1, airra.RiskCritical},
		"an unknown tier is no tier": {airra.RiskLow, 1, "tier-9", 0.20, airra.RiskLow},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := act.Risk(v.base, v.confidence, v.tier)
			if !near(got.Score, v.score) || got.Level != v.level {
				t.Errorf("got %.3f %s, want %.3f %s", got.Score, got.Level, v.score, v.level)
			}
		})
	}
}

func TestRiskTermsAddUpToTheScore(t *testing.T) {
	t.Parallel()
	risk := act.Risk(airra.RiskHigh, 0.71, "tier-2")
	sum := 0.0
	for _, term := range risk.Terms {
		sum += term.Value
	}
	if !near(sum, risk.Score) || len(risk.Terms) != 3 {
		t.Errorf("terms %v add up to %.3f, score is %.3f", risk.Terms, sum, risk.Score)
	}
}

func shop() airra.Topology {
	return airra.NewTopology([]airra.Service{
		{Name: "api-gateway", DependsOn: []airra.ServiceName{"payment-service"}, Criticality: airra.CriticalityCritical},
		{Name: "payment-service", DependsOn: []airra.ServiceName{"database"}, Criticality: airra.CriticalityCritical, Tier: "tier-1"},
		{Name: "order-service", DependsOn: []airra.ServiceName{"database", "payment-service"}, Criticality: airra.CriticalityHigh},
		{Name: "auth-service", DependsOn: []airra.ServiceName{"database"}, Criticality: airra.CriticalityCritical},
		{Name: "database", Criticality: airra.CriticalityCritical},
	})
}

func TestBlastRadiusReproducesTheGoldenVectors(t *testing.T) {
	t.Parallel()
	for service, want := range map[airra.ServiceName]struct {
		score, urgency float64
		level          string
	}{
		"payment-service": {0.321, 1.66, "low"},
		"order-service":   {0.165, 1.08, "minimal"}, // nothing depends on it in this graph
		"database":        {0.369, 1.68, "low"},
		"user-service":    {0.125, 1.06, "minimal"}, // not in the graph
	} {
		t.Run(string(service), func(t *testing.T) {
			t.Parallel()
			got := act.BlastRadius(service, shop(), act.Traffic{})
			if !near(got.Score, want.score) || math.Abs(got.Urgency-want.urgency) > 0.006 || got.Level != want.level {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestSelectionWalksDownToTheFirstAllowedRemedy(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct {
		service    airra.ServiceName
		categories []string
		want       airra.ActionType
		vetoes     int
	}{
		"the best hypothesis has a remedy":          {"payment-service", []string{"memory_leak", "cpu_spike"}, airra.ActionRestartPod, 0},
		"the best has none, the second has":         {"payment-service", []string{"dependency_failure", "cpu_spike"}, airra.ActionScaleUp, 0},
		"the best is vetoed, the second is allowed": {"postgres-main", []string{"memory_leak", "traffic_spike"}, airra.ActionScaleUp, 1},
		"a bad deployment is undone":                {"payment-service", []string{"deployment_issue"}, airra.ActionRollbackDeployment, 0},
		"nothing is allowed":                        {"mysql", []string{"memory_leak", "error_spike", "traffic_drop"}, "", 3},
		"nothing is known":                          {"payment-service", []string{"disk_full"}, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var hypotheses []airra.Hypothesis
			for i, c := range v.categories {
				hypotheses = append(hypotheses, airra.Hypothesis{ID: airra.HypothesisID(c), Category: c, Rank: i + 1, ConfidenceScore: 0.8, Description: "x"})
			}
			got := act.Propose(airra.Incident{AffectedService: v.service}, hypotheses, shop(), airra.ModeDryRun, at)
			if len(got.Vetoes) != v.vetoes {
				t.Errorf("got %d vetoes, want %d", len(got.Vetoes), v.vetoes)
			}
			switch {
			case v.want == "" && got.Action != nil:
				t.Errorf("got %s, want nothing", got.Action.ActionType)
			case v.want != "" && (got.Action == nil || got.Action.ActionType != v.want):
				t.Errorf("got %+v, want %s", got.Action, v.want)
			case got.Action != nil && (!got.Action.RequiresApproval || got.Action.Status != airra.ActionPendingApproval):
				t.Errorf("an action must wait for a person, got %+v", got.Action)
			}
		})
	}
}

func TestTheTierReachesTheRiskFromContextAndFromTheServicesFile(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct {
		service airra.ServiceName
		context string
		want    float64
	}{
		"the services file":           {"payment-service", `{}`, 0.75 + 0.02 + 0.15},
		"the monitor's key":           {"order-service", `{"service_tier":"tier2"}`, 0.75 + 0.02 + 0.05},
		"the caller's key wins":       {"payment-service", `{"tier":"tier-2"}`, 0.75 + 0.02 + 0.05},
		"nobody knows":                {"order-service", `{"tier":7}`, 0.75 + 0.02},
		"a context that is no object": {"order-service", `[1,2]`, 0.75 + 0.02},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := []airra.Hypothesis{{Category: "error_spike", ConfidenceScore: 0.8}}
			got := act.Propose(airra.Incident{AffectedService: v.service, Context: json.RawMessage(v.context)}, h, shop(), airra.ModeDryRun, at)
			if !near(got.Action.RiskScore, v.want) {
				t.Errorf("got %.3f, want %.3f", got.Action.RiskScore, v.want)
			}
		})
	}
}

func TestScalingStartsFromTheRealNumberOfReplicas(t *testing.T) {
	t.Parallel()
	h := []airra.Hypothesis{{Category: "cpu_spike", ConfidenceScore: 0.8}}
	got := act.Propose(airra.Incident{AffectedService: "web", Context: json.RawMessage(`{"pod_count":5}`)}, h, airra.Topology{}, airra.ModeDryRun, at)
	if want := `{"current_replicas":5,"max_replicas":10,"service_name":"web","target_replicas":6}`; string(got.Action.Parameters) != want {
		t.Errorf("got %s, want %s", got.Action.Parameters, want)
	}
}

func TestPolicyVetoes(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct {
		action  airra.ActionType
		service airra.ServiceName
		allowed bool
	}{
		"no node is drained":             {airra.ActionDrainNode, "web", false},
		"no database is restarted":       {airra.ActionRestartPod, "orders-Postgres", false},
		"no database is rolled back":     {airra.ActionRollbackDeployment, "mysql-main", false},
		"no database is scaled down":     {airra.ActionScaleDown, "user-database", false},
		"a database may be scaled up":    {airra.ActionScaleUp, "user-database", true},
		"no cache is restarted":          {airra.ActionRestartPod, "redis-cache", false},
		"no broker is rolled back":       {airra.ActionRollbackDeployment, "rabbitmq", false},
		"a cache may be scaled down":     {airra.ActionScaleDown, "redis-cache", true},
		"an ordinary service is allowed": {airra.ActionRestartPod, "payment-service", true},
		"an unknown action never is":     {"format_disk", "payment-service", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := act.Allowed(v.action, v.service)
			if (err == nil) != v.allowed || (err != nil && airra.ErrorCode(err) != airra.CodeDenied) {
				t.Errorf("got %v, allowed should be %v", err, v.allowed)
			}
		})
	}
}

func TestLiveFailsClosed(t *testing.T) {
	t.Parallel()
	rehearsal := act.Rehearsal{}
	for name, v := range map[string]struct {
		executors act.Executors
		mode      airra.ExecutionMode
		code      airra.Code
	}{
		"a rehearsal is always there":           {act.Executors{DryRun: rehearsal}, airra.ModeDryRun, ""},
		"live is switched off":                  {act.Executors{DryRun: rehearsal, Live: rehearsal}, airra.ModeLive, airra.CodeDenied},
		"live is on but nothing can do it":      {act.Executors{DryRun: rehearsal, AllowLive: true}, airra.ModeLive, airra.CodeDenied},
		"live is on and somebody can":           {act.Executors{DryRun: rehearsal, Live: rehearsal, AllowLive: true}, airra.ModeLive, ""},
		"an unknown word is never read as live": {act.Executors{DryRun: rehearsal, Live: rehearsal, AllowLive: true}, "demo", airra.CodeInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := v.executors.For(v.mode, airra.ActionRestartPod)
			if got := airra.ErrorCode(err); got != v.code {
				t.Errorf("got %q (%v), want %q", got, err, v.code)
			}
		})
	}
}

func TestARehearsalSaysThatNothingWasChanged(t *testing.T) {
	t.Parallel()
	result, err := act.Rehearsal{}.Execute(t.Context(), airra.Action{ActionType: airra.ActionScaleUp, TargetService: "web"})
	if err != nil || !result.DryRun || result.Status != airra.ExecutionSuccess || !strings.Contains(result.Message, "nothing was changed") {
		t.Errorf("got %+v, %v", result, err)
	}
}
