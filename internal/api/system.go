package api

import (
	"html"
	"net/http"
	"strconv"
	"strings"

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

// frontPage is what the root tells a program.
type frontPage struct {
	Service string `json:"service"`
	Version string `json:"version"`
	Docs    string `json:"docs"`
	Health  string `json:"health"`
}

func (s *server) root(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Vary", "Accept")
	if prefersHTML(r.Header.Get("Accept")) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(s.page())) // The writer is our own buffer, which does not fail.
		return
	}
	page := frontPage{Service: "AIRRA", Version: s.opts.Version, Docs: "disabled: set AIRRA_DEBUG=true", Health: "/health"}
	if s.opts.Debug {
		page.Docs = "/docs"
	}
	w.Header().Set("Content-Type", "application/json")
	_ = jsonFormat.Marshal(w, page) // The writer is our own buffer, which does not fail.
}

// page is what the root shows a person. It is put together from strings: the
// template packages cost the daemon 15 MB.
func (s *server) page() string {
	link := ""
	if s.opts.Debug {
		link = `<li><a href="/docs">API documentation</a></li>`
	}
	server := ""
	if s.opts.PublicURL != "" {
		server = "export AIRRA_SERVER=" + html.EscapeString(s.opts.PublicURL) + "\n"
	}
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>AIRRA</title></head><body>
<h1>AIRRA ` + html.EscapeString(s.opts.Version) + `</h1>
<p>The server is running. From a terminal:</p>
<pre>` + server + `airra status
airra incident list
airra watch</pre>
<ul>` + link + `<li><a href="/openapi.json">OpenAPI document</a></li><li><a href="/ready">Readiness</a></li><li><a href="/metrics">Metrics</a></li></ul>
</body></html>
`
}

// prefersHTML says whether an Accept header asks for HTML rather than for JSON.
// "*/*", which is what curl and most libraries send, asks for neither.
func prefersHTML(accept string) bool {
	html, json := 0.0, 0.0
	for part := range strings.SplitSeq(accept, ",") {
		media, params, _ := strings.Cut(part, ";")
		switch strings.ToLower(strings.TrimSpace(media)) {
		case "text/html", "application/xhtml+xml":
			html = max(html, quality(params))
		case "application/json", "application/*":
			json = max(json, quality(params))
		}
	}
	return html > json
}

// quality reads the weight of a media type; 1 when there is none.
func quality(params string) float64 {
	for param := range strings.SplitSeq(params, ";") {
		if value, found := strings.CutPrefix(strings.TrimSpace(param), "q="); found {
			q, err := strconv.ParseFloat(value, 64)
			if err != nil {
				return 0
			}
			return q
		}
	}
	return 1
}
