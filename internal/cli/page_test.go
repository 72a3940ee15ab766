package cli_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
)

func TestSomebodyIsPaged(t *testing.T) {
	t.Parallel()
	opened := incident142()
	opened.Status, opened.DetectionSource, opened.DetectedAt = airra.StatusDetected, airra.SourceManual, now
	tests := []struct {
		name, in string
		args     []string
		body     string
	}{
		{"a service", "", []string{"payment-service", "-m", "checkout is down", "--severity", "critical", "--channel", "email,sms"}, `{"target":"payment-service","message":"checkout is down","severity":"critical","channels":["email","sms"]}`},
		{"an engineer, as usual", "", []string{"alice@example.com", "--message", "look at it"}, `{"target":"alice@example.com","message":"look at it","severity":"high"}`},
		{"oneself, from a pipe", "disk full\n", []string{"@me", "-F", "-"}, `{"target":"jane@example.com","message":"disk full","severity":"high"}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ask := exchange{method: "POST", target: "/api/v1/notifications/page", actor: "jane@example.com", body: test.body, status: http.StatusCreated, answer: opened}
			server := record(t, ask, ask)
			person := shell{tty: true, in: test.in}.run(t, server.server.URL, append([]string{"page", "--color", "never"}, test.args...)...)
			wants(t, "a person", typed{0, "INC-142 opened  ◌ detected  ▲ payment-service  Error rate 18x normal\nWho is told: airra page explain INC-142\n", ""}, person)
			pipe := shell{in: test.in}.run(t, server.server.URL, append([]string{"page", "--no-headers"}, test.args...)...)
			wants(t, "a pipe", typed{0, "INC-142\tdetected\tcritical\tpayment-service\tError rate 18x normal\t2026-03-01T12:04:00Z\n", ""}, pipe)
		})
	}
}

func TestAPageThatCannotBeMade(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args, says string
	}{
		{"page", "airra page needs an engineer or a service"},
		{"page alice", "--message is missing"},
		{"page alice -m x -F y", "only one of them fits"},
		{"page alice -m x --severity urgent", "--severity takes critical, high"},
		{"page alice bob -m x", `"bob" is too much`},
		{"page explain", "airra page explain needs at least one incident"},
	} {
		server := record(t)
		got := shell{}.run(t, server.server.URL, strings.Fields(test.args)...)
		if got.code != 2 || !strings.Contains(got.err, test.says) || got.out != "" {
			t.Errorf("%s ended with %d and said %q", test.args, got.code, got.err)
		}
	}
	server := record(t, refusing("POST", "/api/v1/notifications/page", `{"target":"alcie","message":"x","severity":"high"}`,
		problem(http.StatusNotFound, airra.CodeNotFound, `"alcie" is neither an engineer nor a service`, "See: airra engineer list, airra service list")))
	got := shell{}.run(t, server.server.URL, "page", "alcie", "-m", "x")
	wants(t, "nobody", typed{3, "", "airra: \"alcie\" is neither an engineer nor a service.\n       See: airra engineer list, airra service list\n"}, got)
}

func TestPageIsAVerbAndANoun(t *testing.T) {
	t.Parallel()
	help := shell{}.run(t, "", "page", "--help")
	for _, text := range []string{"  -m, --message", "  explain ", "airra page alice@example.com -m"} {
		if !strings.Contains(help.out, text) {
			t.Errorf("%q is missing in:\n%s", text, help.out)
		}
	}
	if explain := (shell{}).run(t, "", "page", "explain", "--help"); strings.Contains(explain.out, "--message") {
		t.Errorf("the flags of the verb are those of the noun:\n%s", explain.out)
	}
}
