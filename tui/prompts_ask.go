package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/look"
)

// backWord leaves a question, and where nothing is asked it leaves a screen.
const backWord = "back"

// run does a command and all that comes of it: lines that it wants are read, dialogs
// that it opens are asked, and what it says is said.
func (p *prompter) run(cmd tea.Cmd) error {
	p.pump(cmd)
	for {
		p.overheard()
		var err error
		switch {
		case p.m.line != nil:
			cmd, err = p.fill()
		case p.m.dialog() != nil:
			cmd, err = p.answer()
		default:
			return nil
		}
		if err != nil {
			return err
		}
		p.pump(cmd)
	}
}

// overheard says what the cockpit would show for a moment at the bottom.
func (p *prompter) overheard() {
	if text := p.m.toast.message; text != "" {
		p.say(sentenceOf(text))
		p.m.toast = toast{}
	}
}

func sentenceOf(text string) string {
	if first, _, _ := strings.Cut(text, " "); !strings.ContainsAny(first, "@.-") { // Names stay as they are.
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	if strings.HasSuffix(text, ")") || strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}

// asked reads the answer to a question. What leaves is the same everywhere.
func (p *prompter) asked(prompt string) (text string, gone bool, err error) {
	text, err = p.read(look.Line(prompt) + " ")
	text = strings.TrimSpace(text)
	switch {
	case err != nil:
		return "", true, err
	case leaves(text):
		return "", true, errLeft
	case text == backWord:
		p.say("Nothing was done.")
		return "", true, nil
	}
	return text, false, nil
}

// leaves says whether a line means that the person wants to go, whatever was asked.
func leaves(line string) bool { return line == "q" || line == "quit" || line == "exit" }

// fill reads the line that the cockpit would have at the bottom. Enter alone takes what
// it proposes.
func (p *prompter) fill() (tea.Cmd, error) {
	e := p.m.line
	p.m.line = nil
	prompt := e.prompt
	if e.text != "" {
		prompt = strings.TrimSuffix(prompt, ":") + " [" + e.text + "]:"
	}
	text, gone, err := p.asked(prompt)
	if gone {
		return nil, err
	}
	if text == "" && e.text == "" {
		p.say("Nothing was written, so nothing was done.")
		return nil, nil
	}
	if text == "" {
		text = e.text
	}
	return e.done(text), nil
}

// answer asks what a dialog asks.
func (p *prompter) answer() (tea.Cmd, error) {
	switch d := p.m.dialog().(type) {
	case *question:
		p.m.closeDialog()
		return p.decide(d)
	case *refusal:
		p.m.closeDialog()
		return p.refuse(d)
	default:
		p.m.closeDialog()
		return nil, nil
	}
}

// decide says what will happen and offers the choices. One letter is not enough for
// any of them: a line that was typed for something else must not decide.
func (p *prompter) decide(q *question) (tea.Cmd, error) {
	p.say(q.title)
	p.sayAll(q.lines(p.m, unbroken))
	if q.typed != "" {
		text, gone, err := p.asked("critical: type " + q.typed + " to go on, or back:")
		if gone {
			return nil, err
		}
		if text != q.typed {
			p.say("That is not " + look.Line(q.typed) + ", so nothing was done.")
			return nil, nil
		}
	}
	words := make([]string, len(q.choices))
	offered := make([]string, len(q.choices))
	for n, c := range q.choices {
		words[n] = choiceWord(c)
		offered[n] = words[n] + ": " + c.text
	}
	p.say(strings.Join(append(offered, "back: nothing is done"), "; ") + ".")
	for {
		text, gone, err := p.asked(strings.Join(append(words, backWord), " or ") + "?")
		if gone {
			return nil, err
		}
		if n := slices.Index(words, strings.ToLower(text)); n >= 0 {
			return q.choices[n].do(p.m), nil
		}
		p.say("Type " + strings.Join(words, " or ") + " in full, or back.")
	}
}

// choiceWord is what has to be typed for a choice.
func choiceWord(c choice) string {
	if c.key == "y" {
		return "yes"
	}
	word, _, _ := strings.Cut(c.text, " ")
	return strings.TrimRight(word, "…,")
}

// refuse asks for the reason of a rejection until there is one.
func (p *prompter) refuse(r *refusal) (tea.Cmd, error) {
	p.say("Reject " + look.Line(r.action.Ref) + "?")
	p.say(r.warning())
	for reason := strings.TrimSpace(r.reason); ; {
		if reason != "" {
			return p.m.perform(p.m.reject(r.action, reason)), nil
		}
		text, gone, err := p.asked("why not, or back:")
		if gone {
			return nil, err
		}
		if reason = text; reason == "" {
			p.say(sentenceOf(reasonNeeded))
		}
	}
}
