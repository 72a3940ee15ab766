package api

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics are the instruments of the door itself. The names of the requests'
// two are those that dashboards of the original read.
type metrics struct {
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	inFlight prometheus.Gauge
	streams  prometheus.Gauge
}

func newMetrics(registry prometheus.Registerer) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "http_requests_total", Help: "Requests by route, method and class of status.",
		}, []string{"handler", "method", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "http_request_duration_seconds", Help: "Time to answer by route and method; event streams are not in it.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"handler", "method"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "http_requests_in_flight", Help: "Requests being answered now, event streams included.",
		}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "airra_event_streams", Help: "Clients reading the event stream now.",
		}),
	}
	registry.MustRegister(m.requests, m.duration, m.inFlight, m.streams)
	return m
}

// observe counts one request under its route's pattern. What matched no route
// is counted together: a label must not be made of what strangers type.
func (m *metrics) observe(r *http.Request, status int, took time.Duration) {
	route := r.Pattern
	if _, path, found := strings.Cut(route, " "); found {
		route = path
	}
	if route == "" || route == "/" {
		route = "none"
	}
	method := r.Method
	if !slices.Contains(methods, method) && method != http.MethodHead {
		method = "other"
	}
	m.requests.WithLabelValues(route, method, statusClasses[min(max(status/100, 1), 5)]).Inc()
	if route != base+eventsPath {
		m.duration.WithLabelValues(route, method).Observe(took.Seconds())
	}
}

var statusClasses = [...]string{"", "1xx", "2xx", "3xx", "4xx", "5xx"}
