package perceive

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/airra/airra/internal/airra"
)

// What a number means about which nothing is known: the original's convention.
const (
	assumedSigma      = 4.0
	assumedConfidence = 0.85
	assumedShare      = 0.5 // of the current value is expected
	defaultThreshold  = 3.0
)

// SnapshotField is the name of the request's field that a snapshot stands in.
const SnapshotField = "metrics_snapshot"

// BaselineFunc tells what is normal for a metric of a service, and whether that
// is known.
type BaselineFunc func(metric string) (mean, sd float64, n int, ok bool)

// SnapshotSignals reads what a caller says about the metrics of a service: for
// each metric a number, or an object {current, expected?, deviation? or
// deviation_sigma?, unit?}. Whatever is not said comes from the baseline; where
// there is none either, half of the current value is expected, the deviation
// counts 4 sigma and the confidence 0.85, and the signal is marked Assumed.
//
// A number that lies inside its known band is no signal and is left out; what
// the caller calls a deviation is always kept. The signals are in the order of
// their names. Absent, null and empty snapshots give none; any other form is
// airra.CodeInvalid and names the field.
func SnapshotSignals(service airra.ServiceName, snapshot json.RawMessage, baseline BaselineFunc, at time.Time) ([]airra.Signal, error) {
	if len(snapshot) == 0 {
		return nil, nil
	}
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(snapshot, &entries); err != nil {
		return nil, airra.Invalid(SnapshotField, "must be an object of metrics")
	}
	var signals []airra.Signal
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		claim, err := readClaim(SnapshotField+"."+name, entries[name])
		if err != nil {
			return nil, err
		}
		if s, ok := claim.signal(service, name, baseline, at); ok {
			signals = append(signals, s)
		}
	}
	return signals, nil
}

// claim is what a caller says about one metric.
type claim struct {
	current             float64
	expected, deviation *float64
	unit                string
}

func readClaim(field string, raw json.RawMessage) (claim, error) {
	if number, ok := readNumber(raw); ok {
		return claim{current: number}, nil
	}
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil || parts == nil {
		return claim{}, airra.Invalid(field, `must be a number or an object with "current"`)
	}
	var c claim
	current, err := part(field, parts, "current")
	if err != nil {
		return claim{}, err
	}
	if current == nil {
		return claim{}, airra.Invalid(field+".current", "is missing")
	}
	c.current = *current
	if c.expected, err = part(field, parts, "expected"); err != nil {
		return claim{}, err
	}
	for _, name := range []string{"deviation", "deviation_sigma"} {
		value, err := part(field, parts, name)
		if err != nil {
			return claim{}, err
		}
		if value != nil {
			c.deviation = value
		}
	}
	_ = json.Unmarshal(parts["unit"], &c.unit) // a unit that is no text is none
	if wordsOfNoUnit[c.unit] {
		c.unit = ""
	}
	return c, nil
}

// wordsOfNoUnit say what a bare number is anyway.
var wordsOfNoUnit = map[string]bool{"count": true, "boolean": true, "bool": true, "number": true}

// part reads an optional number of an object; null is as good as absent.
func part(field string, parts map[string]json.RawMessage, name string) (*float64, error) {
	raw, ok := parts[name]
	if !ok || string(raw) == "null" {
		return nil, nil //nolint:nilnil // absence is an answer here, not a failure
	}
	number, ok := readNumber(raw)
	if !ok {
		return nil, airra.Invalid(field+"."+name, "must be a number")
	}
	return &number, nil
}

// readNumber refuses what only looks like one: null, which decodes to zero, and
// numbers too large for a float.
func readNumber(raw json.RawMessage) (float64, bool) {
	var number *float64
	if err := json.Unmarshal(raw, &number); err != nil || number == nil || !finite(*number) {
		return 0, false
	}
	return *number, true
}

func (c claim) signal(service airra.ServiceName, name string, baseline BaselineFunc, at time.Time) (airra.Signal, bool) {
	mean, sd, samples, known := lookUp(baseline, name)
	s := airra.Signal{
		Service: service, Name: name, Kind: airra.KindMetric, Unit: c.unit, Current: c.current,
		Ongoing: true, FirstSeen: at, LastSeen: at, Peak: c.current,
	}
	switch {
	case c.expected != nil:
		s.Expected = *c.expected
	case known:
		s.Expected = mean
	default:
		s.Expected, s.Assumed = c.current*assumedShare, true
	}
	switch {
	case c.deviation != nil:
		s.Sigma = math.Abs(*c.deviation)
	case known:
		s.Sigma, s.StdDev, s.Samples = distance(c.current, s.Expected, sd), sd, samples
		s.Band = BandOf(s.Expected, sd, defaultThreshold)
	default:
		s.Sigma, s.Assumed = assumedSigma, true
	}
	s.Confidence = Confidence(s.Sigma, defaultThreshold)
	if s.Assumed {
		s.Confidence = assumedConfidence
	}
	s.Direction = c.direction(s.Expected)
	s.Category, s.PeakSigma = Category(name, s.Direction), s.Sigma
	return s, c.deviation != nil || !known || s.Sigma > defaultThreshold
}

// direction follows the values; only where these are equal does the sign of the
// claimed deviation decide.
func (c claim) direction(expected float64) airra.Direction {
	if c.current == expected && c.deviation != nil {
		return directionOf(*c.deviation)
	}
	return directionOf(c.current - expected)
}

func lookUp(baseline BaselineFunc, metric string) (mean, sd float64, n int, ok bool) {
	if baseline == nil {
		return 0, 0, 0, false
	}
	return baseline(metric)
}

// AssumedTrio is what stands for the metrics of a service in a development
// environment when there are none: memory at four times, latency at six times
// and traffic at two and a half times the expected value.
func AssumedTrio(service airra.ServiceName, at time.Time) []airra.Signal {
	const gibibyte = 1 << 30
	assume := func(name, unit string, current, expected, sigma, confidence float64) airra.Signal {
		return airra.Signal{
			Service: service, Name: name, Kind: airra.KindMetric, Unit: unit, Category: Category(name, airra.Up),
			Current: current, Expected: expected, Sigma: sigma, Confidence: confidence, Direction: airra.Up,
			Assumed: true, Ongoing: true, FirstSeen: at, LastSeen: at, Peak: current, PeakSigma: sigma,
		}
	}
	return []airra.Signal{
		assume("memory_usage_bytes", "bytes", 8*gibibyte, 2*gibibyte, 4.5, 0.90),
		assume("http_request_duration_seconds_p95", "s", 3.2, 0.5, 4.2, 0.88),
		assume("http_requests_total", "req/s", 1250, 500, 3.8, 0.85),
	}
}
