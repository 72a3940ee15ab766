package tui

import "strings"

// paging asks whom to page and about what, unless both stand behind the word already,
// and goes on to the question of the cockpit.
func (p *prompter) paging(rest string) error {
	target, message, _ := strings.Cut(rest, ":")
	target, message = strings.TrimSpace(target), strings.TrimSpace(message)
	for _, ask := range []struct {
		prompt string
		answer *string
	}{{"page whom, a person or a service:", &target}, {"what it is about:", &message}} {
		if *ask.answer != "" {
			continue
		}
		text, gone, err := p.asked(ask.prompt)
		if gone {
			return err
		}
		if text == "" {
			p.say("Nothing was written, so nobody was paged.")
			return nil
		}
		*ask.answer = text
	}
	if target == "@me" {
		target = p.m.opts.Actor
	}
	return p.run(p.m.confirmPage(target, message))
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
