package tui

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// writeUp is what there is of a postmortem: the stored one, or else a draft.
type writeUp struct {
	paper *airra.Postmortem
	draft *airra.PostmortemDraft
}

// loadPostmortem asks for the postmortem, and for a draft where there is none.
func (s *incidentScreen) loadPostmortem(m *Model) tea.Cmd {
	return ask(func() (writeUp, error) {
		paper, err := orNothing(m.opts.Backend.FindPostmortem(m.ctx, string(s.id)))
		if err != nil || paper != nil {
			return writeUp{paper: paper}, err
		}
		draft, err := orNothing(m.opts.Backend.DraftPostmortem(m.ctx, string(s.id)))
		return writeUp{draft: draft}, err
	}, func(_ *Model, w writeUp) { s.paper, s.draft = w.paper, w.draft })
}

// postmortem is what was learned, as it is stored, or as it would be drafted.
func (s *incidentScreen) postmortem(m *Model, f frame) []string {
	lines := wrap(s.postmortemState(m), f.width)
	for n := range lines {
		lines[n] = m.styles.Strong.Render(lines[n])
	}
	text, known := s.postmortemText()
	if !known {
		return lines
	}
	for _, part := range postmortemParts(text) {
		if len(part.lines) == 0 {
			continue
		}
		lines = append(lines, "", m.styles.Accent.Render(strings.ToUpper(part.name)))
		for _, line := range part.lines {
			lines = append(lines, hanging(line, f.width)...)
		}
	}
	return lines
}

// postmortemState says whether it is stored and who has read it.
func (s *incidentScreen) postmortemState(m *Model) string {
	switch p := s.paper; {
	case p != nil && p.Published:
		return "✓ published, written by " + look.Line(p.Author)
	case p != nil:
		return "◌ not published yet, written by " + look.Line(p.Author)
	case s.draft != nil:
		text := "◌ a draft made from " + look.Line(cmp.Or(s.draft.Writer, "the record")) + ", not stored: E edits and stores it, w stores it as it is"
		if s.draft.Note != "" {
			text += " (" + look.Line(s.draft.Note) + ")"
		}
		return text
	default:
		return "Asking for the postmortem …"
	}
}

// postmortemText is what is written, or drafted.
func (s *incidentScreen) postmortemText() (airra.PostmortemText, bool) {
	switch {
	case s.paper != nil:
		return s.paper.Text(), true
	case s.draft != nil:
		return s.draft.PostmortemText, true
	default:
		return airra.PostmortemText{}, false
	}
}

// paragraph is a part of a postmortem with its entries.
type paragraph struct {
	name  string
	lines []string
}

// postmortemParts are the parts in the order in which one reads them. What nobody has
// written is empty.
func postmortemParts(t airra.PostmortemText) []paragraph {
	items := make([]string, len(t.ActionItems))
	for n, i := range t.ActionItems {
		items[n] = itemText(i)
	}
	return []paragraph{
		{"Root cause", texts(t.ActualRootCause)},
		{"Impact", impactOf(t)},
		{"Contributing factors", t.ContributingFactors},
		{"Why it was detected late", texts(t.DetectionDelayReason)},
		{"What went well", t.WhatWentWell},
		{"What went wrong", t.WhatWentWrong},
		{"Lessons learned", t.LessonsLearned},
		{"Action items", items},
		{"Prevention", t.PreventionMeasures},
		{"Better detection", t.DetectionImprovements},
		{"Better response", t.ResponseImprovements},
		{"The hypothesis", verdictOn(t)},
		{"Notes", texts(t.AdditionalNotes)},
	}
}

func texts(text *string) []string {
	if text == nil || strings.TrimSpace(*text) == "" {
		return nil
	}
	return []string{*text}
}

func impactOf(t airra.PostmortemText) []string {
	var lines []string
	if t.DurationMinutes != nil {
		lines = append(lines, "it lasted "+plural(int(*t.DurationMinutes), "minute"))
	}
	if t.UsersAffected != nil {
		lines = append(lines, plural(int(*t.UsersAffected), "user")+" affected")
	}
	if t.RevenueImpactUSD != nil {
		lines = append(lines, fmt.Sprintf("%.2f USD lost", *t.RevenueImpactUSD))
	}
	return lines
}

func verdictOn(t airra.PostmortemText) []string {
	var lines []string
	if t.AIHypothesisCorrect != nil {
		word := "✗ the first one was wrong"
		if *t.AIHypothesisCorrect {
			word = "✓ the first one was right"
		}
		lines = append(lines, word)
	}
	return append(lines, texts(t.AIEvaluationNotes)...)
}

