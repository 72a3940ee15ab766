package cli_test

import (
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

func judgedHypothesis(v bool, feedback *string) airra.Hypothesis {
	h := detail142().Hypotheses[0]
	h.Validated, h.ValidationFeedback = v, feedback
	return h
}

func TestHypothesesAreListedWithTheirVerdicts(t *testing.T) {
	t.Parallel()
	detail := detail142()
	detail.Hypotheses[1].ValidationFeedback = ptr("rejected by bob")
	detail.Hypotheses[0] = judgedHypothesis(true, ptr("confirmed by alice"))
	view := exchange{method: "GET", target: "/api/v1/incidents/INC-142", answer: detail}
	server := record(t, view, view)
	person := shell{tty: true, width: 80}.run(t, server.server.URL, "hypothesis", "list", "INC-142", "--color", "never")
	wants(t, "a person", typed{0, `
RANK  CATEGORY            CONFIDENCE  VERDICT    DESCRIPTION
   1  deployment issue    0.71        confirmed  The deployment of v2.5.0 broke…
   2  dependency failure  0.44        rejected   A service below it fails.
`, ""}, typed{person.code, "\n" + person.out, person.err})
	wants(t, "a script", typed{0, `[{"category":"deployment_issue","validated":true},{"category":"dependency_failure","validated":false}]` + "\n", ""},
		shell{}.run(t, server.server.URL, "hypothesis", "list", "INC-142", "--json", "category,validated"))
}

func TestAHypothesisIsJudged(t *testing.T) {
	t.Parallel()
	judge := func(body string, h airra.Hypothesis) exchange {
		return exchange{method: "POST", target: "/api/v1/incidents/INC-142/hypotheses/1/verdict", body: body, actor: "jane@example.com", answer: h}
	}
	server := record(t, judge(`{"verdict":"confirmed","note":"seen"}`, judgedHypothesis(true, ptr("confirmed by jane@example.com: seen"))), judge(`{"verdict":"unknown"}`, judgedHypothesis(false, nil)))
	wants(t, "a verdict", typed{0, "deployment issue  confirmed by jane@example.com: seen\n", ""},
		shell{tty: true}.run(t, server.server.URL, "hypothesis", "verdict", "INC-142", "1", "Confirmed", "--note", "seen", "--color", "never"))
	wants(t, "taken back", typed{0, "deployment issue  no verdict stands\n", ""},
		shell{tty: true}.run(t, server.server.URL, "hypothesis", "verdict", "INC-142", "1", "unknown", "--color", "never"))
	wrong := shell{}.run(t, "", "hypothesis", "verdict", "INC-142", "1", "maybe")
	if wrong.code != 2 || !strings.Contains(wrong.err, "confirmed, rejected, unknown") {
		t.Errorf("got %+v", wrong)
	}
}

func TestAnActionIsJudged(t *testing.T) {
	t.Parallel()
	server := record(t, exchange{
		method: "POST", target: "/api/v1/actions/ACT-88/verdict", body: `{"verdict":"rejected","note":"the errors went on"}`, actor: "jane@example.com", answer: decided(airra.ActionSucceeded),
	})
	wants(t, "a verdict", typed{0, "ACT-88  rejected\n", ""},
		shell{tty: true}.run(t, server.server.URL, "action", "verdict", "ACT-88", "rejected", "--note", "the errors went on", "--color", "never"))
}

func TestAnAlarmIsJudgedAndTheVerdictTakenBack(t *testing.T) {
	t.Parallel()
	judge := func(body string) exchange {
		return exchange{method: "POST", target: "/api/v1/incidents/INC-142/alarm/verdict", body: body, actor: "jane@example.com", answer: detail142().Incident}
	}
	for word, tt := range map[string]struct{ body, said string }{
		"rejected":  {`{"verdict":"rejected","note":"a broken probe"}`, "INC-142  alarm: false\n"},
		"confirmed": {`{"verdict":"confirmed","note":"a broken probe"}`, "INC-142  alarm: justified\n"},
		"unknown":   {`{"verdict":"unknown","note":"a broken probe"}`, "INC-142  alarm: no verdict stands\n"},
	} {
		server := record(t, judge(tt.body))
		wants(t, word, typed{0, tt.said, ""},
			shell{tty: true}.run(t, server.server.URL, "incident", "verdict", "INC-142", word, "--note", "a broken probe", "--color", "never"))
	}
	server := record(t, judge(`{"verdict":"unknown"}`))
	wants(t, "a script", typed{0, "INC-142\n", ""}, shell{}.run(t, server.server.URL, "incident", "verdict", "INC-142", "unknown", "-o", "name"))
	if wrong := (shell{}).run(t, "", "incident", "verdict", "INC-142", "maybe"); wrong.code != 2 || !strings.Contains(wrong.err, "confirmed, rejected, unknown") {
		t.Errorf("got %+v", wrong)
	}
}

func TestAnOutcomeSaysWhatItsFlagsSay(t *testing.T) {
	t.Parallel()
	stands := []airra.Judgement{
		{ID: "j1", Subject: airra.AboutHypothesis, Category: "memory_leak", Verdict: airra.VerdictRejected, JudgedBy: "jane@example.com", Note: "it was the cable", JudgedAt: now.Add(-time.Minute)},
		{ID: "j2", Subject: airra.AboutAlarm, Source: "airra_monitor", Verdict: airra.VerdictConfirmed, JudgedBy: "jane@example.com", JudgedAt: now},
	}
	server := record(t, exchange{
		method: "POST", target: "/api/v1/learning/INC-142/outcome", actor: "jane@example.com", answer: map[string]any{"status": "success", "message": "m", "judgements": stands},
		body: `{"hypothesis_id":"1","hypothesis_correct":false,"false_alarm":false,"resolution_notes":"it was the cable","human_override":true,"override_reason":"replaced it"}`,
	}, exchange{method: "GET", target: "/api/v1/incidents/INC-142/verdicts", answer: stands})
	got := shell{tty: true}.run(t, server.server.URL, "learn", "outcome", "INC-142", "--hypothesis", "1", "--wrong", "--true-alarm", "--notes", "it was the cable", "--override", "replaced it", "--color", "never")
	wants(t, "an outcome", typed{0, `
ABOUT       WHICH          VERDICT    BY                NOTE              JUDGED
hypothesis  memory leak    rejected   jane@example.com  it was the cable   1 min
alarm       airra_monitor  confirmed  jane@example.com                       0 s
`, ""}, typed{got.code, "\n" + got.out, got.err})
	for args, complaint := range map[string]string{
		"":                                      "nothing was said",
		"--correct":                             "--hypothesis is missing",
		"--hypothesis 1":                        "--hypothesis needs --correct or --wrong",
		"--action ACT-88":                       "--action needs --effective or --ineffective",
		"--hypothesis 1 --correct --wrong":      "are opposites",
		"--false-alarm --true-alarm":            "are opposites",
		"--action ACT-88 --wrong --hypothesis=": "--hypothesis is missing",
	} {
		got := shell{}.run(t, "", append([]string{"learn", "outcome", "INC-142"}, strings.Fields(args)...)...)
		if got.code != 2 || !strings.Contains(got.err, complaint) {
			t.Errorf("%q: got %+v", args, got)
		}
	}
}

func TestPatternsAreShown(t *testing.T) {
	t.Parallel()
	patterns := airra.Patterns{Total: 1, Patterns: []airra.Pattern{{
		ID: "payment-service:memory_leak", Service: "payment-service", Category: "memory_leak", Occurrences: 3, Confirmed: 2, SuccessRate: 2.0 / 3, Adjustment: 0.0429, Prior: 0.05, LastSeen: now.Add(-time.Hour),
	}}, Priors: []airra.Prior{{Category: "memory_leak", Adjustment: 0.05}}, Excluded: airra.Excluded{Simulated: 2}}
	list := exchange{method: "GET", target: "/api/v1/learning/patterns", answer: patterns}
	server := record(t, list, list)
	got := shell{tty: true}.run(t, server.server.URL, "learn", "patterns", "--color", "never")
	wants(t, "a person", typed{0, `
SERVICE          CATEGORY     VERDICTS  RIGHT  ADJUSTS    SEED  LAST
payment-service  memory leak         3   67 %   +0.043  +0.050   1 h
any: a prior     memory leak         0      –   +0.050  +0.050     –

Verdicts not counted: 2 simulated (--include counts them).
`, ""}, typed{got.code, "\n" + got.out, got.err})
	wants(t, "a script", typed{0, "1\n", ""}, shell{}.run(t, server.server.URL, "learn", "patterns", "-q", ".total_patterns"))
}

func TestInsightsTellWhatWasNotCounted(t *testing.T) {
	t.Parallel()
	in := airra.LearningInsights{
		PeriodDays: 90, TotalIncidents: 4, ResolvedIncidents: 3, ResolutionRate: ptr(0.75), AvgResolutionSeconds: ptr(int64(540)), HypothesisAccuracy: nil,
		SeedPatternsAvailable: 6, Excluded: airra.Excluded{DryRun: 1, Simulated: 2, Generated: 3},
	}
	ask := exchange{method: "GET", target: "/api/v1/learning/insights?days=90", answer: in}
	server := record(t, ask, ask)
	got := shell{tty: true}.run(t, server.server.URL, "learn", "insights", "--days", "90", "--color", "never")
	wants(t, "a person", typed{0, `
incidents              4  in 90 days
resolved            75 %  ███████████████░░░░░
resolved after     9 min  on average

causes right           –
first one right        –
causes judged          0  of them 0 ranked first
actions that helped     0
patterns               0  beside 6 seeds
answered by memory     0  without a model

Not counted: 1 resolved by a dry run, 2 simulated, 3 generated (--include counts them).
`, ""}, typed{got.code, "\n" + got.out, got.err})
	pipe := shell{}.run(t, server.server.URL, "learn", "insights", "--days", "90")
	if !strings.Contains(pipe.out, "hypothesis_accuracy\t\n") || !strings.Contains(pipe.out, "excluded_generated\t3\n") {
		t.Errorf("got %s", pipe.out)
	}
}

func TestAnEmptyHouseHasItsPriors(t *testing.T) {
	t.Parallel()
	empty := airra.Patterns{Patterns: []airra.Pattern{}, Priors: []airra.Prior{{Category: "cpu_spike", Adjustment: 0.03}}}
	ask := exchange{method: "GET", target: "/api/v1/learning/patterns?include=simulated%2Cdry_run", answer: empty}
	server := record(t, ask, ask)
	args := []string{"learn", "patterns", "--include", "simulated, dry-run", "--color", "never"}
	got := shell{tty: true}.run(t, server.server.URL, args...)
	wants(t, "a person", typed{0, `
SERVICE       CATEGORY   VERDICTS  RIGHT  ADJUSTS    SEED  LAST
any: a prior  cpu spike         0      –   +0.030  +0.030     –

Nothing was learned yet: airra hypothesis verdict INC-1 1 confirmed.
`, ""}, typed{got.code, "\n" + got.out, got.err})
	wants(t, "a script", typed{0, "SERVICE,CATEGORY,VERDICTS,RIGHT,ADJUSTS,SEED,LAST\n*,cpu_spike,0,,0.03,0.03,\n", "Nothing was learned yet: airra hypothesis verdict INC-1 1 confirmed.\n"},
		shell{}.run(t, server.server.URL, append(args, "-o", "csv")...))
}

func TestInsightsCountWhatTheyAreAskedFor(t *testing.T) {
	t.Parallel()
	server := record(t, exchange{method: "GET", target: "/api/v1/learning/insights?include=generated", answer: airra.LearningInsights{PeriodDays: 30, TotalHypotheses: 4}})
	wants(t, "a script", typed{0, "4\n", ""}, shell{}.run(t, server.server.URL, "learn", "insights", "--include", "generated", "-q", ".total_hypotheses"))
}

func TestSimilarIncidentsAreListed(t *testing.T) {
	t.Parallel()
	similar := []airra.SimilarIncident{
		{Ref: "INC-7", Service: "payment-service", Cause: "It leaks.", Fix: "rolled back", Confirmed: true, Trust: 0.7, Similarity: 0.934, ResolvedAt: now.Add(-48 * time.Hour)},
		{Ref: "INC-9", Service: "order-service", Cause: "It spins.", Rejected: true, Trust: 0.4, Similarity: 0.5, ResolvedAt: now.Add(-time.Hour)},
	}
	list := exchange{method: "GET", target: "/api/v1/incidents/INC-142/similar?limit=2", answer: similar}
	server := record(t, list, list)
	got := shell{tty: true}.run(t, server.server.URL, "incident", "similar", "INC-142", "-L", "2", "--color", "never")
	wants(t, "a person", typed{0, `
REF    LIKE  TRUST  SERVICE          CAUSE                 FIX          RESOLVED
INC-7  93 %    0.7  payment-service  confirmed: It leaks.  rolled back       2 d
INC-9  50 %    0.4  order-service    not: It spins.                          1 h
`, ""}, typed{got.code, "\n" + got.out, got.err})
	wants(t, "a script", typed{0, "INC-7\nINC-9\n", ""}, shell{}.run(t, server.server.URL, "incident", "similar", "INC-142", "-L", "2", "-o", "name"))
	server = record(t, exchange{method: "GET", target: "/api/v1/incidents/INC-142/similar?limit=5", answer: []airra.SimilarIncident{}})
	wants(t, "nothing", typed{0, "", "Nothing that is remembered is similar enough: 50 % alike, or a signal of the same service in common.\n"},
		shell{tty: true}.run(t, server.server.URL, "incident", "similar", "INC-142"))
	if got := (shell{}).run(t, "", "incident", "similar", "INC-142", "-L", "99"); got.code != 2 {
		t.Errorf("got %+v", got)
	}
}
