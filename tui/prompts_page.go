package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/tui/look"
)

// page asks whom to page, about what and how bad it is, and says what that does.
func (p *prompter) page(target string) error {
	if target == "" {
		text, gone, err := p.asked("page whom, a person or a service:")
		if gone || text == "" {
			return err
		}
		target = text
	}
	if target == "@me" {
		target = p.m.opts.Actor
	}
	message, gone, err := p.asked("what it is about:")
	if gone {
		return err
	}
	if message == "" {
		p.say("A page without a text helps nobody, so nobody was paged.")
		return nil
	}
	severity, gone, err := p.asked("how bad, critical, high, medium or low [high]:")
	if gone {
		return err
	}
	page := airra.ManualPage{Target: target, Message: message, Severity: airra.Severity(strings.ToLower(severity))}
	if page.Severity == "" {
		page.Severity = airra.SeverityHigh
	}
	if !page.Severity.Valid() {
		p.say("A severity is critical, high, medium or low, so nobody was paged.")
		return nil
	}
	return p.run(p.m.confirmPage(page))
}

// confirmPage says what a page does before anybody is woken by it.
func (m *Model) confirmPage(page airra.ManualPage) tea.Cmd {
	a := act{
		line: "airra page " + quoted(page.Target) + " -m " + quoted(page.Message) + " --severity " + string(page.Severity),
		said: look.Line(page.Target) + " is paged", do: func(ctx context.Context) error {
			_, err := m.opts.Backend.PagePeople(ctx, page)
			return err
		},
	}
	return m.ask(&question{
		title: "Page " + look.Line(page.Target) + "?",
		lines: func(_ *Model, width int) []string {
			lines := wrap(page.Message, width)
			return append(lines, wrap("It opens an incident of severity "+string(page.Severity)+", so that the page can be acknowledged. Without that it goes on to others.", width)...)
		},
		choices: []choice{{"y", "page now", func(m *Model) tea.Cmd { return m.perform(a) }}},
	})
}

// undo takes the last act back. It has no end in time here: who listens needs longer to
// notice a mistake than who looks.
func (p *prompter) undo(string) error {
	all := p.m.acts.all
	if len(all) == 0 {
		p.say("Nothing was done yet.")
		return nil
	}
	if last := all[len(all)-1]; last.err == nil && last.act.undo != nil {
		return p.run(p.m.perform(*last.act.undo))
	}
	return p.run(p.m.undo())
}
