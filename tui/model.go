package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/theme"
)

// Model is the root: the only part that Bubble Tea knows.
type Model struct {
	ctx    context.Context //nolint:containedctx // The program's lifetime; commands, which have no parameters, hang on it.
	opts   Options
	styles theme.Styles
	dark   bool

	width, height int
	data          data
	news          news
	screens       []screen
	current       int
	before        []int           // screens to go back to
	detail        *incidentScreen // the incident that lies over the screen; nil while none is open
	dialogs       []dialog
	line          *entry // the line for a command or a filter; nil while none is open
	acts          history
	toast         toast
	quitting      bool
	unstored      map[airra.IncidentID]string // postmortems that were written and could not be stored
	times         times                       // how moments are shown
	layout        layout                      // of lists and what stands beside them
}

// screen is one of the cockpit's places. It is a plain struct: it draws itself, takes
// keys, and says what it wants loaded.
type screen interface {
	title() string
	load(m *Model) tea.Cmd
	draw(m *Model, f frame) []string
	key(m *Model, k tea.KeyPressMsg) (cmd tea.Cmd, taken bool)
	hints(m *Model) string
}

// frame is the room that a screen has.
type frame struct{ width, height int }

// New makes the cockpit. The context is that of the program.
func New(ctx context.Context, o Options) *Model {
	if o.Wake == 0 {
		o.Wake = 400 * time.Millisecond
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	m := &Model{ctx: ctx, opts: o, dark: true}
	m.styles = theme.New(o.Theme, m.dark)
	m.data = newData()
	m.screens = []screen{&deck{}, newIncidents(), &approvals{}, &oncallScreen{}, &services{}, &notices{}, &analytics{span: aMonth}, &commandLog{}}
	m.layOut()
	m.toast.greet(o.Now(), o.Greeting)
	return m
}

// Init asks for everything that the first frame shows.
func (m *Model) Init() tea.Cmd {
	first := m.listen() // The stream asks for everything as soon as it knows from where on it listens.
	if first == nil {
		first = m.loadAll()
	}
	return tea.Batch(tea.RequestBackgroundColor, first, m.screens[0].load(m), m.tick())
}

// Update routes and does nothing else.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		m.dark = msg.IsDark()
		m.styles = theme.New(m.opts.Theme, m.dark)
	case tea.KeyPressMsg:
		return m, m.key(msg)
	case tea.MouseWheelMsg:
		return m, m.wheel(msg)
	case tea.MouseClickMsg:
		return m, m.click(msg)
	case tea.ResumeMsg:
		return m, m.resumed()
	case tickMsg:
		return m, m.ticked(msg)
	case answer:
		return m, msg.apply(m)
	}
	return m, nil
}

// answer is what a command brings back. It knows what to change, which keeps Update a
// list of routes however many kinds of answers there are.
type answer interface{ apply(m *Model) tea.Cmd }

// tickMsg moves what is relative to the present: ages, clocks, dialogs that wake up.
type tickMsg struct{ at time.Time }

// tick is once a second; nothing else in the cockpit moves by itself.
func (m *Model) tick() tea.Cmd {
	return tea.Tick(time.Second, func(at time.Time) tea.Msg { return tickMsg{at} })
}

func (m *Model) ticked(tickMsg) tea.Cmd {
	m.toast.fade(m.opts.Now())
	cmds := []tea.Cmd{m.tick(), m.retry()}
	if s, ok := m.screenNow().(interface{ ticked(m *Model) tea.Cmd }); ok {
		cmds = append(cmds, s.ticked(m))
	}
	return tea.Batch(cmds...)
}

// View draws the frame.
func (m *Model) View() tea.View {
	v := tea.NewView(m.render())
	v.AltScreen, v.WindowTitle = true, m.windowTitle()
	if m.opts.Mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}

func (m *Model) windowTitle() string {
	if m.data.status == nil {
		return "airra"
	}
	open := 0
	for _, n := range m.data.status.OpenIncidents {
		open += n
	}
	return "airra: " + plural(open, "open incident")
}

// screenNow is the one that is shown.
func (m *Model) screenNow() screen {
	if m.detail != nil {
		return m.detail
	}
	return m.screens[m.current]
}

// show shows another screen and remembers the way back.
func (m *Model) show(index int) tea.Cmd {
	if index < 0 || index >= len(m.screens) || index == m.current && m.detail == nil {
		return nil
	}
	m.detail = nil
	if index == m.current {
		return m.screenNow().load(m)
	}
	m.before = append(m.before, m.current)
	m.current = index
	return m.screenNow().load(m)
}

// back shows the screen before.
func (m *Model) back() tea.Cmd {
	if m.detail != nil {
		m.detail = nil
		return m.screenNow().load(m)
	}
	if len(m.before) == 0 {
		return nil
	}
	m.current = m.before[len(m.before)-1]
	m.before = m.before[:len(m.before)-1]
	return nil
}

// incident gives what is known of an incident.
func (m *Model) incident(id airra.IncidentID) *airra.Incident { return m.data.incidents.get(id) }
