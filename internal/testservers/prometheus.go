package testservers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const prometheusMissing = "Prometheus is not installed: apt-get install prometheus"

// prometheusServer is one running Prometheus.
type prometheusServer struct {
	process *process
	url     string
	data    string
}

// Prometheus returns the URL of a real Prometheus of this test alone. It scrapes
// the targets every second; a target is host:port, with /metrics assumed, or
// host:port/path. The server ends with the test.
func Prometheus(t testing.TB, targets ...string) string {
	t.Helper()
	needs(t, "Prometheus")
	program, err := exec.LookPath("prometheus")
	if err != nil {
		t.Fatal(prometheusMissing)
	}
	server, err := onFreePort(func(port int) (*prometheusServer, error) {
		return startPrometheusOn(program, port, targets)
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.process.stop)
	return server.url
}

func startPrometheusOn(program string, port int, targets []string) (*prometheusServer, error) {
	dir, err := tempDir("prometheus")
	if err != nil {
		return nil, err
	}
	config := filepath.Join(dir, "prometheus.yml")
	if err := os.WriteFile(config, prometheusConfig(targets), 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("write the configuration: %w", err), os.RemoveAll(dir))
	}
	address := "127.0.0.1:" + strconv.Itoa(port)
	server := &prometheusServer{url: "http://" + address, data: filepath.Join(dir, "data")}
	server.process, err = launch(dir, nil, program, "--config.file="+config,
		"--storage.tsdb.path="+server.data, "--web.listen-address="+address)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := server.process.await(server.ready); err != nil {
		server.process.stop()
		return nil, err
	}
	return server, nil
}

// prometheusConfig gives every target its own job, because the metrics path is a
// property of the job.
func prometheusConfig(targets []string) []byte {
	var b strings.Builder
	b.WriteString("global:\n  scrape_interval: 1s\n  scrape_timeout: 1s\n  evaluation_interval: 1s\nscrape_configs:\n")
	for i, target := range targets {
		host, path, found := strings.Cut(target, "/")
		if !found {
			path = "metrics"
		}
		fmt.Fprintf(&b, "  - job_name: target-%d\n    metrics_path: %q\n    static_configs:\n      - targets: [%q]\n",
			i, "/"+path, host)
	}
	return []byte(b.String())
}

// ready asks for the data directory, so that a stranger on the port is not taken
// for ours, and then whether the server takes queries.
func (s *prometheusServer) ready(ctx context.Context) error {
	var flags struct {
		Data map[string]string `json:"data"`
	}
	if err := s.get(ctx, "/api/v1/status/flags", &flags); err != nil {
		return err
	}
	if flags.Data["storage.tsdb.path"] != s.data {
		return errors.New("another Prometheus answers on the port")
	}
	return s.get(ctx, "/-/ready", nil)
}

func (s *prometheusServer) get(ctx context.Context, path string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, nil)
	if err != nil {
		return fmt.Errorf("ask Prometheus: %w", err)
	}
	// Without keep-alive no idle connection, and no goroutine of one, is left behind.
	request.Close = true
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("ask Prometheus: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("ask Prometheus for %s: %s", path, response.Status)
	}
	if into == nil {
		return nil
	}
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		return fmt.Errorf("read the answer to %s: %w", path, err)
	}
	return nil
}
