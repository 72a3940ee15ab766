package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics are the instruments of the pages.
type metrics struct {
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	streams  prometheus.Gauge
}

func newMetrics(registry prometheus.Registerer) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "airra_web_requests_total", Help: "Requests of the web page by route, method and class of status.",
		}, []string{"page", "method", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "airra_web_request_duration_seconds", Help: "Time to answer with a page, by route; event streams are not in it.",
			Buckets: []float64{.001, .0025, .005, .01, .02, .05, .1, .25, .5, 1, 2.5, 5},
		}, []string{"page"}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{Name: "airra_web_streams", Help: "Pages that hold an event stream now."}),
	}
	registry.MustRegister(m.requests, m.duration, m.streams)
	return m
}

// observe counts one request under its route.
func (m *metrics) observe(r *http.Request, status int, took time.Duration) {
	page := pageOf(r)
	method := r.Method
	if method != http.MethodPost && method != http.MethodHead {
		method = http.MethodGet
	}
	m.requests.WithLabelValues(page, method, strconv.Itoa(status/100)+"xx").Inc()
	if page != livePath {
		m.duration.WithLabelValues(page).Observe(took.Seconds())
	}
}
