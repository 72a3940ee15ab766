package cli_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
)

func acked(ref, body string) exchange {
	i := incident142()
	i.Ref, i.AcknowledgedBy, i.AcknowledgedAt = ref, ptr("jane@example.com"), ptr(now)
	return exchange{method: "POST", target: "/api/v1/incidents/" + ref + "/acknowledge", body: body, actor: "jane@example.com", answer: i}
}

const ackBody = `{"acknowledged_by":"jane@example.com"}`

func TestIdsComeFromStandardInput(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in string }{
		{"separated by spaces", "INC-1 INC-2\n"},
		{"one on each line", "INC-1\nINC-2"},
		{"the columns of a list with its header", "REF\tSTATUS\tTITLE\nINC-1\tdetected\tINC-9 again\nINC-2\tdetected\tother\n"},
		{"the columns of a list without it", "INC-1\tdetected\tINC-9 again\nINC-2\tdetected\tother\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := record(t, acked("INC-1", ackBody), acked("INC-2", ackBody))
			got := shell{in: test.in}.run(t, server.server.URL, "ack", "-", "-o", "name")
			wants(t, "the end", typed{0, "INC-1\nINC-2\n", ""}, got)
		})
	}
	t.Run("nothing is nothing to do", func(t *testing.T) {
		t.Parallel()
		server := record(t)
		got := shell{in: "REF\tSTATUS\n"}.run(t, server.server.URL, "ack", "-", "-o", "jsonl")
		wants(t, "the end", typed{2, "", "airra: standard input names nothing, so nothing is done.\n"}, got)
	})
}

func TestAFailureDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	missing := problem(http.StatusNotFound, airra.CodeNotFound, "there is no such incident", "")
	resolved := problem(http.StatusConflict, airra.CodeConflict, "INC-3 is already resolved", "reopen it first")
	server := record(t,
		acked("INC-1", ackBody),
		refusing("POST", "/api/v1/incidents/INC-3/acknowledge", ackBody, resolved),
		refusing("POST", "/api/v1/incidents/INC-2/acknowledge", ackBody, missing),
		acked("INC-4", ackBody))
	got := shell{}.run(t, server.server.URL, "ack", "INC-1", "INC-3", "INC-2", "INC-4", "-o", "name")
	wants(t, "the worst code wins and each failure is told", typed{
		5, "INC-1\nINC-4\n",
		"airra: INC-3 is already resolved.\n       reopen it first\nairra: INC-2: there is no such incident.\n",
	}, got)
}

func TestSeveralObjectsAreAnArrayOfJSON(t *testing.T) {
	t.Parallel()
	server := record(t, acked("INC-1", ackBody), acked("INC-2", ackBody), acked("INC-1", ackBody))
	several := shell{}.run(t, server.server.URL, "ack", "INC-1", "INC-2", "-q", "[.[].ref]")
	wants(t, "several", "[\"INC-1\",\"INC-2\"]\n", several.out)
	one := shell{}.run(t, server.server.URL, "ack", "INC-1", "-q", ".ref")
	wants(t, "one", "INC-1\n", one.out)
}

