package cli_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

const reviewsAt = "/api/v1/admin/reviews/"

// theReview is Alice's review of incident 142, as it stands in a status.
func theReview(status airra.ReviewStatus) airra.Review {
	r := airra.Review{
		ID: "0198f000-0003-7abc-8000-000000000003", IncidentID: incident142().ID, EngineerID: aliceID, Status: status, AssignedAt: now.Add(-20 * time.Minute),
		AIHypothesesReviewed: json.RawMessage(`{}`), AlternativeHypotheses: json.RawMessage(`[]`), SuggestedApproach: json.RawMessage(`{}`),
		Notes: "is it really the deploy?", Tags: []string{}, Decision: airra.DecisionPending, Priority: airra.PriorityHigh, AdditionalInfo: json.RawMessage(`{}`),
		CreatedAt: now, UpdatedAt: now,
	}
	if status == airra.ReviewAssigned || status == airra.ReviewInProgress {
		return r
	}
	r.StartedAt, r.SubmittedAt, r.ReviewTimeMinutes = ptr(now.Add(-18*time.Minute)), ptr(now.Add(-6*time.Minute)), ptr(12.0)
	r.AIConfidenceAssessment, r.AIHypothesesReviewed = ptr("too sure"), json.RawMessage(`{"deployment_issue":"plausible"}`)
	r.AlternativeHypotheses = json.RawMessage(`[{"category":"configuration","confidence":0.60}]`)
	r.SuggestedApproach, r.EngineerConfidenceScore = json.RawMessage(`{"action":"rollback_deployment","steps":["pool","watch"]}`), ptr(0.8)
	r.Notes, r.Tags = "seen in the log", []string{"database", "pool"}
	if status == airra.ReviewAccepted {
		r.Decision, r.DecisionMadeAt, r.DecisionRationale = airra.DecisionHybrid, ptr(now.Add(-time.Minute)), ptr("both are right")
	}
	return r
}

func reviewDetail(status airra.ReviewStatus) airra.ReviewDetail {
	return airra.ReviewDetail{Review: theReview(status), Engineer: theAlice(), Incident: incident142()}
}

func TestReviewsAreListed(t *testing.T) {
	t.Parallel()
	list := exchange{method: "GET", target: "/api/v1/admin/incidents/under-review?page_size=30", answer: pageOf(theReview(airra.ReviewAssigned), theReview(airra.ReviewInProgress))}
	names := []exchange{engineersAsked(), {method: "GET", target: "/api/v1/incidents/" + string(incident142().ID), answer: detail142()}}
	server := record(t, append(names, list, list)...)
	person := shell{tty: true}.run(t, server.server.URL, "review", "list", "--color", "never")
	wants(t, "a person", typed{0, `
ID                  STATUS         INCIDENT  ENGINEER    PRIORITY  ASSIGNED
0198f000-0003-7abc  ◌ assigned     INC-142   Alice Chen  ◆ high      20 min
0198f000-0003-7abc  ▶ in progress  INC-142   Alice Chen  ◆ high      20 min
`, ""}, typed{person.code, "\n" + person.out, person.err})
	pipe := shell{}.run(t, server.server.URL, "review", "list")
	wants(t, "a pipe", typed{0, `
ID	STATUS	INCIDENT	ENGINEER	PRIORITY	ASSIGNED
0198f000-0003-7abc-8000-000000000003	assigned	` + string(incident142().ID) + "\t" + aliceID + `	high	2026-03-01T11:44:00Z
0198f000-0003-7abc-8000-000000000003	in_progress	` + string(incident142().ID) + "\t" + aliceID + `	high	2026-03-01T11:44:00Z
`, ""}, typed{pipe.code, "\n" + pipe.out, pipe.err})
	shows(t, 80, append(names, list), "review list", "▶ in progress", "INC-142", "20 min\n")
	server = record(t, list,
		refusing("GET", engineersAsked().target, "", problem(500, airra.CodeInternal, "internal error", "")),
		refusing("GET", names[1].target, "", problem(404, airra.CodeNotFound, "Incident not found", "")))
	unnamed := shell{tty: true}.run(t, server.server.URL, "review", "list", "--no-headers", "--color", "never")
	if !strings.HasPrefix(unnamed.out, "0198f000-0003-7abc  ◌ assigned     0198f000-0000-7000  0198f000-0000-7a11  ◆ high") {
		t.Errorf("without names ids are shown, not %+v", unnamed)
	}
}

