package api

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/airra/airra/internal/api/docs"
)

// registerSystem adds what is not the API itself: the front page, the metrics,
// the document and its reader. They are plain handlers, since they speak other
// formats than JSON.
func (s *server) registerSystem() {
	s.mux.HandleFunc("/", s.unknown)
	s.mux.HandleFunc("GET /{$}", s.root)
	s.mux.HandleFunc("GET /openapi.json", s.openAPI)
	s.mux.Handle("GET /metrics", promhttp.HandlerFor(s.opts.Registry, promhttp.HandlerOpts{}))
	if s.opts.DemoMetrics != nil {
		s.mux.HandleFunc("GET /demo/metrics", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
			s.opts.DemoMetrics(w, s.now())
		})
	}
	if s.opts.Debug {
		reader := docs.Handler(s.unknown)
		s.mux.Handle("GET /docs", reader)
		s.mux.Handle("GET /docs/{file}", reader)
	}
}

// openAPI serves the document, which is written once, when it is first asked
// for: most servers are never asked.
func (s *server) openAPI(w http.ResponseWriter, r *http.Request) {
	text, err := s.spec()
	if err != nil {
		s.problem(r.Context(), err).write(w)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(text) // The writer is our own buffer, which does not fail.
}

// frontPage is what the root tells a program. People are shown the web page there, which
// stands before this.
type frontPage struct {
	Service string `json:"service"`
	Version string `json:"version"`
	Docs    string `json:"docs"`
	Health  string `json:"health"`
}

func (s *server) root(w http.ResponseWriter, _ *http.Request) {
	page := frontPage{Service: "AIRRA", Version: s.opts.Version, Docs: "disabled: set AIRRA_DEBUG=true", Health: "/health"}
	if s.opts.Debug {
		page.Docs = "/docs"
	}
	w.Header().Set("Content-Type", "application/json")
	_ = jsonFormat.Marshal(w, page) // The writer is our own buffer, which does not fail.
}
