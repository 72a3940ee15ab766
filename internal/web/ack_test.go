package web_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/airra/airra/internal/airra"
)

// The link of a page is opened on a telephone, by somebody who is not signed in.
func TestAPageIsAcknowledgedByItsLink(t *testing.T) {
	t.Parallel()
	letters := filepath.Join(t.TempDir(), "letters")
	channels := filepath.Join(t.TempDir(), "channels.yaml")
	if err := os.WriteFile(channels, []byte("channels:\n  file:\n    command: [\"/bin/sh\", \"-c\", \"cat >> "+letters+"\"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startSite(t, "AIRRA_CHANNELS_FILE="+channels, "AIRRA_PUBLIC_URL=https://airra.example")
	ctx := airra.WithActor(t.Context(), "arranger")
	if _, err := s.api.PagePeople(ctx, airra.ManualPage{Target: "alice.chen@example.com", Message: "The shop is closed", Channels: []string{"file"}}); err != nil {
		t.Fatal(err)
	}
	var link []string
	b := s.openTab(t)
	for link == nil {
		content, err := os.ReadFile(letters)
		if err == nil {
			link = regexp.MustCompile(`https://airra\.example(/ack/[A-Za-z0-9_-]+)`).FindStringSubmatch(string(content))
		}
		b.until("new Promise(done => setTimeout(() => done(true), 50))")
	}
	for _, theme := range []string{"light", "dark"} {
		b.resize(widths["phone"], theme)
		b.open(link[1])
		b.reads("h1", "Acknowledge INC-1")
		b.reads("pre", "The shop is closed")
		b.accessible("ack")
		b.fits("ack")
		b.picture("ack-phone-" + theme)
	}
	b.press("form button")
	b.reads("h1", "INC-1 is acknowledged")
	b.quiet()
	b.press("main a")
	b.reads("h1", "Sign in")
	b.until("new URLSearchParams(location.search).get('next') === '/incidents/INC-1' && document.referrer === ''")
	if i, err := s.api.FindIncident(ctx, "INC-1"); err != nil || i.AcknowledgedBy == nil {
		t.Errorf("nobody has it: %v", err)
	}
	v := s.visitor(t)
	v.get("/ack/forged")
	v.shows(http.StatusForbidden, "This link is not valid")
}
