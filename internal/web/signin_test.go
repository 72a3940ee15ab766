package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/airra/airra/internal/daemon"
)

func TestSigningInLeadsToThePageThatWasAskedFor(t *testing.T) {
	t.Parallel()
	b := startSite(t).openTab(t)
	b.signIn("alice@example.com", "/incidents?status=open")
	b.reads("h1", "Incidents")
	b.until("location.search === '?status=open'")
	b.reads("#live", "live")
	b.quiet()
	b.press("footer form[action='/sign-out'] button")
	b.open("/incidents")
	b.reads("h1", "Sign in")
}

func TestNobodyComesInWithoutTheKeyAndAName(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	v := s.visitor(t)
	for _, path := range []string{"/", "/incidents", "/incidents/INC-1", "/approvals", "/on-call", "/engineers", "/notifications", "/analytics", "/learning", "/simulator"} {
		v.get(path)
		v.shows(http.StatusOK, "Sign in")
	}
	for _, tt := range []struct {
		name, key string
		status    int
		says      string
	}{
		{"alice", "wrong", http.StatusForbidden, "This is not the key of this server."},
		{"alice", "", http.StatusForbidden, "This is not the key of this server."},
		{"a b", testKey, http.StatusUnprocessableEntity, "name: must be 2 to 255 letters"},
	} {
		v.get("/sign-in?next=/engineers")
		v.send("/sign-in", url.Values{"name": {tt.name}, "key": {tt.key}})
		v.shows(tt.status, tt.says)
		if tt.key != "" && strings.Contains(v.page, tt.key) {
			t.Error("the page has the key in it")
		}
	}
	v.send("/sign-in", url.Values{"name": {"alice"}, "key": {testKey}})
	v.shows(http.StatusOK, "Engineers")
	if v.path != "/engineers" {
		t.Errorf("led to %s", v.path)
	}
}

func TestAKeyCannotBeGuessed(t *testing.T) {
	t.Parallel()
	v := startSite(t).visitor(t)
	for range 10 {
		v.get("/sign-in")
		v.send("/sign-in", url.Values{"name": {"mallory"}, "key": {"guess"}})
		v.shows(http.StatusForbidden)
	}
	v.send("/sign-in", url.Values{"name": {"mallory"}, "key": {testKey}})
	v.shows(http.StatusTooManyRequests, "wait for a minute")
}

func TestASessionEndsByItself(t *testing.T) {
	t.Parallel()
	var later atomic.Int64
	s := startSiteWith(t, []daemon.Option{daemon.WithClock(func() time.Time { return time.Now().Add(time.Duration(later.Load())) })})
	v := s.guest(t, "alice")
	later.Store(int64(11 * time.Hour))
	v.get("/engineers")
	v.shows(http.StatusOK, "Engineers")
	later.Store(int64(13 * time.Hour))
	v.get("/engineers")
	v.shows(http.StatusOK, "Sign in")
}

// Who writes a note for so long that the session ends meanwhile keeps the note, and gets
// back to where it was written.
func TestWhatIsWrittenOutlivesTheSession(t *testing.T) {
	t.Parallel()
	var later atomic.Int64
	s := startSiteWith(t, []daemon.Option{daemon.WithClock(func() time.Time { return time.Now().Add(time.Duration(later.Load())) })})
	i := s.proposed(t, "payment-service")
	v := s.guest(t, "alice")
	at := "/incidents/" + i.Ref
	v.get(at)
	later.Store(int64(13 * time.Hour))
	v.send(at+"/notes", url.Values{"text": {"the pool\nis <too> small"}})
	v.shows(http.StatusForbidden, "You are not signed in", "the pool\nis <too> small")
	v.send("/sign-in", url.Values{"name": {"alice"}, "key": {"wrong"}})
	v.shows(http.StatusForbidden, "the pool\nis <too> small")
	v.send("/sign-in", url.Values{"name": {"alice"}, "key": {testKey}})
	v.shows(http.StatusOK, "You are signed in again", "the pool\nis <too> small", `Back to the page`)
	if !strings.Contains(v.page, `href="`+at+`"`) {
		t.Error("the page does not lead back")
	}
	v.get(at)
	v.shows(http.StatusOK, i.Title)
	if strings.Contains(v.page, "the pool") {
		t.Error("the note was written by itself")
	}
}

// A page that asks for its changes is led to the form as a whole, and a stream is told no.
func TestAPageWhoseSessionHasEndedIsLedToTheForm(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	v := s.visitor(t)
	r := v.request(http.MethodGet, "/incidents?page=2", "")
	r.Header.Set("Hx-Request", "true")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if got := response.Header.Get("Hx-Redirect"); got != "/sign-in?next=%2Fincidents%3Fpage%3D2" {
		t.Errorf("led to %q", got)
	}
	if v.get("/live?after=0"); v.status != http.StatusUnauthorized {
		t.Errorf("the stream answers %d", v.status)
	}
}

func TestEveryFormNeedsItsToken(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	i := s.proposed(t, "payment-service")
	v, other := s.guest(t, "alice"), s.guest(t, "mallory")
	approve := "/actions/" + i.Actions[0].Ref + "/approve"
	other.get("/incidents/" + i.Ref)
	stolen := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(other.page)[1]
	for _, token := range []string{"", "x", stolen} {
		v.do(v.request(http.MethodPost, approve, url.Values{"token": {token}}.Encode()))
		v.shows(http.StatusForbidden, "Nothing was changed.")
	}
	v.get("/incidents/" + i.Ref)
	r := v.request(http.MethodPost, approve, "")
	r.Header.Set("Origin", "https://evil.example")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	v.do(r)
	v.shows(http.StatusForbidden, "sent by another site")
	v.get("/incidents/" + i.Ref)
	v.shows(http.StatusOK, "pending approval")
	v.send(approve, url.Values{})
	v.shows(http.StatusOK, "You approved "+i.Actions[0].Ref)
}

func TestHeadersOfEveryPage(t *testing.T) {
	t.Parallel()
	v := startSite(t).guest(t, "alice")
	for _, path := range []string{"/", "/sign-in", "/incidents/INC-99", "/nowhere", "/static/airra.css"} {
		r := v.request(http.MethodGet, path, "")
		r.Header.Set("Accept", "text/html")
		response, err := v.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if policy := response.Header.Get("Content-Security-Policy"); strings.Contains(policy, "unsafe") || !strings.HasPrefix(policy, "default-src 'none'; script-src 'self'") {
			t.Errorf("%s: policy %q", path, policy)
		}
		if response.Header.Get("X-Content-Type-Options") != "nosniff" || response.Header.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s: %v", path, response.Header)
		}
	}
	for _, cookie := range v.client.Jar.Cookies(mustURL(t, v.url)) {
		if cookie.Name == "airra_session" && strings.Contains(cookie.Value, testKey) {
			t.Error("the cookie has the key in it")
		}
	}
}

func mustURL(t testing.TB, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
