package cli_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
)

const assignAt = "/api/v1/incidents/INC-142/assign"

func assignment(strategy airra.AssignStrategy) airra.Assignment {
	return airra.Assignment{Success: true, Engineer: ptr(theAlice()), Strategy: &strategy}
}

func TestAnIncidentIsAssigned(t *testing.T) {
	t.Parallel()
	nobody := airra.Assignment{Success: true, Reason: ptr("Incident unassigned")}
	tests := []struct {
		args   string
		ask    exchange
		person string
		pipe   string
	}{
		{
			"assign INC-142 alice@example.com",
			exchange{method: "POST", target: assignAt + "/alice@example.com", answer: assignment(airra.AssignManual)},
			"INC-142 assigned to Alice Chen (has 1 of 3)  manual\n", "INC-142\talice@example.com\tAlice Chen\t1/3\tmanual\t\n",
		},
		{
			"assign INC-142 @me --force",
			exchange{method: "POST", target: assignAt + "/jane@example.com?force=true", answer: assignment(airra.AssignManual)},
			"INC-142 assigned to Alice Chen (has 1 of 3)  manual\n", "INC-142\talice@example.com\tAlice Chen\t1/3\tmanual\t\n",
		},
		{
			"assign INC-142 --auto",
			exchange{method: "POST", target: assignAt, body: `{}`, answer: assignment(airra.AssignOnCall)},
			"INC-142 assigned to Alice Chen (has 1 of 3)  on call\n", "INC-142\talice@example.com\tAlice Chen\t1/3\ton_call\t\n",
		},
		{
			"assign INC-142 --auto --strategy load-balanced",
			exchange{method: "POST", target: assignAt, body: `{"strategy":"load_balanced"}`, answer: assignment(airra.AssignLoadBalanced)},
			"INC-142 assigned to Alice Chen (has 1 of 3)  load balanced\n", "INC-142\talice@example.com\tAlice Chen\t1/3\tload_balanced\t\n",
		},
		{"assign INC-142 --none", exchange{method: "DELETE", target: assignAt, answer: nobody}, "INC-142 assigned to nobody  Incident unassigned\n", "INC-142\t\t\t\t\tIncident unassigned\n"},
		{"unassign INC-142", exchange{method: "DELETE", target: assignAt, answer: nobody}, "INC-142 assigned to nobody  Incident unassigned\n", "INC-142\t\t\t\t\tIncident unassigned\n"},
	}
	for _, test := range tests {
		t.Run(test.args, func(t *testing.T) {
			t.Parallel()
			test.ask.actor = "jane@example.com"
			server := record(t, test.ask, test.ask, test.ask)
			args := append([]string{"incident"}, strings.Fields(test.args)...)
			person := shell{tty: true}.run(t, server.server.URL, append(args, "--color", "never")...)
			wants(t, "a person", typed{0, test.person, ""}, person)
			pipe := shell{}.run(t, server.server.URL, append(args, "--no-headers")...)
			wants(t, "a pipe", typed{0, test.pipe, ""}, pipe)
			data := shell{}.run(t, server.server.URL, append(args, "-o", "json")...)
			wants(t, "data", typed{0, string(encode(t, test.ask.answer)) + "\n", ""}, data)
		})
	}
}

func TestSeveralIncidentsAreAssigned(t *testing.T) {
	t.Parallel()
	server := record(t,
		exchange{method: "POST", target: assignAt + "/alice", answer: assignment(airra.AssignManual)},
		refusing("POST", "/api/v1/incidents/INC-141/assign/alice", "", problem(http.StatusConflict, airra.CodeConflict, "Alice Chen cannot take it: Engineer is at capacity (3/3)", "force it, or choose somebody else")))
	got := shell{in: "INC-142\nINC-141\n"}.run(t, server.server.URL, "incident", "assign", "-", "alice", "-o", "name")
	wants(t, "the end", typed{5, "INC-142\n", "airra: INC-141: Alice Chen cannot take it: Engineer is at capacity (3/3).\n       force it, or choose somebody else\n"}, got)
}

func TestAnAssignmentWithoutSuccessIsAConflict(t *testing.T) {
	t.Parallel()
	server := record(t, exchange{method: "POST", target: assignAt, body: `{}`, answer: airra.Assignment{Reason: ptr("No available engineers found")}})
	got := shell{}.run(t, server.server.URL, "incident", "assign", "INC-142", "--auto")
	wants(t, "the end", typed{5, "", "airra: No available engineers found.\n"}, got)
}

func TestToAssignNeedsExactlyOneWay(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ args, says string }{
		{"assign", "needs an incident and an engineer"},
		{"assign INC-142", "exactly one of an engineer, --auto and --none is needed"},
		{"assign INC-142 alice --auto", "exactly one of"},
		{"assign INC-142 --auto --none", "exactly one of"},
		{"assign INC-142 alice --strategy on_call", "--strategy needs --auto"},
		{"assign INC-142 --auto --strategy random", "--strategy takes on_call, load_balanced"},
		{"assign INC-142 --auto --force", "--force needs an engineer"},
		{"assign INC-142 alice bob", `"bob" is too much`},
		{"unassign", "needs at least one incident"},
	} {
		server := record(t)
		got := shell{}.run(t, server.server.URL, append([]string{"incident"}, strings.Fields(test.args)...)...)
		if got.code != 2 || !strings.Contains(got.err, test.says) || got.out != "" {
			t.Errorf("%s ended with %d and said %q", test.args, got.code, got.err)
		}
	}
}
