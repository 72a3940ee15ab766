package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

func healthy() []exchange {
	return []exchange{
		{method: "GET", target: "/ready", answer: airra.Readiness{Ready: true, Checks: []airra.Check{{Name: "database", Kind: "SQLite", State: airra.CheckUp}}}},
		{method: "GET", target: "/api/v1/status", answer: status()},
		{method: "GET", target: "/api/v1/incidents?page_size=100&status=analyzing", answer: page()},
		{method: "GET", target: "/api/v1/server/jobs?limit=100&state=discarded", answer: []airra.JobInfo{}},
		lintAsked(),
	}
}

// lintAsked is the doctor's question for the week that comes, with what was found.
func lintAsked(findings ...airra.LintResult) exchange {
	return exchange{method: "GET", target: "/api/v1/on-call/lint?weeks=1", answer: airra.LintReport{From: now, To: now.AddDate(0, 0, 7), Findings: findings}}
}

func TestTheDoctorLooksWhoIsOnCall(t *testing.T) {
	t.Parallel()
	gap := func(from, to int, service airra.ServiceName, message string) airra.LintResult {
		start, end := now.Add(time.Duration(from)*time.Hour), now.Add(time.Duration(to)*time.Hour)
		return airra.LintResult{Kind: airra.LintGap, Start: &start, End: &end, Service: service, Message: message}
	}
	soon, late := gap(5, 9, "", "nobody on Friday"), gap(50, 60, "", "nobody on Sunday")
	other := airra.LintResult{Kind: airra.LintContact, Message: "never proven"}
	const advice = "Put somebody in before it comes; all of it: airra oncall lint --weeks 1\n"
	for name, c := range map[string]struct {
		found []airra.LintResult
		code  int
		want  string
	}{
		"nothing is amiss":         {[]airra.LintResult{other}, 0, "ok\ton call\tsomebody is primary now\t\n"},
		"a gap comes":              {[]airra.LintResult{soon}, 0, "ok\ton call\tsomebody is primary now\t\nwarning\ton call\tnobody on Friday\t" + advice},
		"gaps come":                {[]airra.LintResult{soon, late}, 0, "ok\ton call\tsomebody is primary now\t\nwarning\ton call\tnobody on Friday, and 1 more gap\t" + advice},
		"nobody now":               {[]airra.LintResult{gap(0, 2, "", "nobody until two")}, 1, "problem\ton call\tnow nobody until two\tPut somebody in: airra oncall shift add ENGINEER --from now --to TIME\n"},
		"nobody now for a service": {[]airra.LintResult{gap(0, 168, "shop", "nobody for shop")}, 1, "problem\ton call\tnow nobody for shop\tPut somebody in: airra oncall shift add ENGINEER --from now --to TIME\n"},
		"nothing was ever planned": {[]airra.LintResult{gap(0, 168, "", "nobody")}, 0, "warning\ton call\tnobody, and nothing is planned for the week, so no page goes to a primary\tPlan the turns: airra oncall rotation set -F FILE, or one shift: airra oncall shift add\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := record(t, append(healthy()[:4], lintAsked(c.found...))...)
			got := shell{}.run(t, server.server.URL, "doctor")
			if got.code != c.code || !strings.HasSuffix(got.out, "jobs given up\tnone\t\n"+c.want) {
				t.Errorf("got %d\n%s", got.code, got.out)
			}
		})
	}
}

func TestTheDoctorFindsNothingWrong(t *testing.T) {
	t.Parallel()
	server := record(t, healthy()...)
	got := shell{tty: true}.run(t, server.server.URL, "doctor", "--color", "never")
	wants(t, "the findings", typed{0, `✓ server        ` + server.server.URL + ` answers (from AIRRA_SERVER)
✓ key           accepted (from AIRRA_API_KEY)
✓ clock         this machine and the server agree
✓ database      SQLite, up
✓ reasoner      offline rules
✓ monitor       2 services watched
✓ analyses      none hangs
✓ jobs given up none
✓ on call       somebody is primary now

Nothing is wrong.
`, ""}, got)
}

func TestTheDoctorNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	late := status()
	late.Now, late.Monitored = now.Add(-time.Minute), nil
	stuck, young := incident141(), incident142()
	stuck.UpdatedAt, young.UpdatedAt = now.Add(-3*time.Minute), now.Add(-time.Minute)
	server := record(t,
		exchange{method: "GET", target: "/ready", status: 503, answer: airra.Readiness{Checks: []airra.Check{
			{Name: "metrics", Kind: "Prometheus", State: airra.CheckDown, Detail: "connection refused"},
			{Name: "redis", Kind: "Redis", State: airra.CheckDegraded},
		}}},
		exchange{method: "GET", target: "/api/v1/status", answer: late},
		exchange{method: "GET", target: "/api/v1/incidents?page_size=100&status=analyzing", answer: page(stuck, young)},
		exchange{method: "GET", target: "/api/v1/server/jobs?limit=100&state=discarded", answer: []airra.JobInfo{{ID: 17, Kind: airra.JobAnalyze, State: "discarded", LastError: "boom"}}},
		refusing("GET", "/api/v1/on-call/lint?weeks=1", "", problem(503, airra.CodeUnavailable, "the database does not answer", "")))
	got := shell{}.run(t, server.server.URL, "doctor")
	wants(t, "the findings", typed{1, strings.Join([]string{
		"STATE\tCHECK\tDETAIL\tADVICE",
		"ok\tserver\t" + server.server.URL + " answers (from AIRRA_SERVER)\t",
		"ok\tkey\taccepted (from AIRRA_API_KEY)\t",
		"warning\tclock\tthis machine and the server are 1m0s apart\tSet both clocks with NTP; until then relative times are wrong.",
		"problem\tmetrics\tPrometheus, down: connection refused\tCheck AIRRA_PROMETHEUS_URL or AIRRA_SCRAPE_TARGETS; nothing is detected without metrics.",
		"warning\tredis\tRedis, degraded\tCheck AIRRA_REDIS_URL; until it is back, limits and caches are those of each process.",
		"ok\treasoner\toffline rules\t",
		"warning\tmonitor\tno service is watched\tSet AIRRA_MONITORED_SERVICES for airrad.",
		"problem\tanalyses\tINC-141 has been analyzing for 3 min\tSee airra server jobs, then: airra resolve INC-141 or restart airrad",
		"problem\tjobs given up\tjob 17 (analyze_incident): boom\tairra server jobs retry 17",
		"problem\ton call\tthe database does not answer\t",
		"",
	}, "\n"), ""}, got)
}

func TestTheDoctorStopsAtTheFirstDoor(t *testing.T) {
	t.Parallel()
	away := shell{}.run(t, "http://127.0.0.1:1", "doctor", "-o", "jsonl")
	if away.code != 1 || !strings.Contains(away.out, `"check":"server","state":"problem"`) || strings.Count(away.out, "\n") != 1 {
		t.Errorf("without a server it ended with %+v", away)
	}
	server := record(t, healthy()[0], refusing("GET", "/api/v1/status", "", problem(401, airra.CodeUnauthenticated, "no API key was given", "")))
	locked := shell{}.run(t, server.server.URL, "doctor")
	if locked.code != 1 || !strings.Contains(locked.out, "problem\tkey\tno API key was given (key from AIRRA_API_KEY)\tSet AIRRA_API_KEY") {
		t.Errorf("without a key it ended with %+v", locked)
	}
}

