package tui

import (
	"context"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// incidentKey takes the keys that do something about an incident, on every screen that
// shows one.
//
// It works on a copy: rows move while somebody types, and what was typed is for the
// incident that stood there when the line was opened.
func (m *Model) incidentKey(k tea.KeyPressMsg, there *airra.Incident) (tea.Cmd, bool) {
	if there == nil {
		return nil, false
	}
	one := *there
	i := &one
	switch k.String() {
	case "a":
		return m.perform(m.acknowledge(i, 0)), true
	case "A":
		m.line = newEntry("acknowledge "+i.Ref+" for (30m, 2h):", "30m", func(text string) tea.Cmd {
			length, err := time.ParseDuration(text)
			if err != nil || length <= 0 {
				m.toast.say(m.opts.Now(), "a span like 30m or 2h is needed, not "+text)
				return nil
			}
			return m.perform(m.acknowledge(i, length))
		})
	case "c":
		m.line = newEntry("note on "+i.Ref+":", "", func(text string) tea.Cmd { return m.perform(m.note(i, text)) })
	case "E":
		return m.compose(i), true
	case "i":
		m.line = newEntry("assign "+i.Ref+" to:", m.opts.Actor, func(text string) tea.Cmd { return m.perform(m.assign(i, text)) })
	case "I":
		return m.perform(m.assign(i, m.opts.Actor)), true
	case "r":
		m.line = newEntry("resolve "+i.Ref+", cause:", "", func(text string) tea.Cmd { return m.perform(m.resolve(i, text)) })
	case "O":
		return m.perform(m.reopen(i)), true
	case "e":
		return m.confirmEscalation(i), true
	case "z":
		return m.perform(m.analyze(i)), true
	case "P":
		return m.decide(i), true
	case "f":
		return m.askAlarm(one), true
	case "y":
		return m.copies(i.Ref), true
	case "Y":
		return m.copies("airra incident view " + i.Ref), true
	default:
		return nil, false
	}
	return nil, true
}

// decide opens the dialog of the first action that waits for a decision.
func (m *Model) decide(i *airra.Incident) tea.Cmd {
	proposals := m.proposals(i.ID)
	if len(proposals) == 0 {
		m.toast.say(m.opts.Now(), "nothing of "+i.Ref+" waits for a decision")
		return nil
	}
	cmd, _ := m.decisionKey(tea.KeyPressMsg{Code: 'y', Text: "y"}, &proposals[0])
	return cmd
}

// copies puts text into the clipboard of the terminal, over SSH too.
func (m *Model) copies(text string) tea.Cmd {
	m.toast.say(m.opts.Now(), "copied: "+text)
	return tea.SetClipboard(text)
}

func (m *Model) acknowledge(i *airra.Incident, length time.Duration) act {
	line := "airra ack " + i.Ref
	if length > 0 {
		line += " --for " + length.String()
	}
	key := string(i.ID)
	return act{
		line: line, said: i.Ref + " acknowledged",
		do: func(ctx context.Context) error {
			_, err := m.opts.Backend.AcknowledgeIncident(ctx, key, airra.Acknowledgement{By: m.opts.Actor, For: length})
			return err
		},
		undo: &act{line: "airra unack " + i.Ref, said: i.Ref + " is no longer acknowledged", do: func(ctx context.Context) error {
			_, err := m.opts.Backend.UnacknowledgeIncident(ctx, key)
			return err
		}},
	}
}

// note can be undone by the id that the server gave it, which is known when it is done.
func (m *Model) note(i *airra.Incident, text string) act {
	var id int64
	undo := &act{line: "airra unnote " + i.Ref, said: "the note on " + i.Ref + " is retracted", do: func(ctx context.Context) error {
		_, err := m.opts.Backend.RetractComment(ctx, string(i.ID), id)
		return err
	}}
	return act{line: "airra note " + i.Ref + " " + quoted(text), said: "noted on " + i.Ref, undo: undo, do: func(ctx context.Context) error {
		e, err := m.opts.Backend.CommentIncident(ctx, string(i.ID), text)
		if err == nil {
			id = e.ID
			undo.line += " " + strconv.FormatInt(id, 10)
		}
		return err
	}}
}

func (m *Model) assign(i *airra.Incident, to string) act {
	key := string(i.ID)
	return act{
		line: "airra incident assign " + i.Ref + " " + quoted(to), said: i.Ref + " assigned to " + to,
		do: func(ctx context.Context) error {
			_, err := m.opts.Backend.AssignIncidentTo(ctx, key, to, false)
			return err
		},
		undo: &act{line: "airra incident unassign " + i.Ref, said: i.Ref + " is nobody's again", do: func(ctx context.Context) error {
			_, err := m.opts.Backend.UnassignIncident(ctx, key)
			return err
		}},
	}
}

func (m *Model) resolve(i *airra.Incident, cause string) act {
	return act{line: "airra resolve " + i.Ref + " --cause " + quoted(cause), said: i.Ref + " resolved", do: func(ctx context.Context) error {
		_, err := m.opts.Backend.ResolveIncident(ctx, string(i.ID), airra.Resolution{By: m.opts.Actor, Cause: cause})
		return err
	}}
}

func (m *Model) reopen(i *airra.Incident) act {
	return act{line: "airra incident reopen " + i.Ref, said: i.Ref + " is open again", do: func(ctx context.Context) error {
		_, err := m.opts.Backend.ReopenIncident(ctx, string(i.ID), "")
		return err
	}}
}

func (m *Model) analyze(i *airra.Incident) act {
	return act{line: "airra incident analyze " + i.Ref, said: i.Ref + " is being analyzed", do: func(ctx context.Context) error {
		_, err := m.opts.Backend.AnalyzeIncident(ctx, string(i.ID))
		return err
	}}
}

// confirmEscalation says what escalating does before it is done: it wakes somebody.
func (m *Model) confirmEscalation(i *airra.Incident) tea.Cmd {
	escalate := act{line: "airra incident escalate " + i.Ref, said: i.Ref + " escalated", do: func(ctx context.Context) error {
		_, err := m.opts.Backend.EscalateIncident(ctx, string(i.ID), "")
		return err
	}}
	return m.ask(&question{
		title: "Escalate " + i.Ref + "?",
		lines: func(m *Model, width int) []string {
			return append(wrap(i.Title, width), "", "The next step of its escalation policy is paged now.")
		},
		choices: []choice{{"y", "page the next step", func(m *Model) tea.Cmd { return m.perform(escalate) }}},
	})
}
