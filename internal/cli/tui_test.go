package cli_test

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/airra/airra/internal/cli"
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

// In plain lines the cockpit needs no terminal. Each of the three ways to ask for it does,
// and a server that is away neither ends the conversation nor makes it an error.
func TestTheCockpitInPlainLines(t *testing.T) {
	t.Parallel()
	for name, how := range map[string]struct {
		args []string
		env  map[string]string
	}{
		"the flag":        {args: []string{"--accessible"}},
		"one variable":    {env: map[string]string{"ACCESSIBLE": "1"}},
		"airra's own one": {env: map[string]string{"AIRRA_ACCESSIBLE": "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := shell{in: "help\nq\n", env: how.env}.run(t, "http://127.0.0.1:1", append([]string{"tui"}, how.args...)...)
			if got.code != 0 || !strings.Contains(got.out, "the server does not answer") || !strings.Contains(got.out, "menu> help\n") || got.err != "" {
				t.Errorf("ended with %+v", got)
			}
		})
	}
}

func TestTheCockpitInPlainLinesIsInterrupted(t *testing.T) {
	t.Parallel()
	cmd := program(t, "http://127.0.0.1:1", "tui", "--accessible")
	typed, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	said, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := typed.Write([]byte("help\n")); err != nil {
		t.Fatal(err)
	}
	for heard := ""; strings.Count(heard, "menu> ") < 2; { // It waits for the next line.
		piece := make([]byte, 4096)
		n, err := said.Read(piece)
		if err != nil {
			t.Fatalf("it ended after %q: %v", heard, err)
		}
		heard += string(piece[:n])
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var ended *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &ended) || ended.ExitCode() != cli.ExitInterrupted {
		t.Errorf("ended with %v", err)
	}
}
