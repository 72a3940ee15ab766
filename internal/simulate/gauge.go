package simulate

import (
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/airra/airra/internal/airra"
)

// The shape of the demo: every service has one spike per cycle, and the spikes
// of two services never overlap.
const (
	Cycle         = 600 * time.Second
	SpikeDuration = 45 * time.Second

	swing     = 0.03  // amplitude of the slow sine, as a share of the base
	noise     = 0.05  // standard deviation of the noise, as a share of the base
	swingSlow = 300.0 // seconds per radian, so one swing takes about 31 minutes

	mebibyte = 1 << 20
)

// metricPrefix stands before the name of every demo gauge.
const metricPrefix = "airra_demo_"

// metrics are the gauges every service has, in the order of a page.
var metrics = []struct{ name, help string }{
	{"request_rate", "Requests per second."},
	{"error_rate", "Failed requests per second."},
	{"latency_p95", "95th percentile of the latency in seconds."},
	{"cpu_usage", "Share of the CPU in use, 0 to 1."},
	{"memory_bytes", "Memory in use in bytes."},
}

// world is the demo: the base of every gauge in the order of metrics, and the
// one gauge that spikes.
var world = []struct {
	service    airra.ServiceName
	base       [5]float64
	spike      string
	multiplier float64
	offset     time.Duration
}{
	{"payment-service", [5]float64{45, 0.5, 0.12, 0.35, 512 * mebibyte}, "error_rate", 18, 0},
	{"order-service", [5]float64{30, 0.3, 0.08, 0.25, 384 * mebibyte}, "latency_p95", 15, 120 * time.Second},
	{"user-service", [5]float64{60, 0.2, 0.05, 0.20, 256 * mebibyte}, "cpu_usage", 4, 240 * time.Second},
	{"inventory-service", [5]float64{15, 0.1, 0.15, 0.15, 192 * mebibyte}, "memory_bytes", 3.5, 360 * time.Second},
	{"notification-service", [5]float64{8, 0.05, 0.20, 0.10, 128 * mebibyte}, "request_rate", 12, 480 * time.Second},
}

// Gauges is the demo world of one seed. The zero value is a world like any
// other.
type Gauges struct {
	Seed     uint64
	NoSpikes bool // leaves only swing and noise

	// Disturbances gives the simulations that may move gauges at t. Nil means that
	// there are none.
	Disturbances func(t time.Time) []Disturbance
}

// Services lists the demo services in the order in which they spike.
func Services() []airra.ServiceName {
	names := make([]airra.ServiceName, len(world))
	for i, w := range world {
		names[i] = w.service
	}
	return names
}

// Value is the gauge of a service at t, or false for a gauge that is not
// there. Metric is the name without the airra_demo_ prefix; memory is in bytes.
// Outside a spike it is base + 3 % of the base times sin(t/300 s + phase) + a
// Gaussian of 5 % of the base; during one it is exactly base times multiplier. A
// simulation multiplies the former, and leaves a spike that is higher as it is.
func (g Gauges) Value(service airra.ServiceName, metric string, t time.Time) (float64, bool) {
	return g.valueUnder(g.disturbances(t), service, metric, t)
}

func (g Gauges) disturbances(t time.Time) []Disturbance {
	if g.Disturbances == nil {
		return nil
	}
	return g.Disturbances(t)
}

func (g Gauges) valueUnder(disturbances []Disturbance, service airra.ServiceName, metric string, t time.Time) (float64, bool) {
	for _, w := range world {
		for i, m := range metrics {
			if w.service == service && m.name == metric {
				spike := g.spikeFactor(w.spike == metric, w.multiplier, w.offset, t)
				return g.value(service, metric, w.base[i], spike, disturbed(disturbances, service, metric, t), t), true
			}
		}
	}
	return 0, false
}

// spikeFactor is the multiplier while the spike lasts, else 0.
func (g Gauges) spikeFactor(spikes bool, multiplier float64, offset time.Duration, t time.Time) float64 {
	into := time.Duration(t.UnixNano())%Cycle - offset
	if spikes && !g.NoSpikes && into >= 0 && into < SpikeDuration {
		return multiplier
	}
	return 0
}

func (g Gauges) value(service airra.ServiceName, metric string, base, spike, disturbance float64, t time.Time) float64 {
	value := base * spike
	if spike == 0 || further(spike, disturbance) != spike {
		phase := float64(hash(0, service, metric, 0) % 10)
		seconds := float64(t.UnixMilli()) / 1000
		value = disturbance * base * (1 + swing*math.Sin(seconds/swingSlow+phase) + noise*g.gaussian(service, metric, t))
	}
	if metric == "cpu_usage" {
		value = min(value, 1)
	}
	return max(value, 0)
}

// gaussian draws from a generator that is seeded by what is asked, so the same
// second has the same noise in every process and however often it is read.
func (g Gauges) gaussian(service airra.ServiceName, metric string, t time.Time) float64 {
	seed := hash(g.Seed, service, metric, t.Unix())
	return rand.New(rand.NewPCG(seed, seed^0x9e3779b97f4a7c15)).NormFloat64()
}

// hash is FNV-1a over its arguments. Unlike the hash of the original's language
// it is the same in every process, so that phases do not depend on the start.
func hash(seed uint64, service airra.ServiceName, metric string, second int64) uint64 {
	h := fnv.New64a()
	buffer := make([]byte, 0, 96)
	buffer = strconv.AppendUint(buffer, seed, 16)
	buffer = append(append(append(buffer, '/'), service...), '/')
	buffer = strconv.AppendInt(append(append(buffer, metric...), '/'), second, 16)
	_, _ = h.Write(buffer) // a hash never fails to write
	return h.Sum64()
}

// WriteMetrics writes the metrics page of the demo as of t: 25 samples in the
// Prometheus text format, with six decimals. Errors of w are the reader's to
// notice, since a page that breaks off is answered by nobody.
func (g Gauges) WriteMetrics(w io.Writer, t time.Time) {
	var page []byte
	disturbances := g.disturbances(t) // Once for a page, so that what is on it belongs together.
	for _, m := range metrics {
		page = fmt.Appendf(page, "# HELP %[1]s%[2]s %[3]s\n# TYPE %[1]s%[2]s gauge\n", metricPrefix, m.name, m.help)
		for _, service := range Services() {
			value, _ := g.valueUnder(disturbances, service, m.name, t)
			page = fmt.Appendf(page, "%s%s{service=%q} %.6f\n", metricPrefix, m.name, string(service), value)
		}
	}
	_, _ = w.Write(page)
}

// History is what scrapes at from, from+step, … before to would have found:
// one series per sample of WriteMetrics, with the label __name__.
func (g Gauges) History(from, to time.Time, step time.Duration) []airra.Series {
	if step <= 0 {
		return nil
	}
	series := make([]airra.Series, 0, len(world)*len(metrics))
	for _, m := range metrics {
		for _, service := range Services() {
			labels := map[string]string{"__name__": metricPrefix + m.name, "service": string(service)}
			series = append(series, airra.Series{Labels: labels, Points: g.points(service, m.name, from, to, step)})
		}
	}
	return series
}

func (g Gauges) points(service airra.ServiceName, metric string, from, to time.Time, step time.Duration) []airra.Point {
	points := make([]airra.Point, 0, max(0, to.Sub(from)/step+1))
	for t := from; t.Before(to); t = t.Add(step) {
		value, _ := g.Value(service, metric, t)
		points = append(points, airra.Point{At: t, Value: value})
	}
	return slices.Clip(points)
}
