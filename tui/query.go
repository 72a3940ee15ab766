package tui

import (
	"net/url"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

// copyQuery puts the PromQL of an exhibit into the clipboard of the terminal, which is
// the person's own also over SSH.
func (m *Model) copyQuery(x exhibit) tea.Cmd {
	query := x.query()
	if query == "" {
		m.toast.say(m.opts.Now(), "there is no query: it was given with the incident")
		return nil
	}
	m.toast.say(m.opts.Now(), "query copied: "+query)
	return tea.SetClipboard(query)
}

// openQuery shows the PromQL of an exhibit in Prometheus. Where the server has no
// Prometheus the query is copied, and where no browser can be opened its address is.
func (m *Model) openQuery(x exhibit) tea.Cmd {
	base := m.prometheus()
	if base == "" || x.query() == "" {
		cmd := m.copyQuery(x)
		if cmd != nil {
			m.toast.say(m.opts.Now(), "the server asks no Prometheus; query copied: "+x.query())
		}
		return cmd
	}
	address := queryAddress(base, x.query(), x.newest(m.opts.Now()))
	if m.opts.Open == nil {
		m.toast.say(m.opts.Now(), "no browser here; address copied: "+address)
		return tea.SetClipboard(address)
	}
	m.toast.say(m.opts.Now(), "opening in the browser: "+address)
	return func() tea.Msg { return opened{address: address, err: m.opts.Open(m.ctx, address)} }
}

// prometheus is the address of the Prometheus that the server asks, as far as it is one
// that a browser may open, or empty.
func (m *Model) prometheus() string {
	if m.data.status == nil {
		return ""
	}
	for _, check := range m.data.status.Checks {
		if check.Name == "metrics" && (strings.HasPrefix(check.URL, "http://") || strings.HasPrefix(check.URL, "https://")) {
			return check.URL
		}
	}
	return ""
}

// newest is the end of what is stored of an exhibit, and the present for one of which
// nothing is.
func (x exhibit) newest(now time.Time) time.Time {
	if x.signal == nil || len(x.signal.Window) == 0 {
		return now
	}
	return x.signal.Window[len(x.signal.Window)-1].At
}

// queryAddress is the page of Prometheus that draws a query over the hour before a
// moment. Its version 3 has another page, to which this one leads.
func queryAddress(base, query string, until time.Time) string {
	form := url.Values{
		"g0.expr": {query}, "g0.tab": {"0"}, "g0.range_input": {"1h"},
		"g0.end_input": {until.UTC().Format(time.DateTime)}, "g0.moment_input": {until.UTC().Format(time.DateTime)},
	}
	return strings.TrimSuffix(base, "/") + "/graph?" + form.Encode()
}

// opened is what became of a page in the browser.
type opened struct {
	address string
	err     error
}

func (o opened) apply(m *Model) tea.Cmd {
	if o.err != nil {
		m.toast.say(m.opts.Now(), "the browser did not open; address copied: "+o.address)
		return tea.SetClipboard(o.address)
	}
	return nil
}
