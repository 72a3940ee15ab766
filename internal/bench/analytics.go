package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// measuresBound is what the measures of many incidents promise, in milliseconds.
const measuresBound = 50

var (
	ofDatabase = regexp.MustCompile(`(?m)^BenchmarkMeasuresOfAMillion/(\w+?)(?:-\d+)?\s+1\s.*$`)
	p99        = regexp.MustCompile(`([0-9.]+) p99-ms-(summary|insights|mttr)-(30|365)\b`)
)

// manyMeasured asks for the measures of a million incidents over HTTP, with either
// database. The benchmark of the daemon's room fills them, because it can use the
// product's own store and start PostgreSQL as tests do.
func manyMeasured(ctx context.Context) ([]result, error) {
	command := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", "^BenchmarkMeasuresOfAMillion$", "-benchtime", "1x", "-timeout", "30m", "./internal/daemon")
	output, err := command.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("measures of a million: %w: %s", err, output)
	}
	results, err := readMeasured(string(output))
	if err == nil && len(results) == 0 {
		err = fmt.Errorf("the measures of a million printed no figure: %s", output)
	}
	slices.SortFunc(results, func(a, b result) int { return strings.Compare(a.name, b.name) })
	return results, err
}

// readMeasured finds the figures in what the benchmark prints.
func readMeasured(output string) (results []result, err error) {
	for _, line := range ofDatabase.FindAllStringSubmatch(output, -1) {
		for _, found := range p99.FindAllStringSubmatch(line[0], -1) {
			value, broken := strconv.ParseFloat(found[1], 64)
			err = errors.Join(err, broken)
			results = append(results, result{
				name:  fmt.Sprintf("analytics %s of %s days, 1,000,000 incidents, %s, p99", found[2], found[3], line[1]),
				value: value, bound: measuresBound, unit: "ms",
			})
		}
	}
	return results, err
}