func TestRawRequests(t *testing.T) {
	t.Parallel()
	input := filepath.Join(t.TempDir(), "body.json")
	if err := os.WriteFile(input, []byte(`{"from":"a file"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	first := page(incident142())
	first.NextCursor = "c2"
	tests := []struct {
		name      string
		args      []string
		exchanges []exchange
		want      typed
	}{
		{
			"fields of a GET go into the query",
			[]string{"GET", "incidents", "-f", "status=detected", "-f", "page_size=5"},
			[]exchange{{method: "GET", target: "/api/v1/incidents?page_size=5&status=detected", answer: `{ "items":[ ] }`}},
			typed{0, "{ \"items\":[ ] }\n", ""},
		},
		{
			"fields of a POST are what they look like",
			[]string{"POST", "/api/v1/x", "-f", "n=1.50", "-f", "b=true", "-f", "t=word", "-F", "s=1"},
			[]exchange{{method: "POST", target: "/api/v1/x", body: `{"n":1.50,"b":true,"t":"word","s":"1"}`, actor: "jane@example.com", answer: "{}"}},
			typed{0, "{}\n", ""},
		},
		{
			"a body of one's own",
			[]string{"PATCH", "incidents/INC-1", "--input", input},
			[]exchange{{method: "PATCH", target: "/api/v1/incidents/INC-1", body: `{"from":"a file"}`, answer: "{}"}},
			typed{0, "{}\n", ""},
		},
		{
			"text stays text",
			[]string{"GET", "/metrics"},
			[]exchange{{method: "GET", target: "/metrics", answer: "up 1\n"}},
			typed{0, "up 1\n", ""},
		},
		{
			"pages become one array",
			[]string{"GET", "incidents", "--paginate", "-q", ".[].ref"},
			[]exchange{
				{method: "GET", target: "/api/v1/incidents", answer: first},
				{method: "GET", target: "/api/v1/incidents?cursor=c2", answer: page(incident141())},
			},
			typed{0, "INC-142\nINC-141\n", ""},
		},
		{
			"a refusal is printed, and its code counts",
			[]string{"GET", "incidents/INC-9"},
			[]exchange{{method: "GET", target: "/api/v1/incidents/INC-9", status: 404, answer: `{"code":"not_found","detail":"there is no INC-9"}`}},
			typed{3, `{"code":"not_found","detail":"there is no INC-9"}` + "\n", "airra: there is no INC-9.\n"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := record(t, test.exchanges...)
			wants(t, "the end", test.want, shell{}.run(t, server.server.URL, append([]string{"api"}, test.args...)...))
		})
	}
}

func sse(t *testing.T, events ...airra.Event) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(": connected\nretry: 2000\n\n")
	for _, e := range events {
		fmt.Fprintf(&b, "id: %d\nevent: %s\ndata: %s\n\n", e.ID, e.Type, encode(t, e))
	}
	return b.String()
}

func TestWatchingFollowsTheEvents(t *testing.T) {
	t.Parallel()
	events := timeline142().Events
	follow := exchange{method: "GET", target: "/api/v1/events", answer: sse(t, events...), stream: true}
	tests := []struct {
		name string
		tty  bool
		args []string
		want string
	}{
		{"a person", true, []string{"--color", "never"}, "12:00:00  INC-142   detected                Error rate left its band  airra\n12:00:01  INC-142   hypotheses generated    2 hypotheses  airra\n"},
		{"a pipe", false, nil, "2026-03-01T12:00:00Z\tINC-142\tdetected\tairra\tError rate left its band\n2026-03-01T12:00:01Z\tINC-142\thypotheses_generated\tairra\t2 hypotheses\n"},
		{"chosen fields on lines", false, []string{"--json", "id,event_type"}, "{\"id\":7,\"event_type\":\"detected\"}\n{\"id\":8,\"event_type\":\"hypotheses_generated\"}\n"},
		{"chosen types", false, []string{"--types", "detected", "-q", ".id"}, "7\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := record(t, follow)
			got := shell{tty: test.tty}.run(t, server.server.URL, append([]string{"watch", "--after", "0", "--timeout", "300ms"}, test.args...)...)
			wants(t, "the end", typed{0, test.want, ""}, got)
		})
	}
}

func TestCompletionAsksTheServer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		ask  exchange
		args []string
		want string
	}{
		{
			"incidents with their titles",
			exchange{method: "GET", target: "/api/v1/incidents?open=true&page_size=50", answer: page(incident142(), incident141())},
			[]string{"ack", "INC-141", ""},
			"INC-142\tpending approval: Error rate 18x normal\n:36\n",
		},
		{
			"actions that wait",
			exchange{method: "GET", target: "/api/v1/approvals/pending", answer: []airra.Action{action88()}},
			[]string{"approve", ""},
			"ACT-88\tRollback Deployment - payment-service\n:36\n",
		},
		{
			"services of a flag",
			exchange{method: "GET", target: "/api/v1/services", answer: services()[:1]},
			[]string{"incident", "list", "--service", ""},
			"gateway\ttier-1\n:36\n",
		},
		{
			"nothing when the server refuses", refusing("GET", "/api/v1/incidents?page_size=50", "", problem(401, airra.CodeUnauthenticated, "no", "")),
			[]string{"incident", "view", ""},
			":4\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := record(t, test.ask)
			got := shell{}.run(t, server.server.URL, append([]string{"__complete"}, test.args...)...)
			wants(t, "what the shell gets", test.want, got.out)
		})
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	person := shell{tty: true}.run(t, "", "version")
	wants(t, "a person", typed{0, "airra " + airra.Version + "\n", ""}, person)
	script := shell{}.run(t, "", "version", "-q", ".version")
	wants(t, "a script", typed{0, airra.Version + "\n", ""}, script)
}
