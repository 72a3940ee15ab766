// Package api is the door of the house: the REST API, through which the
// command line, the terminal cockpit, the web page and scripts all come in.
//
// A request is given an identity, is admitted (its text, its key, its size),
// is answered from the stored answers when it is a repetition, and then meets
// one operation of the backend. The package decides nothing about incidents; it
// turns HTTP into calls of airra.Backend and the errors of the domain into
// problem bodies.
//
// Two doors need no key but a token in the address: the page behind the link of a
// message, and the calendar of a feed. What stands there is never logged.
package api

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/airra/airra/internal/airra"
)

// base stands before every path of the API proper. Everything below it needs
// the key, but for the one operation that takes a token instead; nothing outside of
// it does.
const base = "/api/v1"

// Options is everything the API works with. Backend, APIKey, LimitLLM and
// LimitWrite have no default.
type Options struct {
	Backend     airra.Backend
	Idempotency airra.IdempotencyStore // nil: an Idempotency-Key is ignored
	Limiter     airra.Limiter          // nil: nothing is limited
	Bus         airra.Bus              // nil: event streams only look from time to time

	APIKey     string
	LimitLLM   airra.Limit // analyze, quick-incident, and what else asks a model where there is one
	Model      bool        // there is one
	LimitWrite airra.Limit // approve, reject, execute, and what makes a message leave
	LimitAck   airra.Limit // acknowledgements by link, for which nobody needs the key; zero: ten in a minute

	Feeds airra.FeedReader // nil: there are no calendar feeds

	// BodyPatience is how long a body may take to arrive. 0: half a minute.
	BodyPatience time.Duration

	Version     string
	Environment string // development or production
	Debug       bool   // serves /docs
	PublicURL   string // where people reach this server; may be empty

	Log      *slog.Logger         // nil: nothing is logged
	Now      func() time.Time     // nil: time.Now
	Registry *prometheus.Registry // receives the HTTP instruments and is what /metrics shows; nil: a new one

	// DemoMetrics writes the demo gauges as they stand at a time. nil: there
	// is no /demo/metrics.
	DemoMetrics func(w io.Writer, at time.Time)

	// Stopping is closed when the server shuts down, which ends the event
	// streams: http.Server.Shutdown waits for them and would never tell them.
	Stopping <-chan struct{}
}

// server is the whole door: the routes and what stands before them.
type server struct {
	opts    Options
	log     *slog.Logger
	now     func() time.Time
	key     keyHash
	mux     *http.ServeMux
	api     huma.API
	spec    func() ([]byte, error)
	metrics *metrics
}

// New makes the handler. It panics when the same route is registered twice or
// the instruments are already registered, both of which are mistakes in wiring.
func New(opts Options) http.Handler { return newServer(opts) }

// Spec gives the OpenAPI document, indented, as it is served at /openapi.json.
func Spec() ([]byte, error) { return newServer(Options{}).spec() }

func newServer(opts Options) *server {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.BodyPatience == 0 {
		opts.BodyPatience = 30 * time.Second
	}
	if opts.LimitAck == (airra.Limit{}) {
		opts.LimitAck = airra.Limit{Events: 10, Per: time.Minute}
	}
	if opts.Registry == nil {
		opts.Registry = prometheus.NewRegistry()
	}
	mux := http.NewServeMux()
	s := &server{
		opts: opts, log: opts.Log, now: opts.Now, key: hashKey(opts.APIKey), mux: mux,
		api: humago.New(mux, configuration()), metrics: newMetrics(opts.Registry),
	}
	s.spec = sync.OnceValues(s.document)
	s.registerIncidents()
	s.registerActs()
	s.registerActions()
	s.registerCatalog()
	s.registerOperations()
	s.registerPeople()
	s.registerLearning()
	s.registerAnalytics()
	s.registerSimulator()
	s.registerGenerator()
	s.registerEvents()
	s.registerSystem()
	return s
}

// registerPeople adds the people's side: who answers, who is told, and what they say.
func (s *server) registerPeople() {
	s.registerEngineers()
	s.registerShifts()
	s.registerRotations()
	s.registerOverrides()
	s.registerSwaps()
	s.registerFeeds()
	s.registerPolicies()
	s.registerNotifications()
	s.registerLinks()
	s.registerAssignments()
	s.registerReviews()
	s.registerPostmortems()
}

// apiVersion is the version of the contract, not of the program, so that a
// release does not change the document.
const apiVersion = "1.0.0"

// configuration is huma's default without what adds to our bodies, refuses
// unknown fields, or loads scripts from elsewhere.
func configuration() huma.Config {
	config := huma.DefaultConfig("AIRRA", apiVersion)
	config.Info.Description = "Incident response: perceive, reason, act. Every error is an RFC 9457 problem with a stable `code`."
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil
	config.AllowAdditionalPropertiesByDefault = true
	config.Formats = map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"apiKey": {Type: "apiKey", In: "header", Name: keyHeader},
	}
	return config
}

// document gives the OpenAPI document, indented for people and for diffs.
func (s *server) document() ([]byte, error) {
	text, err := json.MarshalIndent(s.api.OpenAPI(), "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write OpenAPI document: %w", err)
	}
	return append(text, '\n'), nil
}
