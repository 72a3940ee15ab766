package daemon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime/debug"
	"time"

	"github.com/gofrs/flock"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/airra/airra/internal/act"
	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/api"
	"github.com/airra/airra/internal/config"
	"github.com/airra/airra/internal/jobs"
	"github.com/airra/airra/internal/memory"
	"github.com/airra/airra/internal/reason"
	"github.com/airra/airra/internal/redis"
	"github.com/airra/airra/internal/store"
	"github.com/airra/airra/internal/web"
	"github.com/airra/airra/internal/workflow"
)

// New opens everything and wires it. When a step fails, what was opened before
// it is closed again.
func New(ctx context.Context, cfg config.Config, log *slog.Logger, opts ...Option) (_ *Daemon, err error) {
	d := &Daemon{cfg: cfg, log: log, id: airra.NewID(), stopping: make(chan struct{})}
	d.opts = options{executor: act.Rehearsal{}}
	for _, o := range opts {
		o(&d.opts)
	}
	d.clock = d.opts.now // The queue runs on the database's clock unless it is given one.
	if d.opts.now == nil {
		d.opts.now = time.Now
	}
	d.started = d.opts.now()
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()
	if err := d.listen(ctx); err != nil {
		return nil, err
	}
	handle, err := d.openDatabase(ctx)
	if err != nil {
		return nil, err
	}
	return d, d.wire(ctx, handle)
}

// listen takes the port before anything else is touched, so that a second start
// by mistake ends at once and changes nothing.
func (d *Daemon) listen(ctx context.Context) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", d.cfg.HTTPAddr)
	if err != nil {
		return fmt.Errorf("AIRRA_HTTP_ADDR=%q cannot be listened on (%w): stop what uses the port, or choose another one: AIRRA_HTTP_ADDR=127.0.0.1:8001", d.cfg.HTTPAddr, err)
	}
	d.listener = listener
	d.onClose("listener", func() error {
		if err := listener.Close(); !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	})
	return nil
}

// openDatabase connects and migrates. An SQLite file belongs to one process, so
// that the jobs of a dead one can be told from those of a living one.
func (d *Daemon) openDatabase(ctx context.Context) (*store.Handle, error) {
	handle, err := store.Connect(ctx, d.cfg.DatabaseURL)
	if err != nil {
		return nil, err
	}
	if handle.SQLite() != nil {
		if err := d.lock(handle.Target()); err != nil {
			return nil, errors.Join(err, handle.Close())
		}
	}
	d.onClose("database", handle.Close) // After the lock, so that it is closed before the lock is given up.
	if err := migrate(ctx, handle); err != nil {
		return nil, err
	}
	// Reading the migrations leaves twelve megabytes of buffers in a pool, which
	// only two collections empty, and an idle daemon hardly ever collects.
	debug.FreeOSMemory()
	debug.FreeOSMemory()
	return handle, nil
}

// lock keeps a second daemon off an SQLite file, whatever its data directory.
func (d *Daemon) lock(path string) error {
	file := flock.New(path+".lock", flock.SetPermissions(0o600))
	locked, err := file.TryLock()
	if err != nil {
		return fmt.Errorf("%s cannot be locked: %w", path, err)
	}
	if !locked {
		return fmt.Errorf("%s is in use by another airrad: stop it, choose another AIRRA_DATA_DIR, or share a PostgreSQL with AIRRA_DATABASE_URL", path)
	}
	d.onClose("database lock", file.Unlock)
	return nil
}

// migrate brings both schemas up: ours and the queue's.
func migrate(ctx context.Context, handle *store.Handle) error {
	if err := store.Migrate(ctx, handle); err != nil {
		return err
	}
	return jobs.Migrate(ctx, database(handle))
}

func database(handle *store.Handle) jobs.Database {
	return jobs.Database{SQLite: handle.SQLite(), Postgres: handle.Postgres()}
}

// shared are the parts that are in process, or in Redis when there is one.
type shared struct {
	cache   airra.Cache
	limiter airra.Limiter
	bus     airra.Bus
	check   func(context.Context) airra.Check // nil without Redis
}

// cacheBytes bounds the in-process cache.
const cacheBytes = 8 << 20

func (d *Daemon) openShared() (shared, error) {
	cache, err := memory.NewCache(cacheBytes, d.opts.now)
	if err != nil {
		return shared{}, err
	}
	local := shared{cache: cache, limiter: memory.NewLimiter(d.opts.now), bus: memory.NewBus()}
	if d.cfg.RedisURL == "" {
		return local, nil
	}
	client, err := redis.Open(redis.Options{URL: d.cfg.RedisURL, Log: d.log, Now: d.opts.now, Limiter: local.limiter, Bus: local.bus})
	if err != nil {
		return shared{}, err
	}
	d.onClose("redis", client.Close)
	return shared{cache: client.Cache(), limiter: client.Limiter(), bus: client.Bus(), check: client.Check}, nil
}

