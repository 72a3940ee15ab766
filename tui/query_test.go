package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// onEvidence is the case with its evidence on the screen.
func onEvidence(t *testing.T, checks ...airra.Check) *Model {
	t.Helper()
	m, _ := caseModel(t, aCase(), 120, 40)
	openCase(m)
	m.detail.tab = evidenceTab
	m.data.status = &airra.SystemStatus{Checks: checks}
	return m
}

// copied is what a command puts into the clipboard.
func copied(cmd tea.Cmd) string {
	if cmd == nil {
		return ""
	}
	return fmt.Sprint(cmd())
}

var remote = airra.Check{Name: "metrics", Kind: "Prometheus", State: airra.CheckUp, URL: "http://prometheus.example.com:9090/prom"}

func TestTheQueryIsCopied(t *testing.T) {
	t.Parallel()
	m := onEvidence(t)
	if got := copied(strike(m, "y")); got != aCase().signals[0].Query {
		t.Errorf("copied %q", got)
	}
	m.detail.signal = []airra.Signal{{Name: "error_rate", Service: "s"}}
	strike(m, "g")
	if got := copied(strike(m, "y")); got != "" || !strings.Contains(m.toast.message, "no query") {
		t.Errorf("copied %q, said %q", got, m.toast.message)
	}
}

// A browser is opened only where the server has a Prometheus and the person a browser;
// else what one needs to look by hand is copied, and that is said.
func TestTheQueryIsOpenedWhereItCanBe(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		check    airra.Check
		browser  bool
		fails    error
		opened   bool
		copies   string
		contains string
	}{
		"a Prometheus and a browser":   {check: remote, browser: true, opened: true, contains: "opening in the browser"},
		"no browser":                   {check: remote, copies: "http://prometheus.example.com:9090/prom/graph?", contains: "no browser here; address copied"},
		"no Prometheus":                {check: airra.Check{Name: "metrics", Kind: "embedded"}, browser: true, copies: "sum(rate(", contains: "asks no Prometheus; query copied"},
		"an address that is no page":   {check: airra.Check{Name: "metrics", URL: "file:///etc/passwd"}, browser: true, copies: "sum(rate(", contains: "asks no Prometheus"},
		"a browser that does not open": {check: remote, browser: true, opened: true, fails: errors.New("no such program"), copies: "http://prometheus", contains: "did not open; address copied"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, shown := onEvidence(t, c.check), ""
			if c.browser {
				m.opts.Open = func(_ context.Context, address string) error { shown = address; return c.fails }
			}
			cmd := strike(m, "o")
			if c.opened {
				_, cmd = m.Update(cmd())
			}
			if (shown != "") != c.opened || !strings.HasPrefix(copied(cmd), c.copies) || c.copies == "" && cmd != nil || !strings.Contains(m.toast.message, c.contains) {
				t.Errorf("opened %q, copied %q, said %q", shown, copied(cmd), m.toast.message)
			}
		})
	}
}

func TestTheAddressOfAQueryIsExact(t *testing.T) {
	t.Parallel()
	want := "http://p:9090/graph?g0.end_input=2026-03-01+12%3A00%3A00&g0.expr=a%7Bb%3D%22c%26d%22%7D&g0.moment_input=2026-03-01+12%3A00%3A00&g0.range_input=1h&g0.tab=0"
	if got := queryAddress("http://p:9090/", `a{b="c&d"}`, noon.In(time.FixedZone("", 3600))); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// The band is the one that judged, and what is not known of it is said.
func TestTheLegendSaysWhatWasNormal(t *testing.T) {
	t.Parallel()
	for want, g := range map[string]airra.Signal{
		"░ normal: 0.1 … 0.9 (± 5.5 σ)   ▾ anomalous": {Expected: 0.5, Samples: 40, Band: &airra.Band{Low: 0.1, High: 0.9, Threshold: 5.5}, Direction: airra.Down, Peak: 9},
		"normal: 0.5, how far around it is not known": {Expected: 0.5, Samples: 40},
		"no baseline was known":                       {Assumed: true, Expected: 0.5},
		"an alert: whoever wrote it has judged":       {Kind: airra.KindAlert},
	} {
		if got := legend(g); !strings.HasPrefix(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Anomalous points have a sign of the side on which they left the band.
func TestMarksSayToWhichSide(t *testing.T) {
	t.Parallel()
	p := plot{points: series(5, 5, 9, 9, 5, 5, 1, 1), band: &airra.Band{Low: 4, High: 6, Threshold: 3}}
	for _, n := range []int{2, 3, 6, 7} {
		p.marks = append(p.marks, p.points[n].At)
	}
	lines := chart(p, ink{}, 40, 8)
	rail := lines[6]
	if up, down := strings.Index(rail, "▴"), strings.Index(rail, "▾"); up < 0 || down < up {
		t.Errorf("the rail is %q", rail)
	}
}
