package tui

import (
	"errors"
	"io"
	"slices"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/look"
)

// unbroken is a width that no line reaches: how a long line is broken is the business
// of whatever reads it out.
const unbroken = 1 << 16

// signs are what the cockpit draws beside its words, or instead of columns. They say
// nothing that the words do not say, and would be read out one by one.
const signs = "✓✗◐◓●○◌◍◎▲◆▶⇑▌│·◷✉⊘↶▁▂▃▄▅▆▇█░▒▓"

// plainly makes a line of the cockpit one to listen to: no colours, no columns and no
// signs.
func plainly(line string) string {
	words := strings.Fields(ansi.Strip(line))
	words = slices.DeleteFunc(words, func(word string) bool { return strings.Trim(word, signs) == "" })
	return strings.ReplaceAll(strings.Join(words, " "), " → ", ", then ")
}

func (p *prompter) say(line string) {
	if p.broken == nil {
		_, p.broken = io.WriteString(p.out, plainly(line)+"\n")
	}
}

func (p *prompter) sayAll(lines []string) {
	for _, line := range lines {
		if plainly(line) != "" {
			p.say(line)
		}
	}
}

// read asks for one line. A line that was begun and never ended by enter is none: its
// end may be missing.
func (p *prompter) read(prompt string) (string, error) {
	if p.broken == nil {
		_, p.broken = io.WriteString(p.out, prompt)
	}
	type answer struct {
		text string
		err  error
	}
	got := make(chan answer, 1)
	go func() { // Nothing else lets somebody interrupt a read.
		text, err := p.in.ReadString('\n')
		got <- answer{text, err}
	}()
	select {
	case <-p.m.ctx.Done():
		return "", p.m.ctx.Err()
	case a := <-got:
		text := strings.TrimRight(a.text, "\r\n")
		if p.broken == nil && (p.echo || a.err != nil) {
			_, p.broken = io.WriteString(p.out, look.Line(text)+"\n")
		}
		if errors.Is(a.err, io.EOF) {
			return "", errLeft
		}
		return text, a.err
	}
}

// pump runs a command and all that follow from it. Questions to the server that belong
// together are asked at the same time, so that a server that is away costs one wait.
func (p *prompter) pump(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		p.together(msg)
	case tea.RawMsg:
		if bell, is := msg.Msg.(string); is && p.broken == nil {
			_, p.broken = io.WriteString(p.out, bell)
		}
	case nil:
	default:
		_, next := p.m.Update(msg)
		p.pump(next)
	}
}

func (p *prompter) together(cmds []tea.Cmd) {
	answers := make([]tea.Msg, len(cmds))
	var all sync.WaitGroup
	for n, cmd := range cmds {
		if cmd != nil {
			all.Go(func() { answers[n] = cmd() })
		}
	}
	all.Wait()
	for _, msg := range answers {
		p.pump(func() tea.Msg { return msg })
	}
}
