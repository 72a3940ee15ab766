package tui

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// exhibit is something a metrics source can show again: a stored signal, the piece of
// evidence that asks for it, or both.
type exhibit struct {
	signal *airra.Signal
	item   *airra.EvidenceItem
}

// exhibits are the signals in their order, and after them the evidence whose query
// belongs to none of them.
func (s *incidentScreen) exhibits() []exhibit {
	items := map[string]*airra.EvidenceItem{}
	var order []*airra.EvidenceItem
	for _, h := range s.hypotheses() {
		for _, list := range [][]airra.EvidenceItem{h.Evidence.Items, h.Evidence.Against} {
			for n := range list {
				if e := &list[n]; e.Query != "" && items[e.Query] == nil {
					items[e.Query] = e
					order = append(order, e)
				}
			}
		}
	}
	var all []exhibit
	shown := map[string]bool{}
	for n := range s.signal {
		g := &s.signal[n]
		all = append(all, exhibit{g, items[g.Query]})
		shown[g.Query] = true
	}
	for _, e := range order {
		if !shown[e.Query] {
			all = append(all, exhibit{item: e})
		}
	}
	return all
}

func (x exhibit) name() string {
	if x.signal != nil {
		return string(x.signal.Service) + "/" + x.signal.Name
	}
	return x.item.SignalName + " [" + strconv.Itoa(x.item.Number) + "]"
}

func (x exhibit) query() string {
	if x.signal != nil && x.signal.Query != "" {
		return x.signal.Query
	}
	if x.item != nil {
		return x.item.Query
	}
	return ""
}

// evidence lists what can be looked at, and below it the chart of the chosen one.
func (s *incidentScreen) evidence(m *Model, f frame) []string {
	all := s.exhibits()
	if len(all) == 0 {
		return []string{m.styles.Faint.Render("No signal is stored with this incident.")}
	}
	s.exhibit.settle(len(all), func(n int) string { return all[n].name() })
	shown := min(len(all), max(1, f.height/4))
	from, to := s.exhibit.window(len(all), shown)
	var lines []string
	for n := from; n < to; n++ {
		lines = append(lines, s.exhibitLine(m, all[n], n == s.exhibit.index, f.width))
	}
	lines = append(lines, "")
	return append(lines, s.show(m, all[s.exhibit.index], frame{f.width, f.height - len(lines)})...)
}

func (s *incidentScreen) exhibitLine(m *Model, x exhibit, chosen bool, width int) string {
	text := x.name()
	right := ""
	if g := x.signal; g != nil {
		text = signalName(s.incident(m), *g)
		right = airra.Quantity(g.Expected, look.Line(g.Unit)) + " → " + airra.Quantity(g.Current, look.Line(g.Unit)) + "  " + deviation(*g) + " " + course(*g)
	}
	line := apart("  "+look.Line(text), right, width)
	if chosen {
		return m.styles.Selected.Render("▌ " + line[2:])
	}
	return line
}

// show draws an exhibit: its chart, the PromQL under it, and then and now where it was
// asked again.
func (s *incidentScreen) show(m *Model, x exhibit, f frame) []string {
	below := s.explained(m, x, f.width)
	room := f.height - len(below)
	if x.signal == nil {
		return below
	}
	if room < leastChartHeight {
		return below[:max(0, min(len(below), f.height))]
	}
	return append(chart(m.plotOf(*x.signal), m.ink(), f.width, min(room, 16)), below...)
}

// explained is what stands under a chart.
func (s *incidentScreen) explained(m *Model, x exhibit, width int) []string {
	var lines []string
	if x.signal != nil {
		lines = append(lines, m.styles.Faint.Render(legend(*x.signal)))
	}
	if x.item != nil {
		lines = append(lines, wrap(x.item.Observation, width)...)
	}
	query := x.query()
	if query == "" {
		lines = append(lines, m.styles.Faint.Render("no query: it was given with the incident"))
	} else {
		for _, line := range wrap(query, width-2) {
			lines = append(lines, "  "+m.styles.Accent.Render(line))
		}
	}
	if x.item != nil {
		if run := s.runs[x.item.Number]; run != nil {
			lines = append(lines, m.runLines(run, width)...)
		}
	}
	return lines
}

