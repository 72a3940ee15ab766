package cli_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
)

const policiesAt = "/api/v1/escalation-policies"

func TestPoliciesAreListed(t *testing.T) {
	t.Parallel()
	list := exchange{method: "GET", target: policiesAt, answer: []airra.EscalationPolicy{airra.BuiltInPolicy([]string{"email"}), policy()}}
	server := record(t, list, engineersAsked(), list)
	person := shell{tty: true}.run(t, server.server.URL, "escalation", "list", "--color", "never")
	wants(t, "a person", typed{0, `
NAME      SERVICE          STEPS                              REPEAT   LASTS   UPDATED
default   all others       primary → secondary → tertiary          1  30 min  built in
payments  payment-service  primary → secondary, Bob Martinez       1  13 min       2 d
`, ""}, typed{person.code, "\n" + person.out, person.err})
	pipe := shell{}.run(t, server.server.URL, "escalation", "list")
	wants(t, "a pipe", typed{0, `
NAME	SERVICE	STEPS	REPEAT	LASTS	UPDATED
default		primary:email:5m secondary:email:5m tertiary:email:5m	1	1800	
payments	payment-service	primary:email,slack:5m secondary,` + bobID + `:email:1m30s	1	780	2026-02-27T12:04:00Z
`, ""}, typed{pipe.code, "\n" + pipe.out, pipe.err})
	shows(t, 80, []exchange{list, engineersAsked()}, "escalation list", "primary → secondary → ", "built in\n", "2 d\n")
}

func TestTheStepsOfAPolicyAreDrawn(t *testing.T) {
	t.Parallel()
	view := exchange{method: "GET", target: policiesAt + "/payment-service", answer: policy()}
	server := record(t, view, engineersAsked(), view)
	person := shell{tty: true}.run(t, server.server.URL, "escalation", "view", "payment-service", "--color", "never")
	wants(t, "a person", typed{0, `
payments  for payment-service
  1  primary by email, slack           wait 5 min
  2  secondary, Bob Martinez by email  wait 90 s
     once more from the start; after 13 min nobody is left to page
`, ""}, typed{person.code, "\n" + person.out, person.err})
	pipe := shell{}.run(t, server.server.URL, "escalation", "view", "payment-service", "--no-headers")
	wants(t, "a pipe", typed{0, strings.Join([]string{
		"name\tpayments", "id\t" + string(policy().ID), "service\tpayment-service", "repeat\t1", "step_1\tprimary:email,slack:5m",
		"step_2\tsecondary," + bobID + ":email:1m30s", "lasts_seconds\t780", "updated_at\t2026-02-27T12:04:00Z", "",
	}, "\n"), ""}, pipe)
	builtIn := airra.BuiltInPolicy([]string{"email"})
	builtIn.Repeat = 2
	shows(t, 80, []exchange{{method: "GET", target: policiesAt + "/default", answer: builtIn}}, "escalation view default",
		"default  for every service without a policy of its own; built in\n", "  3  tertiary by email   wait 5 min\n", "2 times more from the start; after 45 min")
	long := policy()
	long.Repeat, long.Steps[0].Channels = 0, strings.Fields(strings.Repeat("channel ", 20))
	shows(t, 80, []exchange{{method: "GET", target: policiesAt + "/long", answer: long}, engineersAsked()}, "escalation view long", "…  wait 5 min\n", "     after 6 min nobody")
	raw := string(encode(t, policy()))
	server = record(t, exchange{method: "GET", target: policiesAt + "/x", answer: raw})
	wants(t, "json", typed{0, raw + "\n", ""}, shell{}.run(t, server.server.URL, "escalation", "view", "x", "-o", "json"))
	server = record(t, refusing("GET", policiesAt+"/nope", "", problem(http.StatusNotFound, airra.CodeNotFound, "Escalation policy not found", "")))
	wants(t, "none", typed{3, "", "airra: Escalation policy not found.\n"}, shell{}.run(t, server.server.URL, "escalation", "view", "nope"))
}

func TestAPolicyIsWrittenFromSteps(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		args []string
		body string
	}{
		{
			"the whole grammar",
			[]string{"payment-service", "--step", "primary:email,slack:5m", "--step", "secondary, alice@example.com::10m", "--step", "Bob Martinez", "--repeat", "1"},
			`{"service":"payment-service","steps":[{"targets":["primary"],"channels":["email","slack"],"wait_seconds":300},{"targets":["secondary","alice@example.com"],"wait_seconds":600},{"targets":["Bob Martinez"]}],"repeat":1}`,
		},
		{"the default one", []string{"--default", "--name", "all", "--step", "tertiary:sms"}, `{"name":"all","steps":[{"targets":["tertiary"],"channels":["sms"]}]}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := record(t, exchange{method: "PUT", target: policiesAt, actor: "jane@example.com", body: test.body, answer: policy()})
			got := shell{}.run(t, server.server.URL, append([]string{"escalation", "set", "-o", "name"}, test.args...)...)
			wants(t, "the end", typed{0, "payments\n", ""}, got)
		})
	}
}

func TestAPolicyIsWrittenFromAFile(t *testing.T) {
	t.Parallel()
	example := shell{}.run(t, "", "escalation", "set", "--example")
	if example.code != 0 || !strings.HasPrefix(example.out, "# An escalation policy") {
		t.Fatalf("the example is %+v", example)
	}
	const fromExample = `{"name":"payments","service":"payment-service","steps":[{"targets":["primary"],"channels":["email","slack"],"wait_seconds":300},{"targets":["secondary","alice@example.com"],"wait_seconds":600}],"repeat":1}`
	const short = `{"steps":[{"targets":["primary"]}],"repeat":3}`
	tests := []struct {
		name, in string
		args     []string
		body     string
	}{
		{"the example as it is printed", example.out, nil, fromExample},
		{"the example, and the service named again", example.out, []string{"payment-service"}, fromExample},
		{"JSON, the default one", short, []string{"--default"}, short},
		{"a flag goes before the file", short, []string{"--default", "--repeat", "0"}, `{"steps":[{"targets":["primary"]}]}`},
		{"the service from the command", "steps: [{targets: [primary]}]", []string{"orders"}, `{"service":"orders","steps":[{"targets":["primary"]}]}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := record(t, exchange{method: "PUT", target: policiesAt, body: test.body, answer: policy()}, engineersAsked())
			got := shell{tty: true, in: test.in}.run(t, server.server.URL, append([]string{"escalation", "set", "-F", "-", "--color", "never"}, test.args...)...)
			if got.code != 0 || !strings.HasPrefix(got.out, "payments  for payment-service\n  1  primary by email, slack") {
				t.Errorf("the end is %+v", got)
			}
		})
	}
}

