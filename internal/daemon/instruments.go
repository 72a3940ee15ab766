package daemon

import (
	"context"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/perceive"
	"github.com/airra/airra/internal/reason/llm"
)

// instruments are what airrad counts about itself, besides HTTP, which the API
// counts.
type instruments struct {
	registry *prometheus.Registry

	opened      *prometheus.CounterVec
	acknowledge prometheus.Histogram
	resolve     *prometheus.HistogramVec

	pagings  prometheus.Counter
	sent     *prometheus.CounterVec
	sentTime prometheus.Histogram

	jobs    *prometheus.CounterVec
	jobTime *prometheus.HistogramVec

	llmTime   *prometheus.HistogramVec
	llmTokens *prometheus.CounterVec
	llmErrors *prometheus.CounterVec

	tickTime  prometheus.Histogram
	tickError prometheus.Counter
	points    prometheus.Counter
	anomalous prometheus.Counter
	detected  prometheus.Counter
	series    prometheus.Gauge
}

// humanTimes are buckets for what people do: from a minute to a day.
var humanTimes = []float64{60, 180, 300, 600, 1800, 3600, 7200, 21600, 86400}

func newInstruments(registry *prometheus.Registry) *instruments {
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	f := promauto.With(registry)
	counter := func(name, help string) prometheus.Counter {
		return f.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
	}
	counters := func(name, help string, labels ...string) *prometheus.CounterVec {
		return f.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	histograms := func(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
		return f.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels)
	}
	return &instruments{
		registry:    registry,
		opened:      counters("airra_incidents_opened_total", "Incidents by source and severity.", "source", "severity"),
		acknowledge: f.NewHistogram(prometheus.HistogramOpts{Name: "airra_time_to_acknowledge_seconds", Help: "From detection to the first acknowledgement.", Buckets: humanTimes}),
		resolve:     histograms("airra_time_to_resolve_seconds", "From detection to resolution; rehearsals are counted apart.", humanTimes, "dry_run"),
		pagings:     counter("airra_pagings_started_total", "Incidents whose paging has begun."),
		sent:        counters("airra_notifications_total", "Attempts at sending by channel and end.", "channel", "result"),
		sentTime:    f.NewHistogram(prometheus.HistogramOpts{Name: "airra_notification_latency_seconds", Help: "From the making of a message to its leaving.", Buckets: prometheus.DefBuckets}),
		jobs:        counters("airra_jobs_total", "Attempts at jobs by kind and end.", "kind", "state"),
		jobTime:     histograms("airra_job_duration_seconds", "Time of an attempt.", prometheus.DefBuckets, "kind"),
		llmTime:     histograms("llm_call_duration_seconds", "Time of a model call.", []float64{.1, .25, .5, 1, 2.5, 5, 10, 30}, "provider", "model", "cached"),
		llmTokens:   counters("llm_tokens_total", "Tokens spent.", "provider", "model", "token_type"),
		llmErrors:   counters("llm_errors_total", "Failed model calls.", "provider", "model"),
		tickTime:    f.NewHistogram(prometheus.HistogramOpts{Name: "airra_monitor_tick_duration_seconds", Help: "Time of one look at all signals.", Buckets: prometheus.DefBuckets}),
		tickError:   counter("airra_monitor_tick_errors_total", "Looks that failed."),
		points:      counter("airra_monitor_points_total", "Points judged."),
		anomalous:   counter("airra_monitor_anomalous_points_total", "Points outside their band."),
		detected:    counter("airra_monitor_anomalies_total", "Anomalies detected."),
		series:      f.NewGauge(prometheus.GaugeOpts{Name: "airra_monitor_series", Help: "Series seen at the last look."}),
	}
}

// openGauge shows the open incidents as they are when somebody asks.
type openGauge struct {
	store airra.Store
	desc  *prometheus.Desc
}

func (m *instruments) countOpen(store airra.Store) {
	m.registry.MustRegister(openGauge{store, prometheus.NewDesc("airra_incidents_open", "Open incidents by severity.", []string{"severity"}, nil)})
}

// Describe implements prometheus.Collector.
func (g openGauge) Describe(ch chan<- *prometheus.Desc) { ch <- g.desc }

// Collect implements prometheus.Collector. A database that does not answer
// leaves the gauge out instead of showing a zero.
func (g openGauge) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), checkPatience)
	defer cancel()
	open, err := g.store.CountOpen(ctx)
	if err != nil {
		return
	}
	for _, s := range airra.Severities {
		ch <- prometheus.MustNewConstMetric(g.desc, prometheus.GaugeValue, float64(open[s]), string(s))
	}
}

// IncidentOpened counts an incident.
func (m *instruments) IncidentOpened(source string, severity airra.Severity) {
	m.opened.WithLabelValues(knownSource(source), string(severity)).Inc()
}

// knownSource keeps free text of callers out of the labels.
func knownSource(source string) string {
	switch source {
	case airra.SourceMonitor, airra.SourceQuick, airra.SourceGenerator, airra.SourceDefault:
		return source
	default:
		return "other"
	}
}

// IncidentAcknowledged notes how long it took.
func (m *instruments) IncidentAcknowledged(after time.Duration) {
	m.acknowledge.Observe(after.Seconds())
}

// IncidentResolved notes how long it took.
func (m *instruments) IncidentResolved(after time.Duration, dryRun bool) {
	m.resolve.WithLabelValues(strconv.FormatBool(dryRun)).Observe(after.Seconds())
}

// PagingStarted counts incidents whose paging has begun.
func (m *instruments) PagingStarted(incidents int) { m.pagings.Add(float64(incidents)) }

// NotificationSent counts an attempt at sending, and how long a message took that left.
func (m *instruments) NotificationSent(channel, result string, after time.Duration) {
	m.sent.WithLabelValues(channel, result).Inc()
	if result == "sent" {
		m.sentTime.Observe(after.Seconds())
	}
}

func (m *instruments) job(kind airra.JobKind, state string, took time.Duration) {
	m.jobs.WithLabelValues(string(kind), state).Inc()
	m.jobTime.WithLabelValues(string(kind)).Observe(took.Seconds())
}

func (m *instruments) llmCall(o llm.Observation) {
	m.llmTime.WithLabelValues(o.Provider, o.Model, strconv.FormatBool(o.Cached)).Observe(o.Duration.Seconds())
	m.llmTokens.WithLabelValues(o.Provider, o.Model, "prompt").Add(float64(o.PromptTokens))
	m.llmTokens.WithLabelValues(o.Provider, o.Model, "completion").Add(float64(o.CompletionTokens))
	if o.Error != "" {
		m.llmErrors.WithLabelValues(o.Provider, o.Model).Inc()
	}
}

func (m *instruments) tick(r perceive.TickReport) {
	m.tickTime.Observe(r.Duration.Seconds())
	m.points.Add(float64(r.Points))
	m.anomalous.Add(float64(r.Anomalous))
	m.detected.Add(float64(r.Detected))
	m.series.Set(float64(r.Series))
	if r.Err != nil {
		m.tickError.Inc()
	}
}