// legend says what the signs of a chart mean.
func legend(g airra.Signal) string {
	quantity := func(v float64) string { return airra.Quantity(v, look.Line(g.Unit)) }
	marks := "   ▴ anomalous"
	if g.Direction == airra.Down {
		marks = "   ▾ anomalous"
	}
	switch {
	case g.Kind == airra.KindAlert:
		return "an alert: whoever wrote it has judged" + marks
	case g.Assumed || g.Expected == 0 && g.Samples == 0:
		return "no baseline was known" + marks
	case g.Band == nil:
		return "normal: " + quantity(g.Expected) + ", how far around it is not known" + marks
	default:
		return "░ normal: " + quantity(g.Band.Low) + " … " + quantity(g.Band.High) + " (± " + airra.Number(g.Band.Threshold) + " σ)" + marks + "   peak " + quantity(g.Peak)
	}
}

func (m *Model) plotOf(g airra.Signal) plot {
	return plot{points: g.Window, band: g.Band, marks: g.Marks, unit: g.Unit, zone: m.location()}
}

// ink is what this theme paints charts with.
func (m *Model) ink() ink {
	return ink{line: m.styles.Accent, band: m.styles.Faint, mark: m.styles.Alarm, axis: m.styles.Rule}
}

// runLines sets then and now beside each other.
func (m *Model) runLines(run *airra.EvidenceRun, width int) []string {
	lines := []string{"then  " + stretch(run.Then, width-8)}
	for _, s := range run.Now {
		lines = append(lines, "now   "+stretch(s.Points, width-8))
	}
	if len(run.Now) == 0 {
		lines = append(lines, "now   the query gives nothing")
	}
	return append(lines, m.styles.Faint.Render("asked "+look.Line(run.Source)+" at "+m.clock(run.At)))
}

// stretch is a series in one line: its shape, its bounds and its newest value.
func stretch(points []airra.Point, width int) string {
	values := valuesOf(points)
	if len(values) == 0 {
		return "nothing"
	}
	low, high := values[0], values[0]
	for _, v := range values {
		low, high = min(low, v), max(high, v)
	}
	return ruler.Fit(look.Spark(values, 24), 24) + ruler.Fit("  "+airra.Number(low)+" … "+airra.Number(high)+", last "+airra.Number(values[len(values)-1]), max(0, width-24))
}

// evidenceKey walks through the exhibits and asks for one again.
func (s *incidentScreen) evidenceKey(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	all := s.exhibits()
	if s.exhibit.move(k, len(all), 3, func(n int) string { return all[n].name() }) {
		return nil, true
	}
	if len(all) == 0 {
		return nil, k.String() == "x" || k.String() == "o"
	}
	x := all[min(s.exhibit.index, len(all)-1)]
	switch k.String() {
	case "x":
		return s.askAgain(m, x), true
	case "o":
		return m.openQuery(x), true
	case "y":
		return m.copyQuery(x), true
	default:
		return nil, false
	}
}

// askAgain runs a piece of evidence anew, where there is one for what is shown.
func (s *incidentScreen) askAgain(m *Model, x exhibit) tea.Cmd {
	if x.item == nil {
		m.toast.say(m.opts.Now(), "no piece of evidence asks for "+look.Line(x.name())+": it cannot be run again by number")
		return nil
	}
	m.toast.say(m.opts.Now(), "asking again: airra evidence rerun "+look.Line(s.ref(m))+" "+strconv.Itoa(x.item.Number))
	return s.rerun(m, x.item.Number)
}

// rerun asks the metrics source again. It changes nothing, so it is no act, and its
// failure says nothing about the server.
func (s *incidentScreen) rerun(m *Model, number int) tea.Cmd {
	return func() tea.Msg {
		run, err := m.opts.Backend.RerunEvidence(m.ctx, string(s.id), number)
		return reran{screen: s, number: number, run: run, err: err}
	}
}

// reran is the answer to evidence that was asked again.
type reran struct {
	screen *incidentScreen
	number int
	run    *airra.EvidenceRun
	err    error
}

func (r reran) apply(m *Model) tea.Cmd {
	if r.err != nil {
		m.toast.say(m.opts.Now(), "not run: "+look.Line(airra.ErrorMessage(r.err)))
		return nil
	}
	r.screen.runs[r.number] = r.run
	m.toast.say(m.opts.Now(), "asked again: then and now stand below the query")
	return nil
}
