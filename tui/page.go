package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// startPage asks whom to page and why, in one line: the person or the service, a colon,
// and the message. What is under the cursor is offered.
func (m *Model) startPage() tea.Cmd {
	if m.opts.ReadOnly {
		return m.perform(act{}) // It says that nothing is changed from here.
	}
	offer := ""
	if target := m.pageable(); target != "" {
		offer = target + ": "
	}
	m.line = newEntry("page (person or service: message):", offer, func(text string) tea.Cmd {
		target, message, _ := strings.Cut(text, ":")
		target, message = strings.TrimSpace(target), strings.TrimSpace(message)
		if target == "" || message == "" {
			m.toast.say(m.opts.Now(), "whom, a colon and what about are needed, like: payment-service: checkout is down")
			return nil
		}
		return m.confirmPage(target, message)
	})
	return nil
}

// pageable is who or what a page from this screen is most likely for: the person under
// the cursor of the plan, else the service of the incident that is chosen.
func (m *Model) pageable() string {
	switch s := m.screenNow().(type) {
	case *oncallScreen:
		if s.cursor.index < len(s.chain) {
			return s.chain[s.cursor.index].Engineer.Email
		}
	case *incidentScreen:
		if i := s.incident(m); i != nil {
			return string(i.AffectedService)
		}
	case interface{ selected() *airra.Incident }:
		if i := s.selected(); i != nil {
			return string(i.AffectedService)
		}
	}
	return ""
}

// confirmPage says that somebody is about to be woken before that is so.
func (m *Model) confirmPage(target, message string) tea.Cmd {
	return m.ask(&question{
		title: "Page " + look.Line(target) + "?",
		lines: func(_ *Model, width int) []string {
			lines := append(wrap(message, width), "")
			return append(lines, wrap("An incident of severity high is opened, and they are told now by the channels of their policy, at any hour. "+
				"If nobody acknowledges, the page goes on to the next. It cannot be called back.", width)...)
		},
		choices: []choice{{"y", "page them", func(m *Model) tea.Cmd { return m.perform(m.page(target, message)) }}},
	})
}

func (m *Model) page(target, message string) act {
	return act{
		line: "airra page " + quoted(target) + " -m " + quoted(message), said: target + " is being paged",
		do: func(ctx context.Context) error {
			_, err := m.opts.Backend.PagePeople(ctx, airra.ManualPage{Target: target, Message: message, Severity: airra.SeverityHigh})
			return err
		},
	}
}
