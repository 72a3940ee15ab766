package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// startAndRest measures the start on an existing data directory, and what the
// daemon needs when nothing happens, with the demo running as it does by
// default.
func startAndRest(ctx context.Context, p programs) ([]result, error) {
	const starts = 10
	var readies []time.Duration
	for range starts + 1 {
		d, err := p.start(ctx)
		if err != nil {
			return nil, err
		}
		readies = append(readies, d.ready)
		if err := d.stop(); err != nil {
			return nil, err
		}
	}
	d, err := p.start(ctx)
	if err != nil {
		return nil, err
	}
	const rest = time.Minute
	pause(ctx, rest)
	resident, err := residentMB(d.command.Process.Pid)
	if err != nil {
		return nil, errors.Join(err, d.stop())
	}
	if err := d.stop(); err != nil {
		return nil, err
	}
	return []result{
		{name: "first start, empty directory", value: median(readies[:1]), unit: "ms"},
		{name: "ready after start, median of 10", value: median(readies[1:]), bound: 100, unit: "ms"},
		{name: "resident memory after a minute of demo", value: resident, bound: 50, unit: "MB"},
		{name: "processor share over that minute, start and stop included", value: 100 * cpuSeconds(d.command) / rest.Seconds(), unit: "%"},
	}, nil
}

// concurrency of the load.
const concurrency = 8

// underLoad reports incidents as fast as they are taken, then reads lists among
// them, over HTTP and as a whole process of airra.
func underLoad(ctx context.Context, p programs, incidents int) (_ []result, err error) {
	channel, err := p.paging()
	if err != nil {
		return nil, err
	}
	d, err := p.start(ctx, "AIRRA_DEMO=false", channel)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.stop()) }()
	rate, err := d.report(ctx, incidents)
	if err != nil {
		return nil, err
	}
	page, err := d.firstPage(ctx, "in-the-storm")
	if err != nil {
		return nil, err
	}
	results := []result{
		{name: fmt.Sprintf("POST /incidents, concurrency %d, %d of them", concurrency, incidents), value: rate, bound: 3000, unit: "per s", isRate: true},
		{name: "first page of another service right behind that storm", value: page.Seconds(), unit: "s"},
	}
	for _, list := range []struct{ name, query string }{
		{"list page", ""}, {"list page, one status", "?status=detected"}, {"list page, one service", "?service=service-7"}, {"list page 400", "?page=400"}, {"list page, search", "?search=number+77"},
	} {
		took, err := d.list(ctx, list.query)
		if err != nil {
			return nil, err
		}
		bound := 0.0
		if list.query == "" {
			bound = 10
		}
		results = append(results, result{name: list.name + ", p99", value: quantile(took, 0.99), bound: bound, unit: "ms"})
	}
	took, err := p.listProcess(ctx, d)
	if err != nil {
		return nil, err
	}
	return append(results, result{name: "airra incident list, whole process, median of 20", value: median(took), bound: 40, unit: "ms"}), nil
}

// report posts incidents and gives how many were taken per second.
func (d *daemon) report(ctx context.Context, incidents int) (float64, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: concurrency}}
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var workers sync.WaitGroup
	began := time.Now()
	for range concurrency {
		workers.Go(func() {
			for n := next.Add(1); n <= int64(incidents) && failed.Load() == nil; n = next.Add(1) {
				if err := d.post(ctx, client, n); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	workers.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return float64(incidents) / time.Since(began).Seconds(), nil
}

func (d *daemon) post(ctx context.Context, client *http.Client, n int64) error {
	body := fmt.Sprintf(`{"title":"incident number %d","description":"reported by the benchmark","severity":"low","affected_service":"service-%d","metrics_snapshot":{"error_rate":{"current":9,"expected":0.5}}}`, n, n%50)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+"/api/v1/incidents", bytes.NewBufferString(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-API-Key", d.key)
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusCreated {
		err = fmt.Errorf("POST answered %d: %s", response.StatusCode, content)
	}
	return err
}

// list reads pages one after another.
func (d *daemon) list(ctx context.Context, query string) ([]time.Duration, error) {
	const reads = 300
	var took []time.Duration
	for range reads {
		began := time.Now()
		code, err := d.get(ctx, "/api/v1/incidents"+query, nil)
		if err != nil {
			return nil, err
		}
		if code != http.StatusOK {
			return nil, fmt.Errorf("list answered %d", code)
		}
		took = append(took, time.Since(began))
	}
	return took, nil
}

// listProcess runs airra as a shell does.
func (p programs) listProcess(ctx context.Context, d *daemon) ([]time.Duration, error) {
	const runs = 20
	var took []time.Duration
	for range runs {
		command := exec.CommandContext(ctx, p.airra, "incident", "list")
		command.Env = append(os.Environ(), "AIRRA_SERVER="+d.url, "AIRRA_API_KEY="+d.key)
		began := time.Now()
		if output, err := command.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("airra incident list: %w: %s", err, output)
		}
		took = append(took, time.Since(began))
	}
	return took, nil
}

// functions runs the Go benchmarks that have a promise, on one core.
func functions(ctx context.Context) ([]result, error) {
	var results []result
	for _, f := range []struct {
		pkg, benchmark string
		nanos          float64 // in one unit of the result
		result
	}{
		{"./internal/perceive", "DetectorStep", 1, result{name: "detector step", bound: 200, unit: "ns"}},
		{"./internal/perceive", "MonitorCycle", 1e9, result{name: "monitor cycle over 10,000 series, one core", bound: 1, unit: "s"}},
		{"./internal/oncall", "YearOfThreeLayers", 1e6, result{name: "a year of a three-layer rotation, one core", bound: 50, unit: "ms"}},
		{"./internal/oncall", "Lint52Weeks100Schedules", 1e9, result{name: "lint 52 weeks of 100 schedules, one core", bound: 1, unit: "s"}},
		{"./tui", "FrameOfTheDeck", 1e6, result{name: "a frame of the cockpit with 10,000 incidents", bound: 2, unit: "ms"}},
		{"./tui", "KeyToFrame", 1e6, result{name: "sorting them by a key, to the frame", bound: 16, unit: "ms"}},
	} {
		took, err := benchmark(ctx, f.pkg, f.benchmark)
		if err != nil {
			return nil, err
		}
		f.value = took / f.nanos
		results = append(results, f.result)
	}
	return results, nil
}

var perOperation = regexp.MustCompile(`(?m)^Benchmark\S+\s+\d+\s+([0-9.]+) ns/op`)

// benchmark gives the nanoseconds per operation of one benchmark.
func benchmark(ctx context.Context, pkg, name string) (float64, error) {
	command := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", "^Benchmark"+name+"$", "-cpu", "1", pkg)
	output, err := command.CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("%s: %w: %s", name, err, output)
	}
	found := perOperation.FindSubmatch(output)
	if found == nil {
		return 0, fmt.Errorf("%s printed no figure: %s", name, output)
	}
	return strconv.ParseFloat(string(found[1]), 64)
}
