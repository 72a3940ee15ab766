package simulate

import (
	"math"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Shape is how an effect goes over the time of a simulation.
type Shape string

// The shapes.
const (
	Linear      Shape = "linear"      // climbs evenly, and is at its height at the very end
	Spike       Shape = "spike"       // at its height for the first third, then falling evenly to nothing
	Step        Shape = "step"        // at its height all the time
	Oscillating Shape = "oscillating" // six waves between a quarter of the height and all of it
)

// waves is how often an oscillating effect comes and goes.
const waves = 6

// share is how much of the height is reached, 0 to 1, when elapsed of duration have
// gone by. Before the beginning and from the end on there is nothing.
func (s Shape) share(elapsed, duration time.Duration) float64 {
	if elapsed < 0 || elapsed >= duration {
		return 0
	}
	through := float64(elapsed) / float64(duration)
	switch s {
	case Linear:
		return through
	case Spike:
		return min(1, 1.5*(1-through))
	case Oscillating:
		return 0.625 + 0.375*math.Sin(2*math.Pi*waves*through)
	default:
		return 1
	}
}

// Effect is what a scenario does to one gauge of its service: at its height the
// gauge is Factor times what it would have been.
type Effect struct {
	Gauge  string // one of metrics
	Factor float64
	Shape  Shape
}

// at is the factor after elapsed of duration.
func (e Effect) at(elapsed, duration time.Duration) float64 {
	return 1 + (e.Factor-1)*e.Shape.share(elapsed, duration)
}

// effects maps every scenario onto the five gauges that the demo has. A scenario
// tells of many more metrics than those, and adds none of them: what it tells is
// carried by the gauge that is nearest to it.
//
//	scenario                    gauge         factor  shape        the metric of the story
//	memory_leak_gradual         memory_bytes      4   linear       memory_usage_bytes, 8 GiB for 2
//	cpu_spike_traffic_surge     cpu_usage         2.2 spike        cpu_usage_percent, 98.5 for 45
//	                            request_rate      4.4 spike        http_requests_per_second, 3500 for 800
//	                            latency_p95      14   spike        http_request_duration_seconds_p95, 4.2 s for 0.3
//	latency_spike_database      latency_p95      21   step         http_request_duration_seconds_p95, 8.5 s for 0.4
//	                            request_rate      0.56 step        http_requests_total, 450 for 800
//	pod_crash_loop              request_rate      0.06 step        http_requests_total, 50 for 800
//	                            error_rate       12   linear       pod_restarts_total: each restart fails requests
//	                            latency_p95      50   oscillating  http_request_duration_seconds_p95, 15 s for 0.3
//	dependency_failure_timeout  error_rate       40   spike        http_response_status_500_total: less than told, or more requests would fail than there are
//	                            request_rate      1.9 spike        http_requests_total, 1500 for 800: clients try again
//	                            latency_p95      60   step         external_api_call_duration_seconds, 30 s for 0.5
var effects = map[string][]Effect{
	"memory_leak_gradual": {{"memory_bytes", 4, Linear}},
	"cpu_spike_traffic_surge": {
		{"cpu_usage", 2.2, Spike}, {"request_rate", 4.4, Spike}, {"latency_p95", 14, Spike},
	},
	"latency_spike_database": {{"latency_p95", 21, Step}, {"request_rate", 0.56, Step}},
	"pod_crash_loop": {
		{"request_rate", 0.06, Step}, {"error_rate", 12, Linear}, {"latency_p95", 50, Oscillating},
	},
	"dependency_failure_timeout": {
		{"error_rate", 40, Spike}, {"request_rate", 1.9, Spike}, {"latency_p95", 60, Step},
	},
}

// Disturbance is a scenario that moves the gauges of a service for a time.
type Disturbance struct {
	Scenario string
	Service  airra.ServiceName
	From     time.Time
	Duration time.Duration // which its shapes are stretched over
	To       time.Time     // when it ends, which is earlier than its duration when somebody stopped it
}

// DisturbanceOf is what a simulation does to the gauges.
func DisturbanceOf(r airra.SimulationRun) Disturbance {
	return Disturbance{Scenario: r.ScenarioID, Service: r.Service, From: r.StartsAt, Duration: r.EndsAt.Sub(r.StartsAt), To: r.Until()}
}

// disturbed is the factor of a gauge at t under several disturbances. They do not
// multiply: the one that moves the gauge furthest counts, which among rises is the
// larger factor. A service that two scenarios drive to the limit is at the limit.
func disturbed(all []Disturbance, service airra.ServiceName, gauge string, t time.Time) float64 {
	factor := 1.0
	for _, d := range all {
		if d.Service != service || t.Before(d.From) || !t.Before(d.To) {
			continue
		}
		for _, e := range effects[d.Scenario] {
			if e.Gauge == gauge {
				factor = further(factor, e.at(t.Sub(d.From), d.Duration))
			}
		}
	}
	return factor
}

// further is the one of two factors that lies further from 1, where doubling and
// halving are equally far.
func further(a, b float64) float64 {
	if math.Abs(math.Log(b)) > math.Abs(math.Log(a)) {
		return b
	}
	return a
}
