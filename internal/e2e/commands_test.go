package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/simulate"
)

// The patience of the scripts: how long something may take on a loaded machine
// before it counts as not happening, and how often a script looks.
const (
	patience = 90 * time.Second
	glance   = 100 * time.Millisecond
)

// until looks again and again until done says yes.
func until(ts *testscript.TestScript, what string, within time.Duration, done func() bool) {
	ticker := time.NewTicker(glance)
	defer ticker.Stop()
	deadline := time.Now().Add(within)
	for !done() {
		if time.Now().After(deadline) {
			ts.Fatalf("not within %v: %s", within, what)
		}
		<-ticker.C
	}
}

// ready [URL] waits until the daemon answers that it is ready.
func ready(ts *testscript.TestScript, _ bool, args []string) {
	url := ts.Getenv("AIRRA_SERVER")
	if len(args) > 0 {
		url = args[0]
	}
	until(ts, url+" is ready", patience, func() bool { return status(url+"/ready") == http.StatusOK })
}

func status(url string) int {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0
	}
	_ = response.Body.Close()
	return response.StatusCode
}

// eventually [-within DURATION] PATTERN COMMAND... runs a command until its
// output matches. "! eventually" is not a thing: absence is looked at once.
func eventually(ts *testscript.TestScript, neg bool, args []string) {
	within := patience
	if len(args) > 2 && args[0] == "-within" {
		d, err := time.ParseDuration(args[1])
		ts.Check(err)
		within, args = d, args[2:]
	}
	if neg || len(args) < 2 {
		ts.Fatalf("usage: eventually [-within DURATION] PATTERN COMMAND...")
	}
	pattern := regexp.MustCompile(`(?m)` + args[0])
	until(ts, fmt.Sprintf("%s prints %s", strings.Join(args[1:], " "), args[0]), within, func() bool {
		_ = ts.Exec(args[1], args[2:]...)
		return pattern.MatchString(ts.ReadFile("stdout"))
	})
}

// capture VARIABLE keeps the first line of the last output in a variable.
func capture(ts *testscript.TestScript, neg bool, args []string) {
	first, _, _ := strings.Cut(ts.ReadFile("stdout"), "\n")
	if neg || len(args) != 1 || first == "" {
		ts.Fatalf("usage: capture VARIABLE, after a command that printed something")
	}
	ts.Setenv(args[0], first)
}

// exits CODE COMMAND... runs a command and wants exactly that exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("%s ended with %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

// count N PATTERN counts the lines of the last output that match.
func count(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: count N PATTERN")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := len(regexp.MustCompile(`(?m)`+args[1]).FindAllString(ts.ReadFile("stdout"), -1))
	if got != want {
		ts.Fatalf("%d lines match %s, want %d", got, args[1], want)
	}
}

// exporters are the metrics pages of the scripts, by the script's directory.
var exporters sync.Map

// page is a metrics page whose gauges a script sets.
type page struct {
	mu     sync.Mutex
	gauges map[string]float64
}

func (p *page) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(p.gauges)) {
		_, _ = fmt.Fprintf(w, "%s %g\n", name, p.gauges[name])
	}
}

// exporter starts a metrics page and sets EXPORTER to its host:port.
func exporter(ts *testscript.TestScript, _ bool, _ []string) {
	p := &page{gauges: map[string]float64{}}
	server := httptest.NewServer(p)
	ts.Defer(server.Close)
	exporters.Store(ts.Getenv("WORK"), p)
	ts.Setenv("EXPORTER", strings.TrimPrefix(server.URL, "http://"))
}

// gauge NAME VALUE sets a gauge of the page.
func gauge(ts *testscript.TestScript, _ bool, args []string) {
	found, ok := exporters.Load(ts.Getenv("WORK"))
	if !ok || len(args) != 2 {
		ts.Fatalf("usage: exporter, then gauge NAME VALUE")
	}
	value, err := strconv.ParseFloat(args[1], 64)
	ts.Check(err)
	p := found.(*page)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gauges[args[0]] = value
}

// spike SERVICE SECONDS moves the daemon's clock so that the demo's spike of a
// service begins so many seconds from now.
func spike(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: spike SERVICE SECONDS")
	}
	seconds, err := strconv.Atoi(args[1])
	ts.Check(err)
	offset, err := spikeOffset(args[0], seconds)
	ts.Check(err)
	ts.Setenv("E2E_CLOCK_OFFSET", offset)
}

// spikeOffset is by how many seconds a daemon's clock has to be moved so that the spike
// of a demo service begins so many seconds from now.
func spikeOffset(service string, seconds int) (string, error) {
	at := slices.IndexFunc(simulate.Services(), func(n airra.ServiceName) bool { return string(n) == service })
	if at < 0 {
		return "", fmt.Errorf("%s is not a demo service", service)
	}
	const cycle, apart = 600, 120
	now := int(time.Now().Unix()) + seconds
	return strconv.Itoa(((at*apart-now)%cycle + cycle) % cycle), nil
}