func TestWhichReviewsAreListed(t *testing.T) {
	t.Parallel()
	const mine = "/api/v1/admin/engineers/jane@example.com/reviews?"
	for _, test := range []struct{ flags, target string }{
		{"--engineer @me", "/api/v1/admin/incidents/under-review?engineer_id=jane%40example.com&page_size=30"},
		{"--engineer @me --status submitted -L 5", mine + "page_size=5&status=submitted"},
		{"--engineer @me --all", mine + "page_size=100"},
	} {
		server := record(t, exchange{method: "GET", target: test.target, answer: pageOf[airra.Review]()})
		got := shell{tty: true}.run(t, server.server.URL, append([]string{"review", "list"}, strings.Fields(test.flags)...)...)
		wants(t, test.flags, typed{0, "", "No review fits.\n"}, got)
	}
	pending := exchange{method: "GET", target: "/api/v1/admin/incidents/pending-review?limit=30", answer: []airra.Incident{incident142()}}
	server := record(t, pending, pending)
	wants(t, "what waits for one", typed{0, "INC-142\n", ""}, shell{}.run(t, server.server.URL, "review", "list", "--pending", "-o", "name"))
	wants(t, "its fields", typed{0, `[{"ref":"INC-142"}]` + "\n", ""}, shell{}.run(t, server.server.URL, "review", "list", "--pending", "--json", "ref"))
}

func TestTheScreenOfAReview(t *testing.T) {
	t.Parallel()
	view := exchange{method: "GET", target: reviewsAt + "0198f000", answer: reviewDetail(airra.ReviewAccepted)}
	server := record(t, view, view)
	got := shell{tty: true}.run(t, server.server.URL, "review", "view", "0198f000", "--color", "never")
	wants(t, "the screen", `
0198f000-0003-7abc  ✓ accepted  Alice Chen  ◆ high  assigned 20 min ago
INC-142  ▲ critical  payment-service  Error rate 18x normal

FINDINGS (after 12 min)
  confidence  0.80 ████████████████░░░░
  of the AI
    too sure
  its hypotheses
    deployment_issue: plausible
  alternatives
    - category: configuration
      confidence: 0.60
  suggested approach
    action: rollback_deployment
    steps:
      - pool
      - watch
  notes
    seen in the log
  tags
    database, pool

DECISION
  hybrid at 12:03:00: both are right
`, "\n"+got.out)
	pipe := shell{}.run(t, server.server.URL, "review", "view", "0198f000")
	for _, line := range []string{"incident\tINC-142\n", "engineer\talice@example.com\n", `suggested_approach	{"action":"rollback_deployment","steps":["pool","watch"]}` + "\n", "decision\thybrid\n", "tags\tdatabase,pool\n"} {
		if !strings.Contains(pipe.out, line) {
			t.Errorf("%q is missing in:\n%s", line, pipe.out)
		}
	}
	for status, next := range map[airra.ReviewStatus]string{
		airra.ReviewAssigned: "airra review start 0198f000-0003-7abc\n", airra.ReviewInProgress: "airra review submit 0198f000-0003-7abc -F review.yaml\n", airra.ReviewSubmitted: "airra review compare INC-142\n",
	} {
		shows(t, 80, []exchange{{method: "GET", target: reviewsAt + "0198f000", answer: reviewDetail(status)}}, "review view 0198f000", "NEXT\n  "+next)
	}
}

