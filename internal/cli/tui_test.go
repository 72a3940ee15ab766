package cli_test

import (
	"strings"
	"testing"
)

// In a pipe the cockpit is the status, with a hint that is not in the data.
func TestTheCockpitWithoutATerminal(t *testing.T) {
	t.Parallel()
	ask := exchange{method: "GET", target: "/api/v1/status", answer: status()}
	server := record(t, ask, ask)
	want := shell{}.run(t, server.server.URL, "status")
	got := shell{}.run(t, server.server.URL, "tui")
	wants(t, "the output", want.out, got.out)
	wants(t, "the exit code", 0, got.code)
	wants(t, "the hint", "airra: the cockpit needs a terminal; this is what airra status says.\n", got.err)
}

func TestTheLooksOfTheCockpitHaveNames(t *testing.T) {
	t.Parallel()
	got := shell{}.run(t, "", "tui", "--theme", "pink")
	if got.code != 2 || !strings.Contains(got.err, "auto, dark, light, hc, deuter, mono") {
		t.Errorf("ended with %+v", got)
	}
}
