package web_test

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
)

// visitor is a browser without scripts: it follows links, fills in the forms that it is
// shown, and keeps its cookies.
type visitor struct {
	testing.TB
	*site
	client *http.Client
	path   string // of the page that is shown
	page   string
	status int
}

func (s *site) visitor(t testing.TB) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{TB: t, site: s, client: &http.Client{Jar: jar}}
}

// guest is a visitor who has signed in.
func (s *site) guest(t testing.TB, name string) *visitor {
	t.Helper()
	v := s.visitor(t)
	v.get("/sign-in")
	v.send("/sign-in", url.Values{"name": {name}, "key": {testKey}})
	v.shows(http.StatusOK, "Dashboard")
	return v
}

func (v *visitor) do(r *http.Request) {
	v.Helper()
	r.Header.Set("Accept", "text/html")
	response, err := v.client.Do(r)
	if err != nil {
		v.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		v.Fatal(err)
	}
	v.page, v.status, v.path = string(content), response.StatusCode, response.Request.URL.RequestURI()
}

func (v *visitor) request(method, path, body string) *http.Request {
	v.Helper()
	r, err := http.NewRequestWithContext(v.Context(), method, v.url+path, strings.NewReader(body))
	if err != nil {
		v.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", v.url)
		r.Header.Set("Referer", v.url+v.path)
	}
	return r
}

func (v *visitor) get(path string) { v.Helper(); v.do(v.request(http.MethodGet, path, "")) }

// send fills in the form of the page that is sent to an address.
func (v *visitor) send(action string, fields url.Values) {
	v.Helper()
	form := regexp.MustCompile(`(?s)<form[^>]*action="` + regexp.QuoteMeta(html.EscapeString(action)) + `".*?</form>`).FindString(v.page)
	if form == "" {
		v.Fatalf("%s has no form for %s:\n%s", v.path, action, v.page)
	}
	for _, hidden := range regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(form, -1) {
		if !fields.Has(hidden[1]) {
			fields.Set(hidden[1], html.UnescapeString(hidden[2]))
		}
	}
	v.do(v.request(http.MethodPost, action, fields.Encode()))
}

// shows fails the test unless the page has a status and says something.
func (v *visitor) shows(status int, texts ...string) {
	v.Helper()
	if v.status != status {
		v.Fatalf("%s: status %d, want %d:\n%s", v.path, v.status, status, v.page)
	}
	for _, text := range texts {
		if !strings.Contains(v.page, html.EscapeString(text)) {
			v.Fatalf("%s does not say %q:\n%s", v.path, text, v.page)
		}
	}
}

// errorsAt is a snapshot that the rules make something of.
const errorsAt = `{"error_rate":{"current":9,"expected":0.5,"deviation":8}}`

// proposed reports an incident and waits until it waits for a decision.
func (s *site) proposed(t testing.TB, service airra.ServiceName) *airra.IncidentDetail {
	t.Helper()
	ctx, cancel := context.WithTimeout(airra.WithActor(t.Context(), "arranger"), 2*time.Minute)
	defer cancel()
	i, err := s.api.CreateIncident(ctx, airra.NewIncident{
		Title: "Errors at the checkout", Description: "Cards are refused.", Severity: airra.SeverityHigh, AffectedService: service, MetricsSnapshot: []byte(errorsAt),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.api.AnalyzeIncident(ctx, i.Ref); err != nil {
		t.Fatal(err)
	}
	return s.waits(ctx, t, i.Ref, airra.StatusPendingApproval)
}

// waits asks until an incident has a status.
func (s *site) waits(ctx context.Context, t testing.TB, ref string, status airra.IncidentStatus) *airra.IncidentDetail {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		detail, err := s.api.FindIncident(ctx, ref)
		if err != nil {
			t.Fatal(err)
		}
		if detail.Status == status {
			return detail
		}
		<-tick.C
	}
}
