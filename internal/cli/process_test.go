package cli_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/airra/airra/internal/cli"
)

// TestMain lets this test program be airra itself, for the tests that need a
// process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("AIRRA_TEST_AS_PROGRAM") == "yes" {
		os.Exit(cli.Main())
	}
	os.Exit(m.Run())
}

// program is airra as a process.
func program(tb testing.TB, server string, args ...string) *exec.Cmd {
	tb.Helper()
	self, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.CommandContext(tb.Context(), self, args...)
	cmd.Env = []string{"AIRRA_TEST_AS_PROGRAM=yes", "AIRRA_SERVER=" + server, "AIRRA_API_KEY=secret", "AIRRA_USER=jane@example.com", "HOME=" + tb.TempDir()}
	return cmd
}

func TestASignalInterruptsTheProcess(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			asked := make(chan struct{})
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				close(asked)
				<-r.Context().Done()
			}))
			t.Cleanup(server.Close)
			cmd := program(t, server.URL, "incident", "list")
			var out bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			<-asked
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			var ended *exec.ExitError
			if err := cmd.Wait(); !errors.As(err, &ended) || ended.ExitCode() != cli.ExitInterrupted || out.Len() > 0 {
				t.Errorf("ended with %v and said %q", err, out.String())
			}
		})
	}
}

// BenchmarkListAsAProcess is what a person waits for: a whole process that
// lists thirty incidents.
func BenchmarkListAsAProcess(b *testing.B) {
	incidents := page()
	for range 30 {
		incidents.Items = append(incidents.Items, incident142())
	}
	body := encode(b, incidents)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }))
	b.Cleanup(server.Close)
	for b.Loop() {
		if out, err := program(b, server.URL, "incident", "list").CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
	}
}