// itemText is a promise: what, who, until when, and how far it is.
func itemText(i airra.ActionItem) string {
	text := strconv.Itoa(i.Number) + ". " + i.Description
	if i.Number == 0 {
		text = i.Description
	}
	text += "  (" + i.Owner
	if due := orEmpty(i.DueDate); due != "" {
		text += ", due " + due
	}
	return text + ", " + cmp.Or(i.Priority, "medium") + ", " + look.Words(cmp.Or(i.Status, "open")) + ")"
}

// hanging is an entry with its further lines under its first one.
func hanging(text string, width int) []string {
	lines := wrap(text, width-4)
	for n := range lines {
		lines[n] = "    " + lines[n]
	}
	lines[0] = "  · " + lines[0][4:]
	return lines
}

// postmortemHints are the keys that mean something for what there is.
func (s *incidentScreen) postmortemHints(m *Model) string {
	switch {
	case m.opts.ReadOnly:
		return "read only"
	case s.paper == nil:
		return "E edit in $EDITOR and store  w store the draft…"
	case s.paper.Published:
		return "E edit in $EDITOR  p withdraw…"
	default:
		return "E edit in $EDITOR  p publish…"
	}
}

func (s *incidentScreen) postmortemKey(m *Model, k tea.KeyPressMsg) (tea.Cmd, bool) {
	switch name := k.String(); {
	case name == "E":
		return s.editPostmortem(m), true
	case name == "w" && s.draft != nil && s.paper == nil:
		return s.askStore(m), true
	case name == "p" && s.paper != nil:
		return s.askPublication(m), true
	case name == "p":
		m.toast.say(m.opts.Now(), "there is nothing stored to publish: E edits and stores the draft, w stores it")
		return nil, true
	default:
		return nil, s.scroll(k)
	}
}

// askStore says what storing a draft does.
func (s *incidentScreen) askStore(m *Model) tea.Cmd {
	if m.opts.ReadOnly {
		return m.perform(act{}) // It says that nothing is changed from here.
	}
	ref, text := s.ref(m), s.draft.PostmortemText
	return m.ask(&question{
		title: "Store the draft of " + look.Line(ref) + "?",
		lines: func(_ *Model, width int) []string {
			return wrap("It is stored as you see it, written by "+m.opts.Actor+", and nobody is told: p publishes it, which is a second step.", width)
		},
		choices: []choice{{"y", "store it", func(m *Model) tea.Cmd { return m.perform(s.store(m, text)) }}},
	})
}

// askPublication says what a publication teaches, or what withdrawing it takes away.
func (s *incidentScreen) askPublication(m *Model) tea.Cmd {
	if m.opts.ReadOnly {
		return m.perform(act{})
	}
	ref, to := s.ref(m), !s.paper.Published
	q := &question{
		title: "Publish the postmortem of " + look.Line(ref) + "?",
		lines: func(_ *Model, width int) []string {
			return wrap("It becomes what the next similar incident is compared with first (trust 1.0), and what it says of the hypothesis becomes a verdict.", width)
		},
		choices: []choice{{"y", "publish it", func(m *Model) tea.Cmd { return m.perform(s.publish(m, to)) }}},
	}
	if !to {
		q.title = "Withdraw the postmortem of " + look.Line(ref) + "?"
		q.lines = func(_ *Model, width int) []string {
			return wrap("It stays stored, and "+ref+" is trusted no more than without it. A verdict that it gave stays until it is taken back.", width)
		}
		q.choices = []choice{{"y", "withdraw it", func(m *Model) tea.Cmd { return m.perform(s.publish(m, to)) }}}
	}
	return m.ask(q)
}

func (s *incidentScreen) store(m *Model, text airra.PostmortemText) act {
	ref, id := s.ref(m), string(s.id)
	return act{line: "airra postmortem draft " + ref + " --save", said: "the postmortem of " + ref + " is stored", do: func(ctx context.Context) error {
		_, err := m.opts.Backend.CreatePostmortem(ctx, airra.NewPostmortem{IncidentID: id, PostmortemText: text})
		return err
	}}
}

// publish publishes or withdraws. Each is the undo of the other.
func (s *incidentScreen) publish(m *Model, to bool) act {
	one := func(to bool) act {
		line, said := "airra postmortem publish "+s.ref(m), "the postmortem of "+s.ref(m)+" is published"
		if !to {
			line, said = line+" --withdraw", "the postmortem of "+s.ref(m)+" is withdrawn"
		}
		return act{line: line, said: said, do: func(ctx context.Context) error {
			_, err := m.opts.Backend.UpdatePostmortem(ctx, string(s.id), airra.PostmortemText{Published: &to})
			return err
		}}
	}
	a, back := one(to), one(!to)
	a.undo = &back
	return a
}
