package tui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
	"github.com/airra/airra/tui/ruler"
)

// notices is the delivery log: what was sent to whom, whether it arrived, and whether
// it was answered in time.
type notices struct {
	cursor cursor
	whole  bool // the message under the cursor fills the screen
	kind   int  // which of noticeKinds are shown
	log    noticeLog
}

func (*notices) title() string { return "Notifications" }

func (s *notices) hints(m *Model) string {
	hints := "enter whole message  f F only some  "
	if !m.opts.ReadOnly {
		hints += "r send again  "
	}
	return hints + "esc back"
}

func (s *notices) selected(m *Model) *airra.Notification {
	s.cursor.settle(len(m.data.notices), noticeIDs(m))
	if len(m.data.notices) == 0 {
		return nil
	}
	return &m.data.notices[s.cursor.index]
}

func noticeIDs(m *Model) func(n int) string {
	return func(n int) string { return string(m.data.notices[n].ID) }
}

func (s *notices) key(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	n := s.selected(m)
	switch {
	case s.cursor.move(k, len(m.data.notices), 10, noticeIDs(m)):
		return s.more(m), true
	case k.String() == "f":
		return s.choose(m, 1), true
	case k.String() == "F":
		return s.choose(m, -1), true
	case k.String() == "enter":
		s.whole = n != nil && !s.whole
	case k.String() == "esc" && s.whole:
		s.whole = false
	case k.String() == "r" && n != nil:
		return m.confirmResend(*n), true
	default:
		return nil, false
	}
	return nil, true
}

// leastLog is how much room the columns of the log need beside a message.
const leastLog = 78

func (s *notices) draw(m *Model, f frame) []string {
	n := s.selected(m)
	switch {
	case n == nil:
		return s.none(m, f)
	case s.whole:
		return m.noticeLines(*n, f.width-2)
	case f.width >= wide:
		list := max(leastLog, f.width*6/10)
		preview := f.width - list - 1
		return m.beside(s.list(m, frame{list, f.height}), m.noticeLines(*n, preview-2), f, list, preview)
	default:
		below := f.height * 2 / 5
		lines := fill(s.list(m, frame{f.width, f.height - below - 1}), frame{f.width, f.height - below - 1})
		return append(append(lines, m.rule()), m.noticeLines(*n, f.width-2)...)
	}
}

func (s *notices) none(m *Model, f frame) []string {
	switch kind := noticeKinds[s.kind]; {
	case !s.log.asked:
		return m.nothing("Asking for what was sent …", "", f.width)
	case kind.status != "":
		return m.nothing("No message is "+kind.name+". f shows others.", "", f.width)
	default:
		return m.nothing("Nothing was sent to anybody yet. Prove that a message reaches you:", "airra notify test @me", f.width)
	}
}

func (s *notices) list(m *Model, f frame) []string {
	count := len(m.data.notices)
	lines := []string{m.styles.Faint.Render(ruler.Fit(" "+s.about(count), f.width)), m.styles.Faint.Render(noticeHeader(f.width))}
	from, to := s.cursor.window(count, f.height-2)
	for at := from; at < to; at++ {
		lines = append(lines, m.noticeRow(m.data.notices[at], f.width, at == s.cursor.index))
	}
	return lines
}

// The widths of the log: a mark, what became of it, the channel, the incident, the age
// and the SLA. The person has the rest.
const (
	fateCells    = 14
	channelCells = 9
	refCells     = 9
	ageCells     = 6
	slaCells     = 18
)

func noticeWhoCells(width int) int {
	return max(6, width-(1+fateCells+2+2+channelCells+2+refCells+2+ageCells+2+slaCells))
}

func noticeHeader(width int) string {
	return ruler.Fit(" "+ruler.Fit("state", fateCells)+"  "+ruler.Fit("to", noticeWhoCells(width))+"  "+ruler.Fit("by", channelCells)+"  "+ruler.Fit("about", refCells)+
		"  "+ruler.Right("age", ageCells)+"  SLA", width)
}

// noticeRow is one message: what became of it, for whom, how, about what, and its SLA.
func (m *Model) noticeRow(n airra.Notification, width int, chosen bool) string {
	glyph, style := m.noticeState(n.Status)
	sla, slaStyle := m.slaText(n)
	who := ruler.Fit(look.Line(noticeWho(n)), noticeWhoCells(width))
	rest := "  " + ruler.Fit(look.Line(n.Channel), channelCells) + "  " + ruler.Fit(look.Line(n.IncidentRef), refCells) + "  " + ruler.Right(m.ago(n.CreatedAt), ageCells) + "  "
	state := ruler.Fit(glyph+" "+look.Words(n.Status), fateCells)
	if chosen {
		return m.chosen("▌"+state+"  "+who+rest+sla, width)
	}
	return ruler.Fit(" "+style.Render(state)+"  "+who+rest+slaStyle.Render(ruler.Fit(sla, slaCells)), width)
}

// noticeWho is the person, or the address of a channel that is nobody's.
func noticeWho(n airra.Notification) string {
	if n.EngineerName != "" {
		return n.EngineerName
	}
	return n.RecipientAddress
}

// confirmResend says who gets what again before anybody is woken by it.
func (m *Model) confirmResend(n airra.Notification) tea.Cmd {
	resend := act{
		line: "airra notify resend " + string(n.ID), said: "sent again to " + look.Line(noticeWho(n)),
		do: func(ctx context.Context) error {
			_, err := m.opts.Backend.ResendNotification(ctx, string(n.ID))
			return err
		},
	}
	if m.opts.ReadOnly {
		return m.perform(resend)
	}
	return m.ask(&question{
		title: "Send it again?",
		lines: func(m *Model, width int) []string {
			lines := wrap(noticeTo(n)+" gets it again, as a new attempt:", width)
			lines = append(lines, "")
			lines = append(lines, indented(wrap(strings.TrimSpace(n.IncidentRef+" "+n.Subject), width-2), 2)...)
			lines = append(lines, "")
			return append(lines, wrap("What was sent "+m.span(n.CreatedAt)+" ago stays in the log as it is.", width)...)
		},
		choices: []choice{{"y", "send again", func(m *Model) tea.Cmd { return m.perform(resend) }}},
	})
}

// noticeTo is who was told on which channel, at which address.
func noticeTo(n airra.Notification) string {
	who := n.Channel
	if n.EngineerName != "" {
		who = n.EngineerName + " by " + n.Channel
	}
	if n.RecipientAddress != "" {
		who += " (" + n.RecipientAddress + ")"
	}
	return who
}

// answered is how long an answer took.
func answered(n airra.Notification) string {
	if n.ResponseTimeSeconds == nil {
		return ""
	}
	return " in " + look.Span(time.Duration(*n.ResponseTimeSeconds)*time.Second)
}
