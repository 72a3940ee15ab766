// Package daemon makes airrad of its parts. It is the only room in which
// everything meets: New opens and wires, Run supervises until the context
// ends, and what was opened is closed in the reverse order. The commands of
// the program stand here too.
package daemon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/oklog/run"

	"github.com/airra/airra/internal/act"
	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/config"
	"github.com/airra/airra/internal/jobs"
	"github.com/airra/airra/internal/perceive"
	"github.com/airra/airra/internal/web"
	"github.com/airra/airra/internal/workflow"
)

// Daemon is one airrad, from its listener to its workers.
type Daemon struct {
	cfg       config.Config
	log       *slog.Logger
	opts      options
	clock     func() time.Time // as it was given; nil is the wall clock
	id        string           // names this process in leases and heartbeats
	started   time.Time
	listener  net.Listener
	handler   http.Handler
	pages     *web.Web
	stopping  chan struct{} // closed when the stop begins: ends the event streams
	store     airra.Store
	holdTexts func(context.Context) error // of the store
	queue     *jobs.Queue
	flow      *workflow.Workflow
	monitor   *perceive.Monitor
	scraper   scraper // nil with a remote Prometheus

	disturbed *disturbances

	closers []closer

	leaseSilent atomic.Bool // the database did not answer the last question for a lease
}

// scraper fills the embedded metrics source.
type scraper interface {
	Run(ctx context.Context) error
}

// closer is one step of the way down.
type closer struct {
	name  string
	close func() error
}

// options are what tests and commands add to the settings.
type options struct {
	ready    func(Info)
	executor act.Executor
	now      func() time.Time
}

// Option adds something to the settings.
type Option func(*options)

// WithReady calls fn once requests are answered.
func WithReady(fn func(Info)) Option { return func(o *options) { o.ready = fn } }

// WithRehearsal puts another dry-run executor in the place of the built-in one.
func WithRehearsal(e act.Executor) Option { return func(o *options) { o.executor = e } }

// WithClock replaces the wall clock.
func WithClock(now func() time.Time) Option { return func(o *options) { o.now = now } }

// Info tells where a daemon can be reached.
type Info struct {
	URL      string
	Database string
	Reasoner string
	Demo     bool
	Spikes   bool   // the demo services spike by themselves
	KeyFile  string // holds the API key, where that was generated
	DataDir  string // where the API key was generated, when that is not where airra looks by itself
}

// Addr is the address that is really listened on.
func (d *Daemon) Addr() string { return d.listener.Addr().String() }

// onClose registers the closing of what was just opened.
func (d *Daemon) onClose(name string, fn func() error) {
	d.closers = append(d.closers, closer{name, fn})
}

// Close undoes New, last opened first closed.
func (d *Daemon) Close() error {
	var errs []error
	for n := len(d.closers) - 1; n >= 0; n-- {
		if err := d.closers[n].close(); err != nil {
			errs = append(errs, fmt.Errorf("close %s: %w", d.closers[n].name, err))
		}
	}
	d.closers = nil
	return errors.Join(errs...)
}

// Run makes a daemon, runs it until the context ends, and closes it.
func Run(ctx context.Context, cfg config.Config, log *slog.Logger, opts ...Option) (err error) {
	d, err := New(ctx, cfg, log, opts...)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, d.Close())
		log.Info("stopped")
	}()
	return d.Run(ctx)
}

// The patience of a stop. Requests are answered first, then jobs are finished
// or handed back; both are bounded, so that a stop never hangs.
const (
	drainPatience = 5 * time.Second
	workPatience  = 10 * time.Second
)

// Run supervises everything that goes on by itself, and returns when all of it
// has ended: because the context ended, which is no error, or because a part
// failed.
func (d *Daemon) Run(ctx context.Context) error {
	if err := d.queue.Start(ctx, d.flow); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	var group run.Group
	d.addUntilDone(ctx, &group)
	d.addServer(&group)
	if d.scraper != nil {
		addLoop(ctx, &group, d.scraper.Run)
	}
	addLoop(ctx, &group, d.monitor.Run)
	addLoop(ctx, &group, d.pages.Run)
	addLoop(ctx, &group, d.rescuePages)
	addLoop(ctx, &group, d.foldAnalytics)
	addLoop(ctx, &group, d.rememberBacklog)
	addLoop(ctx, &group, d.holdTexts)
	if d.cfg.Demo {
		addLoop(ctx, &group, d.topUpScenarios)
	}
	if d.cfg.GeneratorInterval > 0 {
		addLoop(ctx, &group, d.generateIncidents)
	}
	err := group.Run()
	d.log.Info("stopping", "waits_for", "jobs")

	// Jobs stop last: a request that was still being answered may have been
	// waiting for one.
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), workPatience)
	defer cancel()
	return errors.Join(err, d.queue.Stop(patience))
}

// addUntilDone ends the group when the context ends.
func (d *Daemon) addUntilDone(ctx context.Context, group *run.Group) {
	done, cancel := context.WithCancel(ctx)
	group.Add(func() error {
		<-done.Done()
		return nil
	}, func(error) { cancel() })
}

// addServer answers requests until it is told to stop, and then those that are
// under way.
func (d *Daemon) addServer(group *run.Group) {
	server := &http.Server{
		Handler: d.handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(d.log.Handler(), slog.LevelWarn),
	}
	group.Add(func() error {
		d.announce()
		if err := server.Serve(d.listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve: %w", err)
		}
		return nil
	}, func(error) {
		close(d.stopping)
		patience, cancel := context.WithTimeout(context.Background(), drainPatience)
		defer cancel()
		if err := server.Shutdown(patience); err != nil {
			d.log.Warn("requests cut off", "err", err)
			_ = server.Close()
		}
	})
}

// announce tells that requests are answered. The listener has been open since
// New, so a request that arrives now waits instead of being refused.
func (d *Daemon) announce() {
	if len(d.cfg.MonitoredServices) == 0 {
		d.log.Warn("no services are monitored: set AIRRA_MONITORED_SERVICES and AIRRA_SIGNALS_FILE")
	}
	d.log.Info("ready", "addr", d.Addr(), "database", d.store.Kind(), "reasoner", d.flow.Reasoner.Name(), "took", d.opts.now().Sub(d.started).Round(time.Millisecond).String())
	if d.opts.ready != nil {
		d.opts.ready(Info{URL: "http://" + d.Addr(), Database: d.store.Kind(), Reasoner: d.flow.Reasoner.Name(), Demo: d.cfg.Demo, Spikes: d.cfg.DemoSpikes, KeyFile: d.cfg.GeneratedKey(), DataDir: d.cfg.OwnDataDir()})
	}
}

// addLoop runs something that ends with its context.
func addLoop(ctx context.Context, group *run.Group, loop func(context.Context) error) {
	looping, cancel := context.WithCancel(ctx)
	group.Add(func() error {
		err := loop(looping)
		if err == nil || looping.Err() != nil {
			<-looping.Done() // A loop that has nothing more to do must not end the others.
			return nil
		}
		return err
	}, func(error) { cancel() })
}