func TestAPolicyThatIsWrittenWronglyIsNotSent(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(file, []byte("service: orders\nsteps:\n  - targets: [primary]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, in string
		args     []string
		says     string
	}{
		{"nothing at all", "", []string{"orders"}, "there are no steps: --step or --file is missing"},
		{"no service", "", []string{"--step", "primary"}, "a service or --default is missing"},
		{"a file does not make the default one by leaving it out", "steps: [{targets: [primary]}]", []string{"-F", "-"}, "a service or --default is missing"},
		{"both", "", []string{"orders", "--default", "--step", "primary"}, "--default is for every service without a policy"},
		{"a file and steps", "", []string{"-F", file, "--step", "primary"}, "only one of them fits"},
		{"another service", "", []string{"carts", "-F", file}, "the file is for orders and the command for carts"},
		{"the file's service and --default", "", []string{"--default", "-F", file}, "so orders does not fit"},
		{"a step for nobody", "", []string{"orders", "--step", ":email:5m"}, `--step ":email:5m" names nobody`},
		{"a wait without a unit", "", []string{"orders", "--step", "primary::300"}, `not "300"`},
		{"a wait that is too long", "", []string{"orders", "--step", "primary::25h"}, "from 1s to 24h"},
		{"a wait of half a second", "", []string{"orders", "--step", "primary::1500ms"}, "waits whole seconds"},
		{"too many colons", "", []string{"orders", "--step", "primary:email:5m:x"}, `not "5m:x"`},
		{"a misspelled member", "service: orders\nstep: []\n", []string{"-F", "-"}, `- does not fit: unknown field "step"`},
		{"a member of another kind", "service: orders\nsteps: primary\n", []string{"-F", "-"}, "- does not fit: steps cannot be a string"},
		{"an empty file", "", []string{"--default", "-F", "-"}, "- does not fit: it is not an object"},
		{"a list", "[]", []string{"--default", "-F", "-"}, "- does not fit: it is not an object"},
		{"no YAML", "a: [", []string{"-F", "-"}, "- is neither YAML nor JSON: line 1"},
		{"two arguments", "", []string{"orders", "carts"}, `"carts" is too much`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := record(t)
			got := shell{in: test.in}.run(t, server.server.URL, append([]string{"escalation", "set"}, test.args...)...)
			if got.code != 2 || !strings.Contains(got.err, test.says) || got.out != "" {
				t.Errorf("ended with %d and said %q", got.code, got.err)
			}
		})
	}
}

func TestPoliciesAreTakenAway(t *testing.T) {
	t.Parallel()
	find := exchange{method: "GET", target: policiesAt + "/payments", answer: policy()}
	remove := exchange{method: "DELETE", target: policiesAt + "/" + string(policy().ID), actor: "jane@example.com", status: http.StatusNoContent, answer: ""}
	server := record(t, find, remove)
	person := shell{tty: true, inTTY: true, in: "y\n"}.run(t, server.server.URL, "escalation", "rm", "payments", "--color", "never")
	wants(t, "a person", typed{0, "payments  removed\n", "Incidents that begin from now on are paged without payments. Take it away? [y/N] "}, person)
	server = record(t, find, remove)
	script := shell{}.run(t, server.server.URL, "escalation", "rm", "payments", "--yes", "-o", "json")
	wants(t, "a script", typed{0, string(encode(t, policy())) + "\n", ""}, script)
	server = record(t, find)
	unasked := shell{}.run(t, server.server.URL, "escalation", "rm", "payments")
	wants(t, "nobody to ask", typed{2, "", "airra: this needs a yes, and nobody can be asked here: --yes is missing.\n       Add --yes when you mean it.\n"}, unasked)
}

func TestTheDefaultPolicyIsNotTakenAwayInPlaceOfAnother(t *testing.T) {
	t.Parallel()
	fallback := policy()
	fallback.Name, fallback.Service = "everybody", nil
	for _, test := range []struct {
		name   string
		policy airra.EscalationPolicy
		says   string
	}{
		{"the default one", fallback, "orders has no policy of its own; the one that holds there is everybody."},
		{"the built-in one", airra.BuiltInPolicy([]string{"email"}), "the built-in policy holds for orders, and that cannot be taken away."},
	} {
		server := record(t, exchange{method: "GET", target: policiesAt + "/orders", answer: test.policy})
		got := shell{}.run(t, server.server.URL, "escalation", "rm", "orders", "--yes")
		if got.code != 3 || !strings.Contains(got.err, test.says) || got.out != "" {
			t.Errorf("%s: ended with %+v", test.name, got)
		}
	}
}
