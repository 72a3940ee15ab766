package daemon

import (
	"context"
	"io"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/config"
	"github.com/airra/airra/internal/perceive"
	"github.com/airra/airra/internal/perceive/embedded"
	"github.com/airra/airra/internal/perceive/prometheus"
	"github.com/airra/airra/internal/reason"
	"github.com/airra/airra/internal/reason/llm"
	"github.com/airra/airra/internal/simulate"
	"github.com/airra/airra/internal/workflow"
)

// demoPast is how much of the demo gauges' past is computed at start, so that
// there is a baseline from the first moment.
const demoPast = time.Hour

// openSource makes the metrics source: a remote Prometheus when one is named,
// else the embedded engine.
func (d *Daemon) openSource() (perceive.Source, error) {
	if d.cfg.PrometheusURL != "" {
		return prometheus.New(prometheus.Options{URL: d.cfg.PrometheusURL})
	}
	var self func(io.Writer, time.Time)
	gauges := d.gauges()
	if d.cfg.Demo {
		self = gauges.WriteMetrics
	}
	source := embedded.New(embedded.Options{
		Targets: d.cfg.ScrapeTargets, Self: self, Interval: d.cfg.ScrapeInterval, Log: d.log, Now: d.opts.now,
	})
	if d.cfg.Demo {
		source.Backfill(gauges.History(d.started.Add(-demoPast), d.started, d.cfg.ScrapeInterval))
	}
	d.scraper = source
	return source, nil
}

// gauges are the demo's, with the simulations that move them.
func (d *Daemon) gauges() simulate.Gauges {
	return simulate.Gauges{NoSpikes: !d.cfg.DemoSpikes, Disturbances: d.disturbed.at}
}

// openModel makes the language model, or gives nil where none can be asked.
func (d *Daemon) openModel(cache airra.Cache, meters *instruments) (llm.Model, error) {
	if !d.cfg.LLM.Usable() {
		return nil, nil //nolint:nilnil // no model is a normal answer: the rules reason then
	}
	return llm.New(llm.Config{
		Provider: string(d.cfg.LLM.Provider), APIKey: d.cfg.LLM.APIKey, BaseURL: d.cfg.LLM.BaseURL, Model: d.cfg.LLM.Model,
		Cache: cache, Observe: meters.llmCall, Now: d.opts.now, Log: d.log,
	})
}

// wording is who words the drafts of postmortems; nobody, where there is no model.
func (d *Daemon) wording(model llm.Model) workflow.Wording {
	if model == nil {
		return nil
	}
	return reason.NewWording(model, reason.Options{Log: d.log})
}

func (d *Daemon) newMonitor(source perceive.Source, meters *instruments) *perceive.Monitor {
	specs := make([]perceive.SignalSpec, 0, len(d.cfg.Signals))
	for _, s := range d.cfg.Signals {
		specs = append(specs, perceive.SignalSpec{Name: s.Name, Kind: s.Kind, Unit: s.Unit, Query: s.Query, Label: s.Label})
	}
	return perceive.NewMonitor(perceive.Config{
		Source: source, Signals: specs, Services: d.cfg.MonitoredServices,
		Interval: d.cfg.CheckInterval, Step: d.cfg.ScrapeInterval, Threshold: d.cfg.ThresholdSigma,
		Sink: d.flow, Leader: d.leads, Log: d.log, Now: d.opts.now, StartedAt: d.started, OnTick: meters.tick,
	})
}

// leaseTicks is how many ticks the monitor's lease lasts: after three missed ones
// another daemon takes over.
const leaseTicks = 3

// leads asks for the lease. When the database does not answer, nobody leads:
// an incident could not be stored anyway.
func (d *Daemon) leads(ctx context.Context) bool {
	return d.lease(ctx, workflow.MonitorRole, leaseTicks*d.cfg.CheckInterval)
}

// lease asks for a role. A database that does not answer in time is said once,
// and again when it answers.
func (d *Daemon) lease(ctx context.Context, role string, ttl time.Duration) bool {
	asking, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	mine, err := d.store.Lease(asking, role, d.id, ttl, airra.Now(d.opts.now()))
	silent := err != nil && ctx.Err() == nil
	if was := d.leaseSilent.Swap(silent); silent && !was {
		d.log.Warn("leases are not answered", "role", role, "err", err)
	} else if was && err == nil {
		d.log.Info("leases are answered again", "role", role)
	}
	return mine && err == nil
}

// watcher is the monitor as the use cases see it.
type watcher struct {
	*perceive.Monitor
	cfg config.Config
}

// Note says why nothing is seen.
func (w watcher) Note() string {
	if len(w.cfg.MonitoredServices) == 0 {
		return `no services are monitored: set AIRRA_MONITORED_SERVICES, for example to ["*"]`
	}
	_, note, err := w.State()
	if err != nil {
		return airra.ErrorMessage(err)
	}
	return note
}

// wantActive is how many active incidents a demo starts with.
const wantActive = 3

// scenarioRole is the lease under which one of several daemons tops up the
// scenarios.
const scenarioRole = "scenarios"

// The lease of the one who tops up lasts a minute, and who does not have it asks
// again until it is free: the other one may have died before it was done.
const (
	scenarioTTL   = time.Minute
	scenarioRetry = 5 * time.Second
)

// topUpScenarios reports static scenarios until three incidents are active, so
// that a first look finds something to look at. Which ones rotates by the hour.
func (d *Daemon) topUpScenarios(ctx context.Context) error {
	retry := time.NewTicker(scenarioRetry)
	defer retry.Stop()
	for !d.lease(ctx, scenarioRole, scenarioTTL) {
		select {
		case <-ctx.Done():
			return nil
		case <-retry.C:
		}
	}
	open, err := d.store.CountOpen(ctx)
	if err != nil {
		return d.noted(ctx, "scenarios not topped up", err)
	}
	active := 0
	for _, n := range open {
		active += n
	}
	now := d.opts.now()
	for _, scenario := range simulate.Rotation(now, wantActive-active) {
		if _, err := d.flow.QuickIncident(ctx, scenario.QuickIncident(now)); err != nil {
			return d.noted(ctx, "scenario not started", err)
		}
	}
	return nil
}

// noted logs a failure of something the daemon can live without.
func (d *Daemon) noted(ctx context.Context, what string, err error) error {
	if err != nil && ctx.Err() == nil {
		d.log.WarnContext(ctx, what, "err", err) //nolint:sloglint // one of three constant messages
	}
	return nil
}