// wire joins the rooms.
func (d *Daemon) wire(ctx context.Context, handle *store.Handle) error {
	common, err := d.openShared()
	if err != nil {
		return err
	}
	registry := prometheus.NewRegistry()
	meters := newInstruments(registry)
	if d.queue, err = jobs.New(database(handle), jobs.Options{Log: d.log, Now: d.clock, ID: d.id, Senders: d.cfg.Senders, Observe: meters.job}); err != nil {
		return err
	}
	keep := store.New(handle, d.queue.Enqueue, common.bus.Announce)
	d.store, d.holdTexts = keep, keep.HoldTexts
	d.disturbed = &disturbances{store: keep, now: d.opts.now, log: d.log}
	if err := d.takeOverLeases(ctx, handle); err != nil {
		return err
	}
	meters.countOpen(keep)
	source, err := d.openSource()
	if err != nil {
		return err
	}
	model, err := d.openModel(common.cache, meters)
	if err != nil {
		return err
	}
	inventor, err := d.openInventor(meters)
	if err != nil {
		return err
	}
	d.flow = workflow.New(workflow.Parts{
		Store: keep, Bus: common.bus, Reasoner: reason.NewAnalyzer(model, reason.Options{Log: d.log}),
		Executors: act.Executors{DryRun: d.opts.executor, AllowLive: !d.cfg.DryRun},
		Topology:  airra.NewTopology(d.cfg.Services), Source: source, Queue: d.queue,
		Holder: d.id, Now: d.opts.now, Log: d.log, Meter: meters, Facts: d.facts(),
		Senders: d.senders(), ApprovalWindows: d.cfg.ApprovalWindows, PageBundle: d.cfg.PageBundle, MaxRetries: d.cfg.NotifyMaxRetries,
		AllowPrivate: d.cfg.WebhookAllowPrivate, Secret: d.linkSecret(), Wording: d.wording(model),
		Inventor: inventor, GeneratorPages: d.cfg.GeneratorPages,
	})
	d.monitor = d.newMonitor(source, meters)
	d.flow.Watcher = watcher{d.monitor, d.cfg}
	d.flow.Checks = d.checks(common, source)
	d.openDoor(common, keep, registry)
	if d.cfg.Production() {
		return nil
	}
	return d.flow.SeedPeople(ctx)
}

// takeOverLeases forgets the leases of earlier processes where the lock proves
// that none of them lives, and gives back this one's at the end. Otherwise the
// monitor of a restarted daemon would be mute until the old lease runs out.
func (d *Daemon) takeOverLeases(ctx context.Context, handle *store.Handle) error {
	d.onClose("leases", func() error {
		leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), checkPatience)
		defer cancel()
		if err := d.store.ReleaseLeases(leaving, d.id); err != nil {
			d.log.Warn("leases not given back", "err", err) // They run out by themselves.
		}
		return nil
	})
	if handle.SQLite() == nil {
		return nil
	}
	return d.store.ReleaseLeases(ctx, "")
}

func (d *Daemon) facts() workflow.Facts {
	return workflow.Facts{
		Version: airra.Version, Environment: string(d.cfg.Environment), Development: !d.cfg.Production(), Demo: d.cfg.Demo,
		ReasonerNote: d.cfg.LLM.Why(), Monitored: d.cfg.MonitoredServices, StartedAt: airra.Now(d.started), PublicURL: d.cfg.PublicURL,
	}
}

// checks lists the parts in the order in which they are shown.
func (d *Daemon) checks(common shared, source interface {
	Check(context.Context) airra.Check
},
) []func(context.Context) airra.Check {
	checks := []func(context.Context) airra.Check{d.checkDatabase, d.queue.Check}
	if common.check != nil {
		checks = append(checks, common.check)
	}
	return append(checks, source.Check)
}

// checkPatience bounds a question to the database that somebody waits for.
const checkPatience = 2 * time.Second

func (d *Daemon) checkDatabase(ctx context.Context) airra.Check {
	check := airra.Check{Name: "database", Kind: d.store.Kind(), State: airra.CheckUp, Required: true}
	if err := d.store.Ping(ctx); err != nil {
		check.State, check.Detail = airra.CheckDown, "the database does not answer"
	}
	return check
}

// openDoor makes the HTTP handler.
func (d *Daemon) openDoor(common shared, keys airra.IdempotencyStore, registry *prometheus.Registry) {
	options := api.Options{
		Backend: d.flow, Feeds: d.flow, Idempotency: keys, Limiter: common.limiter, Bus: common.bus,
		APIKey: d.cfg.APIKey, LimitLLM: d.cfg.RateLimitLLM, Model: d.flow.Wording != nil, LimitWrite: d.cfg.RateLimitWrite,
		Version: airra.Version, Environment: string(d.cfg.Environment), Debug: d.cfg.Debug, PublicURL: d.cfg.PublicURL,
		Log: d.log, Now: d.opts.now, Registry: registry, Stopping: d.stopping,
	}
	if d.cfg.Demo {
		options.DemoMetrics = d.gauges().WriteMetrics
	}
	d.pages = web.New(web.Options{
		Backend: d.flow, APIKey: d.cfg.APIKey, Bus: common.bus, Limiter: common.limiter,
		LimitLLM: d.cfg.RateLimitLLM, Model: d.flow.Wording != nil, LimitWrite: d.cfg.RateLimitWrite, Next: api.New(options), StatusOf: api.Status,
		Version: airra.Version, Environment: string(d.cfg.Environment), Debug: d.cfg.Debug, PublicURL: d.cfg.PublicURL,
		Log: d.log, Now: d.opts.now, Registry: registry, Stopping: d.stopping,
	})
	d.handler = d.pages
}
