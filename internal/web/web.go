// Package web is the second client of the house: pages for people who look instead of
// typing, and something for a link in a message to open.
//
// A page is made on the server, from the same use cases that the API serves, and it is
// whole without a script: it can be read, and an action can be approved, rejected and
// acknowledged, with scripts switched off. With them a page keeps itself current: it
// holds one event stream, and when that tells of a change, it asks for itself again and
// puts the differences in place. So there is one way in which anything is drawn, and
// nothing on a page that a reload would not show.
//
// Who signs in proves to have the API key and says who they are. Both go into a sealed
// cookie; every form carries a token of that session. There is no inline script and no
// inline style anywhere, and the content security policy allows none.
package web

import (
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/airra/airra/internal/airra"
)

// Options is everything the pages work with. Backend, APIKey, Next and StatusOf have no
// default.
type Options struct {
	Backend airra.Backend
	APIKey  string
	Bus     airra.Bus     // nil: streams only look from time to time
	Limiter airra.Limiter // nil: nothing is limited

	LimitLLM    airra.Limit // what asks a model
	Model       bool        // there is one
	LimitWrite  airra.Limit // decisions, and what makes a message leave
	LimitSignIn airra.Limit // tries of a key; zero: ten in a minute

	// Next answers what is no page: the API and all that stands beside it.
	Next http.Handler
	// StatusOf is the HTTP status of an error: the API's, so that both say the same.
	StatusOf func(error) int

	Version     string
	Environment string // development or production
	Debug       bool   // there is a /docs to link to
	PublicURL   string // where people reach this server; may be empty

	Log      *slog.Logger         // nil: nothing is logged
	Now      func() time.Time     // nil: time.Now
	Random   io.Reader            // nil: crypto/rand; for keys and tokens
	Registry *prometheus.Registry // receives the instruments; nil: a new one

	// Stopping is closed when the server shuts down, which ends the event streams.
	Stopping <-chan struct{}
}

// Web is the pages. It is a handler; Run keeps its event streams fed.
type Web struct {
	opts    Options
	log     *slog.Logger
	now     func() time.Time
	seal    sealer
	mux     *http.ServeMux
	guard   *http.CrossOriginProtection
	news    *news
	metrics *metrics
	head    headers
}

// New makes the pages.
func New(opts Options) *Web {
	withDefaults(&opts)
	w := &Web{
		opts: opts, log: opts.Log, now: opts.Now, seal: newSealer(opts.APIKey), mux: http.NewServeMux(),
		guard: http.NewCrossOriginProtection(), news: newNews(), metrics: newMetrics(opts.Registry),
		head: headersFor(opts.Environment),
	}
	w.registerFiles()
	w.registerSignIn()
	w.registerTheme()
	w.registerLive()
	w.registerDashboard()
	w.registerIncidents()
	w.registerIncident()
	w.registerPostmortem()
	w.registerApprovals()
	w.registerOnCall()
	w.registerEngineers()
	w.registerNotifications()
	w.registerAnalytics()
	w.registerLearning()
	w.registerSimulator()
	w.mux.HandleFunc("/", w.missing)
	return w
}

func withDefaults(opts *Options) {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Random == nil {
		opts.Random = rand.Reader
	}
	if opts.Registry == nil {
		opts.Registry = prometheus.NewRegistry()
	}
	if opts.LimitSignIn == (airra.Limit{}) {
		opts.LimitSignIn = airra.Limit{Events: 10, Per: time.Minute}
	}
}
