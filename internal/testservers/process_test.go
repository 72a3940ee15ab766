package testservers_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/testservers"
)

// hostageVariable makes this test binary play the process that gets killed.
const hostageVariable = "AIRRA_TESTSERVERS_HOSTAGE"

// TestServersDieWithAKilledTestProcess runs itself as a child that starts servers,
// kills the child where no cleanup can run, and waits for them to be gone.
func TestServersDieWithAKilledTestProcess(t *testing.T) {
	t.Parallel()
	if os.Getenv(hostageVariable) != "" {
		_, _ = fmt.Fprintln(os.Stdout, testservers.Postgres(t), testservers.Redis(t))
		select {}
	}
	testservers.Postgres(t) // Skips under -short, as the child would.
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.count=1")
	child.Env = append(os.Environ(), hostageVariable+"=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	servers := make([]string, 2)
	if _, err := fmt.Fscanln(out, &servers[0], &servers[1]); err != nil {
		t.Fatalf("read the child's servers: %v", err)
	}
	for _, server := range servers {
		if !listens(t, server) {
			t.Fatalf("%s of the child does not answer", server)
		}
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()
	for _, server := range servers {
		eventually(t, server+" outlived its test process", func() bool { return !listens(t, server) })
	}
}

func listens(t *testing.T, server string) bool {
	t.Helper()
	parsed, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", parsed.Host)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

func TestPrometheusScrapesTheTargets(t *testing.T) {
	t.Parallel()
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/demo/metrics" {
			_, _ = io.WriteString(w, "answer 42\n")
		}
	}))
	t.Cleanup(target.Close)
	base := testservers.Prometheus(t, strings.TrimPrefix(target.URL, "http://")+"/demo/metrics")
	eventually(t, "Prometheus never answered the scraped value", func() bool {
		return query(t, base, "answer") == "42"
	})
}

// query returns the value of the first series, or nothing.
func query(t *testing.T, base, expression string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
		base+"/api/v1/query?query="+url.QueryEscape(expression), nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var answer struct {
		Data struct {
			Result []struct{ Value [2]any }
		}
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	if len(answer.Data.Result) == 0 {
		return ""
	}
	value, _ := answer.Data.Result[0].Value[1].(string)
	return value
}

func eventually(t *testing.T, complaint string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(30 * time.Second)
	for !done() {
		select {
		case <-deadline:
			t.Fatal(complaint)
		case <-tick.C:
		}
	}
}
