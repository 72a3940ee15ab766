package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"sync/atomic"
	"testing"

	"github.com/airra/airra/internal/airra"
)

// A page changes by itself, in place: what somebody types, opened or has the focus in
// stays, and what was there does not jump.
func TestAPageChangesInPlace(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	i := s.proposed(t, "payment-service")
	ctx := airra.WithActor(t.Context(), "bob")
	b := s.openTab(t)
	b.signIn("alice@example.com", "/incidents/"+i.Ref)
	b.reads("#live", "live")
	b.click("#do-resolve summary")
	b.eval("document.querySelector('#summary').focus(); document.querySelector('#summary').value = 'half a sentence'; document.querySelector('header.card').id = 'same'")
	if _, err := s.api.CommentIncident(ctx, i.Ref, "I am on it"); err != nil {
		t.Fatal(err)
	}
	b.reads(".timeline", "I am on it")
	b.until("document.querySelector('#summary').value === 'half a sentence' && document.activeElement.id === 'summary' && document.querySelector('#do-resolve').open")
	b.until("document.querySelectorAll('main').length === 1 && document.querySelectorAll('#stream').length === 1")

	// Of another incident this page is told nothing.
	b.eval("window.asked = 0; document.addEventListener('htmx:before:request', () => window.asked++)")
	other := s.proposed(t, "order-service")
	if _, err := s.api.CommentIncident(ctx, i.Ref, "still on it"); err != nil {
		t.Fatal(err)
	}
	b.reads(".timeline", "still on it")
	b.until("window.asked <= 2")

	// The list has both, in rows that stay themselves.
	b.open("/incidents")
	b.reads("#row-"+other.Ref, "pending approval")
	b.reads("#live", "live")
	b.eval("window.shifted = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) window.shifted += e.value; }).observe({type: 'layout-shift'})")
	if _, err := s.api.ResolveIncident(ctx, i.Ref, airra.Resolution{By: "bob"}); err != nil {
		t.Fatal(err)
	}
	b.reads("#row-"+i.Ref, "resolved")
	b.until("window.shifted < 0.01") // Nothing on the page has jumped.
	b.quiet()
}

// A server that goes away is said, and one that comes back is found; what happened
// meanwhile is shown then.
func TestAPageSaysThatItIsReconnecting(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	between := s.behindProxy(t)
	b := between.openTab(t)
	b.signIn("alice@example.com", "/incidents")
	b.reads("#live", "● live")
	between.cut()
	b.reads("#live", "○ reconnecting (data")
	i := s.proposed(t, "payment-service")
	between.mend()
	b.reads("#live", "● live")
	b.reads("#row-"+i.Ref, "pending approval")
}

// A page that cannot be read again is left as it is, with what somebody types in it, and
// says that it is old. It is read as soon as that can be done.
func TestAnErrorDoesNotTakeThePlaceOfAPage(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	i := s.proposed(t, "payment-service")
	between := s.behindProxy(t)
	b := between.openTab(t)
	b.signIn("alice@example.com", "/incidents/"+i.Ref)
	b.reads("#live", "● live")
	b.eval("document.querySelector('#note').focus(); document.querySelector('#note').value = 'half a sentence'")
	between.sick.Store(true)
	if _, err := s.api.CommentIncident(airra.WithActor(t.Context(), "bob"), i.Ref, "I am on it"); err != nil {
		t.Fatal(err)
	}
	b.reads("#live", "○ stale (data")
	b.until("document.querySelector('#note')?.value === 'half a sentence' && document.activeElement.id === 'note'")
	between.sick.Store(false)
	b.reads(".timeline", "I am on it")
	b.reads("#live", "● live")
	b.until("document.querySelector('#note').value === 'half a sentence'")
}

// proxied is a site behind something that can be cut off.
type proxied struct {
	*site
	server *httptest.Server
	away   atomic.Bool
	sick   atomic.Bool // pages are not read again, while streams live
}

func (s *site) behindProxy(t testing.TB) *proxied {
	t.Helper()
	p := &proxied{}
	target := mustURL(t, s.url)
	forward := &httputil.ReverseProxy{FlushInterval: -1, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError), Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host
	}}
	p.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.away.Load() {
			panic(http.ErrAbortHandler)
		}
		if p.sick.Load() && r.Header.Get("Hx-Request") != "" && r.Header.Get("Accept") != "text/event-stream" {
			http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
			return
		}
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(p.server.Close)
	p.site = &site{url: p.server.URL, api: s.api}
	return p
}

func (p *proxied) cut() {
	p.away.Store(true)
	p.server.CloseClientConnections()
}

func (p *proxied) mend() { p.away.Store(false) }

// Hostile text stays text, wherever a page shows it.
func TestHostileTextStaysTextOnEveryPage(t *testing.T) {
	t.Parallel()
	const hostile = `</script></textarea></title><script>window.owned=1</script><img src=x onerror="window.owned=2"> "' & ${owned}`
	s := startSite(t)
	ctx := airra.WithActor(t.Context(), "mallory")
	i, err := s.api.CreateIncident(ctx, airra.NewIncident{
		Title: hostile, Description: hostile, Severity: airra.SeverityHigh, AffectedService: "payment-service", AffectedComponents: []string{hostile},
		DetectionSource: "x", MetricsSnapshot: []byte(`{"error_rate":{"current":9,"expected":0.5,"deviation":8},"<img src=x onerror=window.owned=3>":{"current":9,"expected":1,"deviation":8}}`),
		Context: []byte(`{"deployment":"<script>window.owned=4</script>"}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.api.AnalyzeIncident(ctx, i.Ref); err != nil {
		t.Fatal(err)
	}
	s.waits(ctx, t, i.Ref, airra.StatusPendingApproval)
	for _, do := range []func() error{
		func() error { _, err := s.api.CommentIncident(ctx, i.Ref, hostile); return err },
		func() error {
			_, err := s.api.CreateEngineer(ctx, airra.NewEngineer{Name: "Eve <b>", Email: "eve@example.com", Expertise: []string{hostile[:90]}})
			return err
		},
		func() error {
			_, err := s.api.CreatePostmortem(ctx, airra.NewPostmortem{IncidentID: i.Ref, PostmortemText: airra.PostmortemText{ActualRootCause: pointer(hostile), DurationMinutes: pointer(int64(5)), LessonsLearned: []string{hostile}}})
			return err
		},
	} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	b := s.openTab(t)
	b.signIn("alice@example.com", "/")
	for _, path := range []string{
		"/", "/incidents", "/incidents/" + i.Ref, "/incidents/" + i.Ref + "/postmortem", "/incidents/" + i.Ref + "/postmortem?edit=1", "/approvals", "/engineers",
		"/learning", "/analytics?include=all", "/notifications", "/incidents?search=" + "%3Cimg%20src%3Dx%20onerror%3D%22window.owned%3D5%22%3E", "/incidents?service=%22%3E%3Cscript%3E",
	} {
		b.open(path)
		b.until("window.owned === undefined && document.querySelectorAll('main img, main script').length === 0")
		b.quiet()
	}
	b.open("/incidents/" + i.Ref)
	b.reads(".timeline", hostile)
}

func pointer[T any](v T) *T { return &v }