func TestAReviewGoesItsWay(t *testing.T) {
	t.Parallel()
	submission := shell{}.run(t, "", "review", "submit", "--example")
	if submission.code != 0 || !strings.HasPrefix(submission.out, "# What an engineer found.") {
		t.Fatalf("the example is %+v", submission)
	}
	const submitted = `{"ai_hypotheses_reviewed":{"deployment_issue":"plausible, the errors began with v2.5.0","dependency_failure":"not seen, the database answers as always"},
		"ai_confidence_assessment":"Too sure, the deploy is only one of two changes of that hour.",
		"alternative_hypotheses":[{"category":"configuration","description":"The pool of connections was halved at the same time.","confidence":0.6}],
		"suggested_approach":{"action":"rollback_deployment","first":"set the pool back to 40 and watch for five minutes"},
		"engineer_confidence_score":0.8,"notes":"Seen in the log of the pool; nothing in the traces.","tags":["configuration","database"]}`
	const own = `{"ai_hypotheses_reviewed":{"n":1.50},"ai_confidence_assessment":"a","suggested_approach":{},"engineer_confidence_score":1,"notes":"\ud83d\ude00"}`
	tests := []struct {
		name, in string
		args     []string
		ask      exchange
		answer   airra.ReviewStatus
		person   string
	}{
		{
			"assign", "",
			[]string{"assign", "INC-142", "@me", "--priority", "high", "--notes", "why?"},
			exchange{method: "POST", target: "/api/v1/admin/incidents/INC-142/assign", body: `{"engineer_id":"jane@example.com","priority":"high","notes":"why?"}`, status: 201},
			airra.ReviewAssigned, "0198f000-0003-7abc  ◌ assigned\nNext: airra review start 0198f000-0003-7abc\n",
		},
		{
			"start", "",
			[]string{"start", "0198f000"},
			exchange{method: "POST", target: reviewsAt + "0198f000/start"},
			airra.ReviewInProgress, "0198f000-0003-7abc  ▶ in progress\nNext: airra review submit 0198f000-0003-7abc -F review.yaml\n",
		},
		{
			"submit the example", submission.out,
			[]string{"submit", "0198f000", "-F", "-"},
			exchange{method: "POST", target: reviewsAt + "0198f000/submit", body: submitted},
			airra.ReviewSubmitted, "0198f000-0003-7abc  ◐ submitted\nNext: airra review compare 0198f000-0000-7000\n",
		},
		{
			"submit JSON with escapes that YAML does not know", own,
			[]string{"submit", "0198f000", "-F", "-"},
			exchange{method: "POST", target: reviewsAt + "0198f000/submit", body: own},
			airra.ReviewSubmitted, "0198f000-0003-7abc  ◐ submitted\nNext: airra review compare 0198f000-0000-7000\n",
		},
		{
			"choose", "",
			[]string{"choose", "INC-142", "hybrid", "--rationale", "both are right"},
			exchange{method: "POST", target: "/api/v1/admin/incidents/INC-142/choose-approach", body: `{"decision":"hybrid_approach","rationale":"both are right"}`},
			airra.ReviewAccepted, "0198f000-0003-7abc  ✓ accepted\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.ask.actor, test.ask.answer = "jane@example.com", theReview(test.answer)
			server := record(t, test.ask, test.ask)
			person := shell{tty: true, in: test.in}.run(t, server.server.URL, append([]string{"review", "--color", "never"}, test.args...)...)
			wants(t, "a person", typed{0, test.person, ""}, person)
			pipe := shell{in: test.in}.run(t, server.server.URL, append([]string{"review", "-q", ".status"}, test.args...)...)
			wants(t, "a script", typed{0, string(test.answer) + "\n", ""}, pipe)
		})
	}
}

