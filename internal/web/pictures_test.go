package web_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/airra/airra/internal/airra"
)

//go:embed testdata/vendor/axe.min.js
var axe string

// widths are those that pages are made for: a telephone and a wide screen.
var widths = map[string]int64{"phone": 390, "wide": 1280}

// pageNames are the pages of somebody who is signed in, by the name of their picture.
var pageNames = map[string]string{
	"dashboard": "/", "incidents": "/incidents", "incident": "/incidents/INC-1", "report": "/incidents/new", "postmortem": "/incidents/INC-1/postmortem",
	"approvals": "/approvals", "on-call": "/on-call", "engineers": "/engineers", "notifications": "/notifications",
	"analytics": "/analytics", "learning": "/learning", "simulator": "/simulator", "nothing": "/incidents/INC-999", "none-found": "/incidents?search=zebra",
}

// Every page on a telephone at night and on a wide screen by day: it complains about nothing, has no
// serious fault of accessibility, and is not wider than the screen. make pictures keeps
// what it looks like.
func TestEveryPageIsWholeEverywhere(t *testing.T) {
	t.Parallel()
	s := startSite(t, "AIRRA_DEMO=true", "AIRRA_SCRAPE_INTERVAL=1s", "AIRRA_ANOMALY_CHECK_INTERVAL=1s", "AIRRA_DEBUG=true")
	b := s.openTab(t)
	b.signIn("alice@example.com", "/incidents/new")
	found := s.foundByTheMonitor(t)
	for name, path := range pageNames {
		path = strings.ReplaceAll(path, "INC-1", found)
		for width, pixels := range widths {
			for _, theme := range []string{"light", "dark"} {
				if os.Getenv("PICTURES") == "" && (width == "phone") != (theme == "dark") {
					continue // Each width and each theme once; the other two are looked at in pictures.
				}
				b.resize(pixels, theme)
				b.open(path)
				b.quiet()
				b.accessible(name)
				b.fits(name + " " + width)
				b.picture(name + "-" + width + "-" + theme)
			}
		}
	}
}

// What one looks for stands where one looks: no column of these is hidden at the side, and
// a word without an end widens nothing.
func TestNothingIsHiddenAtTheSide(t *testing.T) {
	t.Parallel()
	s := startSite(t, "AIRRA_DEMO=true", "AIRRA_DEMO_SPIKES=false")
	ctx := airra.WithActor(t.Context(), "arranger")
	i := s.proposed(t, "recommendation-service")
	endless, err := s.api.CreateIncident(ctx, airra.NewIncident{
		Title: "Job " + strings.Repeat("x", 200), Description: "It does not end.", Severity: airra.SeverityHigh, AffectedService: "recommendation-service",
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.api.PagePeople(ctx, airra.ManualPage{Target: "alice.chen@example.com", Message: "Look at " + i.Ref}); err != nil {
		t.Fatal(err)
	}
	b := s.openTab(t)
	b.signIn("alice@example.com", "/incidents/"+endless.Ref)
	for width, pages := range map[string][]string{
		"wide":  {"/", "/incidents", "/notifications", "/analytics", "/incidents/" + endless.Ref},
		"phone": {"/", "/incidents", "/notifications", "/incidents/" + endless.Ref, "/incidents/" + endless.Ref + "/postmortem"},
	} {
		b.resize(widths[width], "light")
		for _, path := range pages {
			b.open(path)
			b.fits(path + " " + width)
			hidden, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`[...document.querySelectorAll(".scroll")].filter(e => e.scrollWidth > e.clientWidth).map(e => e.getAttribute("aria-label")).join()`))
			if err != nil {
				t.Fatal(err)
			}
			if hidden != "" {
				t.Errorf("%s %s: a part of %q is hidden", path, width, hidden)
			}
		}
	}
	b.resize(widths["phone"], "light")
	b.open("/analytics?include=all")
	b.fits("analytics on a telephone")
}

// On paper an incident is what is known about it, and nothing that one could press.
func TestAnIncidentIsPrintedWithoutWhatCannotBePressed(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	i := s.proposed(t, "payment-service")
	b := s.openTab(t)
	b.signIn("alice@example.com", "/incidents/"+i.Ref)
	b.do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		return chromedp.Void{}, err
	})
	b.until("[...document.querySelectorAll('.banner, .footer, form, .button')].every(e => e.getClientRects().length === 0)")
	b.until("document.querySelector('.timeline').getClientRects().length > 0 && document.querySelector('.causes').getClientRects().length > 0")
	b.picture("incident-print")
}

// foundByTheMonitor disturbs a service and waits for the incident, which has signals of
// its own that can be drawn.
func (s *site) foundByTheMonitor(t testing.TB) string {
	t.Helper()
	if _, err := s.api.StartScenario(airra.WithActor(t.Context(), "arranger"), "latency_spike_database", airra.NewSimulation{Service: "inventory-service"}); err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		found, err := s.api.FindIncidents(t.Context(), airra.IncidentFilter{Source: airra.SourceMonitor, Statuses: []airra.IncidentStatus{airra.StatusPendingApproval}})
		if err != nil {
			t.Fatal(err)
		}
		if len(found.Items) > 0 {
			return found.Items[0].Ref
		}
		<-tick.C
	}
}

// fits fails when the page is wider than the window, and says which elements stick out.
func (b *tab) fits(name string) {
	b.Helper()
	const sticking = `document.documentElement.scrollWidth <= innerWidth ? "" : [...document.querySelectorAll("main *")]
		.filter(e => e.getBoundingClientRect().right > innerWidth && !e.closest(".scroll")).slice(0, 5).map(e => e.outerHTML.slice(0, 120)).join("\n") || "something"`
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](sticking))
	if err != nil {
		b.Fatal(err)
	}
	if text != "" {
		b.Errorf("%s is wider than its window: %s", name, text)
	}
}

// resize makes the window so wide, on a system that prefers a theme.
func (b *tab) resize(width int64, theme string) {
	b.Helper()
	b.do(chromedp.EmulateViewport(width, 900), func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}},
		})
		return chromedp.Void{}, err
	})
}

// accessible has axe look at the page. The security policy lets no page load it, so it is
// put there by the browser itself.
func (b *tab) accessible(name string) {
	b.Helper()
	b.eval(axe + "; undefined")
	const run = `axe.run({resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations.filter(v => v.impact === "serious" || v.impact === "critical")
		.map(v => v.id + ": " + v.help + " in " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" and "))))`
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](run, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatal(err)
	}
	var faults []string
	if err := json.Unmarshal([]byte(text), &faults); err != nil {
		b.Fatal(err)
	}
	for _, fault := range faults {
		b.Errorf("%s: %s", name, fault)
	}
}

// picture writes what the page looks like, all of it, when PICTURES names a directory.
func (b *tab) picture(name string) {
	b.Helper()
	directory := os.Getenv("PICTURES")
	if directory == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(directory, name+".png"), png, 0o600); err != nil {
		b.Fatal(err)
	}
}