func TestChangingCommandsSayWhatTheySay(t *testing.T) {
	t.Parallel()
	incident, event := incident142(), timeline142().Events[0]
	const at = "/api/v1/incidents/INC-142"
	tests := []struct {
		args     []string
		exchange exchange
	}{
		{[]string{"ack", "INC-142", "--for", "30m"}, exchange{method: "POST", target: at + "/acknowledge", body: `{"acknowledged_by":"jane@example.com","for":"30m0s"}`, answer: incident}},
		{[]string{"unack", "INC-142"}, exchange{method: "DELETE", target: at + "/acknowledge", answer: incident}},
		{[]string{"resolve", "INC-142", "--cause", "c", "--resolution", "r"}, exchange{method: "POST", target: at + "/resolve", body: `{"resolved_by":"jane@example.com","cause":"c","resolution":"r"}`, answer: incident}},
		{[]string{"incident", "reopen", "INC-142", "--reason", "again"}, exchange{method: "POST", target: at + "/reopen", body: `{"reason":"again"}`, answer: incident}},
		{[]string{"incident", "reopen", "INC-142"}, exchange{method: "POST", target: at + "/reopen", body: `{}`, answer: incident}},
		{[]string{"incident", "escalate", "INC-142", "--reason", "dba"}, exchange{method: "POST", target: at + "/escalate", body: `{"reason":"dba"}`, answer: incident}},
		{[]string{"note", "INC-142", "rolled back"}, exchange{method: "POST", target: at + "/comments", body: `{"text":"rolled back"}`, answer: event}},
		{[]string{"incident", "note", "INC-142", "-F", "-"}, exchange{method: "POST", target: at + "/comments", body: `{"text":"from a pipe"}`, answer: event}},
		{[]string{"unnote", "INC-142", "7"}, exchange{method: "POST", target: at + "/comments/7/retract", answer: event}},
		{[]string{"reject", "ACT-88", "--by", "jane@example.com", "--reason", "no"}, exchange{method: "POST", target: "/api/v1/approvals/ACT-88/reject", body: `{"rejected_by":"jane@example.com","rejection_reason":"no"}`, answer: action88()}},
		{[]string{"approve", "ACT-88", "--notes", "n"}, exchange{method: "POST", target: approvePath, body: `{"approved_by":"jane@example.com","execution_mode":"dry_run","approval_notes":"n"}`, answer: action88()}},
		{[]string{"server", "jobs", "retry", "17"}, exchange{method: "POST", target: "/api/v1/server/jobs/17/retry", answer: airra.JobInfo{ID: 17, State: "available"}}},
		{
			[]string{"incident", "create", "-t", "T", "--service", "s", "--severity", "HIGH", "--metrics", `{"error_rate": 9.10}`, "--component", "a,b"},
			exchange{method: "POST", target: "/api/v1/incidents", body: `{"title":"T","description":"T","severity":"high","affected_service":"s","affected_components":["a","b"],"detection_source":"airra_cli","metrics_snapshot":{"error_rate":9.10}}`, status: 201, answer: incident},
		},
		{[]string{"incident", "quick", "s", "--data", `{"tier":"tier-1"}`}, exchange{method: "POST", target: "/api/v1/quick-incident", body: `{"service_name":"s","context":{"tier":"tier-1"}}`, status: 201, answer: detail142()}},
	}
	for _, test := range tests {
		t.Run(strings.Join(test.args, " "), func(t *testing.T) {
			t.Parallel()
			test.exchange.actor = "jane@example.com"
			server := record(t, test.exchange)
			got := shell{in: "from a pipe"}.run(t, server.server.URL, test.args...)
			if got.code != 0 || got.err != "" || got.out == "" {
				t.Errorf("ended with %+v", got)
			}
		})
	}
}

func TestAPersonReadsASentence(t *testing.T) {
	t.Parallel()
	server := record(t, acked("INC-142", ackBody), exchange{method: "POST", target: approvePath, body: `{"approved_by":"jane@example.com","execution_mode":"dry_run"}`, answer: decided(airra.ActionApproved)})
	ack := shell{tty: true}.run(t, server.server.URL, "ack", "INC-142", "--color", "never")
	wants(t, "an acknowledgement", typed{0, "INC-142 acknowledged  ◐ pending approval  ▲ payment-service  Error rate 18x normal\n", ""}, ack)
	approve := shell{tty: true}.run(t, server.server.URL, "approve", "ACT-88", "--color", "never")
	wants(t, "an approval", typed{0, "ACT-88  rollback_deployment payment-service  ◓ approved  approved by you@example.com (dry run)\n", "Nothing runs yet. Next: airra action execute ACT-88\n"}, approve)
}
