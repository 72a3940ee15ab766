// Command bench measures how fast and how small the two programs are, and
// prints one table: the measure, what was promised, and their ratio. It builds
// the programs as a release does, runs the real airrad on an empty directory,
// and measures from outside. `make bench` runs it.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"text/tabwriter"
)

// result is one row. Bound is what was promised; for a rate more is better, for
// everything else less.
type result struct {
	name   string
	value  float64
	bound  float64 // 0: nothing was promised
	unit   string
	isRate bool
}

// ratio is value over bound, turned round for rates, so that below 1 is always
// inside the promise.
func (r result) ratio() float64 {
	if r.isRate {
		return r.bound / r.value
	}
	return r.value / r.bound
}

func main() {
	incidents := flag.Int("incidents", 100_000, "how many incidents to report before the list is measured")
	only := flag.String("only", "", "only this group of measures: "+groupNames())
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, *incidents, *only); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// group is some measures that are taken together.
type group struct {
	name    string
	measure func(ctx context.Context, p programs, incidents int) ([]result, error)
}

// groups are all measures, in the order of the table.
var groups = []group{
	{"sizes", func(_ context.Context, p programs, _ int) ([]result, error) { return sizes(p) }},
	{"rest", func(ctx context.Context, p programs, _ int) ([]result, error) { return startAndRest(ctx, p) }},
	{"pages", func(ctx context.Context, p programs, _ int) ([]result, error) { return firstPages(ctx, p) }},
	{"load", underLoad},
	{"web", pagesAndStreams},
	{"cockpit", func(ctx context.Context, p programs, _ int) ([]result, error) { return cockpit(ctx, p) }},
	{"measures", func(ctx context.Context, _ programs, _ int) ([]result, error) { return manyMeasured(ctx) }},
	{"functions", func(ctx context.Context, _ programs, _ int) ([]result, error) { return functions(ctx) }},
}

func groupNames() string {
	names := make([]string, len(groups))
	for n, g := range groups {
		names[n] = g.name
	}
	return strings.Join(names, ", ")
}

func run(ctx context.Context, out io.Writer, incidents int, only string) error {
	dir, err := os.MkdirTemp("", "airra-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	p, err := build(ctx, dir)
	if err != nil {
		return err
	}
	var results []result
	for _, g := range groups {
		if only != "" && only != g.name {
			continue
		}
		rows, err := g.measure(ctx, p, incidents)
		if err != nil {
			return err
		}
		for _, r := range rows {
			_, _ = fmt.Fprintf(os.Stderr, "%s: %.4g %s\n", r.name, r.value, r.unit)
		}
		results = append(results, rows...)
	}
	return table(out, results)
}

// table prints the rows aligned.
func table(out io.Writer, results []result) error {
	_, _ = fmt.Fprintf(out, "%d cores, %s\n\n", runtime.NumCPU(), runtime.Version())
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "measure\tmeasured\tpromised\tratio")
	for _, r := range results {
		promised, ratio := "–", "–"
		if r.bound > 0 {
			word := "under"
			if r.isRate {
				word = "at least"
			}
			promised, ratio = fmt.Sprintf("%s %.4g %s", word, r.bound, r.unit), fmt.Sprintf("%.2f", r.ratio())
		}
		_, _ = fmt.Fprintf(w, "%s\t%.4g %s\t%s\t%s\n", r.name, r.value, r.unit, promised, ratio)
	}
	return w.Flush()
}

// sizes measures the stripped programs.
func sizes(p programs) ([]result, error) {
	var results []result
	for _, f := range []struct {
		path  string
		bound float64
	}{{p.airrad, 45}, {p.airra, 0}} {
		info, err := os.Stat(f.path)
		if err != nil {
			return nil, err
		}
		results = append(results, result{name: filepath.Base(f.path) + ", stripped", value: float64(info.Size()) / 1e6, bound: f.bound, unit: "MB"})
	}
	return results, nil
}