func TestTheTwoApproachesAreCompared(t *testing.T) {
	t.Parallel()
	r := theReview(airra.ReviewSubmitted)
	comparison := airra.ReviewComparison{
		IncidentID: incident142().ID, AIConfidence: 0.71, EngineerConfidence: 0.8,
		AIApproach:       airra.AIApproach{Hypotheses: detail142().Hypotheses},
		EngineerApproach: airra.EngineerApproach{Assessment: "too sure", AlternativeHypotheses: r.AlternativeHypotheses, SuggestedApproach: json.RawMessage(`{"action":"watch"}`)},
		Differences:      []string{"The engineer is surer by 0.09"}, Recommendations: []string{"Take the engineer's approach"},
	}
	ask := exchange{method: "GET", target: "/api/v1/admin/incidents/INC-142/comparison", answer: comparison}
	server := record(t, ask, ask)
	person := shell{tty: true, width: 80}.run(t, server.server.URL, "review", "compare", "INC-142", "--color", "never")
	wants(t, "the screen", typed{0, `
INC-142
  AI        0.71 ██████████████░░░░░░
  engineer  0.80 ████████████████░░░░

AI
  1  deployment issue     0.71
     The deployment of v2.5.0 broke the payment path.
  2  dependency failure   0.44
     A service below it fails.

ENGINEER
  of the AI
    too sure
  alternatives
    - category: configuration
      confidence: 0.60
  suggested approach
    action: watch

DIFFERENCES
  · The engineer is surer by 0.09

RECOMMENDATIONS
  · Take the engineer's approach

NEXT
  airra review choose INC-142 ai|engineer|hybrid --rationale "..."
`, ""}, typed{person.code, "\n" + person.out, person.err})
	pipe := shell{}.run(t, server.server.URL, "review", "compare", "INC-142")
	for _, line := range []string{"ai_confidence\t0.71\n", "engineer_assessment\ttoo sure\n", "difference_1\tThe engineer is surer by 0.09\n", "ai_hypothesis_2\tdependency_failure 0.44 A service below it fails.\n"} {
		if !strings.Contains(pipe.out, line) {
			t.Errorf("%q is missing in:\n%s", line, pipe.out)
		}
	}
}

func TestAReviewThatCannotBeMoved(t *testing.T) {
	t.Parallel()
	conflict := problem(http.StatusConflict, airra.CodeConflict, "this review is accepted and cannot become in progress", "")
	server := record(t, refusing("POST", reviewsAt+"aaaa/start", "", conflict))
	got := shell{}.run(t, server.server.URL, "review", "start", "aaaa")
	wants(t, "a conflict", typed{5, "", "airra: this review is accepted and cannot become in progress.\n"}, got)
	server = record(t, refusing("GET", "/api/v1/admin/incidents/INC-1/comparison", "", problem(404, airra.CodeNotFound, "No submitted review found", "")))
	got = shell{}.run(t, server.server.URL, "review", "compare", "INC-1")
	wants(t, "nothing to compare", typed{3, "", "airra: No submitted review found.\n"}, got)
	for _, test := range []struct{ args, says string }{
		{"list --status submitted", "--status needs --engineer"},
		{"list --pending --engineer a", "--pending lists incidents that have no review"},
		{"list --engineer a --status open", "--status takes assigned, in_progress"},
		{"list -L 0", "--limit has to be at least 1"},
		{"assign INC-1", "needs an incident and an engineer"},
		{"assign INC-1 a --priority urgent", "--priority takes critical, high, normal, low"},
		{"submit", "needs a review, by its id"},
		{"submit aaaa", "--file is missing"},
		{"submit aaaa -F -", `- does not fit: unknown field "note"`},
		{"choose INC-1 both --rationale x", "takes ai, engineer, hybrid"},
		{"choose INC-1 ai", "--rationale is missing"},
		{"choose INC-1", "needs an incident and one of ai, engineer, hybrid"},
	} {
		server := record(t)
		got := shell{in: "note: x\n"}.run(t, server.server.URL, append([]string{"review"}, strings.Fields(test.args)...)...)
		if got.code != 2 || !strings.Contains(got.err, test.says) || got.out != "" {
			t.Errorf("%s ended with %d and said %q", test.args, got.code, got.err)
		}
	}
}
