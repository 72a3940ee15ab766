package tui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// act is something a person does: the command that does the same, and how it is done
// and, where that is possible, undone.
type act struct {
	line string // airra ack INC-142
	said string // INC-142 acknowledged
	do   func(ctx context.Context) error
	then func(m *Model) // shows what came of it before everything is read again; nil for nothing
	undo *act           // nil where nothing can take it back
}

// undoFor is how long an act can be taken back.
const undoFor = 10 * time.Second

// done is an act that happened, or did not.
type done struct {
	act act
	at  time.Time
	err error
}

// history is the command log: every act as the line that does the same.
type history struct{ all []done }

func (h *history) last() string {
	if len(h.all) == 0 {
		return ""
	}
	return h.all[len(h.all)-1].act.line
}

// perform does an act, unless writes are not allowed here.
func (m *Model) perform(a act) tea.Cmd {
	if m.opts.ReadOnly {
		m.toast.say(m.opts.Now(), "read only: nothing is changed from here")
		return nil
	}
	ctx := airra.WithActor(m.ctx, m.opts.Actor)
	return func() tea.Msg { return performed{act: a, err: a.do(ctx)} }
}

// performed is the end of an act.
type performed struct {
	act act
	err error
}

func (p performed) apply(m *Model) tea.Cmd {
	m.acts.all = append(m.acts.all, done{act: p.act, at: m.opts.Now(), err: p.err})
	if p.err != nil {
		m.toast.say(m.opts.Now(), "not done: "+airra.ErrorMessage(p.err))
		return m.loadAll()
	}
	if p.act.then != nil {
		p.act.then(m)
	}
	said := p.act.said
	if p.act.undo != nil {
		said += "   (u takes it back)"
	}
	m.toast.say(m.opts.Now(), said)
	cmds := []tea.Cmd{m.loadAll(), m.screenNow().load(m)}
	if d, ok := m.dialog().(interface{ load(m *Model) tea.Cmd }); ok {
		cmds = append(cmds, d.load(m))
	}
	return tea.Batch(cmds...)
}

// undo takes the last act back while that is possible.
func (m *Model) undo() tea.Cmd {
	if len(m.acts.all) == 0 {
		return nil
	}
	last := m.acts.all[len(m.acts.all)-1]
	switch {
	case last.err != nil || last.act.undo == nil:
		m.toast.say(m.opts.Now(), "the last act cannot be taken back from here")
		return nil
	case m.opts.Now().Sub(last.at) > undoFor:
		m.toast.say(m.opts.Now(), "too late to take it back; use: "+last.act.undo.line)
		return nil
	default:
		return m.perform(*last.act.undo)
	}
}

// quoted is a text as a shell takes it.
func quoted(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// toast is a message that goes by itself.
type toast struct {
	message string
	until   time.Time
}

const toastFor = 6 * time.Second

func (t *toast) say(now time.Time, text string) {
	t.message, t.until = look.Line(text), now.Add(toastFor)
}

// greetingFor is how long a greeting stands, unless there is something else to say.
const greetingFor = time.Minute

func (t *toast) greet(now time.Time, text string) {
	if text != "" {
		t.message, t.until = look.Line(text), now.Add(greetingFor)
	}
}

func (t *toast) fade(now time.Time) {
	if now.After(t.until) {
		t.message = ""
	}
}

func (t *toast) text(now time.Time) string {
	if now.After(t.until) {
		return ""
	}
	return t.message
}

// rings tells the person of a page to them, and rings the bell where that is wanted. To
// somebody who is no engineer here, who is paged for nothing, it tells of every page.
func (m *Model) rings(e airra.Event) tea.Cmd {
	to, paged := e.Recipient()
	if me := m.data.me; !paged || me != nil && to != me.ID {
		return nil
	}
	m.toast.say(m.opts.Now(), "✉ "+e.IncidentRef+"  "+e.Description)
	if !m.opts.Bell {
		return nil
	}
	return tea.Raw("\a")
}
