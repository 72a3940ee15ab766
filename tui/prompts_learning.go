package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// similarWords tell what was like this before, the most alike first.
func (s *incidentScreen) similarWords(m *Model) []string {
	if len(s.similar) == 0 {
		return s.noneAlike(m, unbroken)
	}
	var lines []string
	for _, past := range s.similar {
		lines = append(lines, fmt.Sprintf("%s, %s, %s ago, similarity %.2f: %s, %s.", look.Line(past.Ref), look.Line(string(past.Service)), m.span(past.ResolvedAt), past.Similarity, look.Line(look.Words(past.Category)), look.Line(past.Title)))
		for _, fact := range similarFacts(past) {
			lines = append(lines, fact[0]+": "+look.Line(fact[1])+".")
		}
	}
	return append(lines, "The name of one opens it.")
}

// postmortemWords tell what was learned, or what would be drafted.
func (s *incidentScreen) postmortemWords(m *Model) []string {
	lines := []string{s.postmortemState(m)}
	text, _ := s.postmortemText()
	for _, part := range postmortemParts(text) {
		for _, line := range part.lines {
			lines = append(lines, part.name+": "+look.Line(line))
		}
	}
	return lines
}

// verdictOffers are the verdicts as words: confirm 2, reject 1, and for actions
// helped ACT-4.
func (s *incidentScreen) verdictOffers(press func(m *Model, k tea.KeyPressMsg) tea.Cmd) []offer {
	return []offer{
		{word: "confirm", key: "+", text: "says that a hypothesis was the cause: confirm and its number, after a question", write: true, do: s.judging("+")},
		{word: "wrong", text: "says that a hypothesis was not the cause: wrong and its number, after a question", write: true, do: s.judging("x")},
		{word: "unjudge", key: "t", text: "takes the verdict on a hypothesis back: unjudge and its number", write: true, do: s.judging("t")},
		{word: "helped", text: "says that an action has helped: helped and its name, after a question", write: true, do: s.judgingAction("+")},
		{word: "useless", text: "says that an action has not helped: useless and its name", write: true, do: s.judgingAction("x")},
		{word: "false", key: "f", text: "says whether the alarm was a false one, after a question", write: true, do: pressed(press, "f")},
		{word: "store", key: "w", text: "stores the draft of the postmortem, after a question", write: true, do: s.onPaper("w")},
		{word: "publish", key: "p", text: "publishes the stored postmortem or withdraws it, after a question", write: true, do: s.onPaper("p")},
	}
}

// judging chooses a hypothesis by its number and presses a key of the cockpit.
func (s *incidentScreen) judging(key string) func(p *prompter, rest string) error {
	return func(p *prompter, rest string) error {
		p.pump(tea.Batch(p.m.loadIncident(s.id), s.loadJudgements(p.m)))
		all := s.hypotheses()
		at := slices.IndexFunc(all, func(h airra.Hypothesis) bool { return strconv.Itoa(h.Rank) == strings.TrimSpace(rest) })
		switch {
		case len(all) == 0:
			p.say("There is no hypothesis to judge. analyze looks for some.")
			return nil
		case at < 0:
			p.say("Which one? Its number stands behind the word, from 1 to " + strconv.Itoa(len(all)) + ".")
			return nil
		}
		s.suspect = cursor{index: at, id: all[at].Category}
		cmd, _ := p.m.verdictKey(tea.KeyPressMsg{Code: []rune(key)[0], Text: key}, s.judgedCause(p.m))
		return p.run(cmd)
	}
}

// judgingAction chooses an action by its name, or the only one.
func (s *incidentScreen) judgingAction(key string) func(p *prompter, rest string) error {
	return func(p *prompter, rest string) error {
		p.pump(tea.Batch(p.m.loadIncident(s.id), s.loadJudgements(p.m)))
		all := s.actions()
		at := slices.IndexFunc(all, func(a airra.Action) bool { return strings.EqualFold(a.Ref, rest) })
		if rest == "" && len(all) == 1 {
			at = 0
		}
		if at < 0 {
			p.say("Which action? Its name stands behind the word.")
			return nil
		}
		s.action = cursor{index: at, id: string(all[at].ID)}
		cmd, _ := p.m.verdictKey(tea.KeyPressMsg{Code: []rune(key)[0], Text: key}, s.judgedAction(p.m))
		return p.run(cmd)
	}
}

// onPaper presses a key of the postmortem, whose newest state is read before.
func (s *incidentScreen) onPaper(key string) func(p *prompter, rest string) error {
	return func(p *prompter, _ string) error {
		p.pump(s.loadPostmortem(p.m))
		cmd, taken := s.postmortemKey(p.m, tea.KeyPressMsg{Code: []rune(key)[0], Text: key})
		if !taken {
			p.say("There is a stored postmortem already: publish publishes it.")
			return nil
		}
		return p.run(cmd)
	}
}
