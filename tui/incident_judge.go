package tui

import (
	"context"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// chosenCause is the hypothesis under the cursor, or nil.
func (s *incidentScreen) chosenCause() *airra.Hypothesis {
	all := s.hypotheses()
	if len(all) == 0 {
		return nil
	}
	s.suspect.settle(len(all), s.suspectNames())
	return &all[s.suspect.index]
}

// suspectNames names the hypotheses by their category, so that the cursor stays on a
// cause when a new analysis has replaced them.
func (s *incidentScreen) suspectNames() func(n int) string {
	all := s.hypotheses()
	return func(n int) string { return all[n].Category }
}

// judgedCause is the chosen hypothesis as something to judge. It is judged by its id,
// and a verdict is taken back by its category: another analysis may come in between.
func (s *incidentScreen) judgedCause(m *Model) *judged {
	h := s.chosenCause()
	if h == nil {
		return nil
	}
	by := func(name string) func(ctx context.Context, v airra.NewVerdict) error {
		return func(ctx context.Context, v airra.NewVerdict) error {
			_, err := m.opts.Backend.JudgeHypothesis(ctx, string(s.id), name, v)
			return err
		}
	}
	cause := look.Words(h.Category)
	return &judged{
		what: cause + " of " + s.ref(m), line: verdictLine("airra hypothesis verdict " + s.ref(m) + " " + strconv.Itoa(h.Rank)), standing: s.onCause(*h),
		yes: cause + " was the cause", no: cause + " was not the cause", do: by(string(h.ID)), undo: by(h.Category),
	}
}

// judgedAction is the chosen action as something to judge.
func (s *incidentScreen) judgedAction(m *Model) *judged {
	act := s.chosen()
	if act == nil {
		return nil
	}
	id, ref := act.ID, act.Ref
	do := func(ctx context.Context, v airra.NewVerdict) error {
		_, err := m.opts.Backend.JudgeAction(ctx, string(id), v)
		return err
	}
	return &judged{
		what: ref, line: verdictLine("airra action verdict " + ref), standing: s.onAction(id),
		yes: ref + " has helped", no: ref + " has not helped", do: do, undo: do,
	}
}

// judgedAlarm is whether there was an incident at all.
func (m *Model) judgedAlarm(i airra.Incident, standing *airra.Judgement) judged {
	do := func(ctx context.Context, v airra.NewVerdict) error {
		_, err := m.opts.Backend.JudgeAlarm(ctx, string(i.ID), v)
		return err
	}
	return judged{what: "the alarm of " + i.Ref, line: alarmLine(i.Ref), standing: standing, do: do, undo: do}
}

// askAlarm asks whether an alarm was justified. The verdict that stands is asked for
// first, so that what is replaced can be said and restored.
func (m *Model) askAlarm(i airra.Incident) tea.Cmd {
	if m.opts.ReadOnly {
		return m.perform(act{}) // It says that nothing is changed from here.
	}
	return ask(func() ([]airra.Judgement, error) { return m.opts.Backend.Judgements(m.ctx, string(i.ID)) }, func(m *Model, all []airra.Judgement) {
		m.openAlarm(m.judgedAlarm(i, onAlarm(all)), i)
	})
}

func (m *Model) openAlarm(j judged, i airra.Incident) {
	say := func(v airra.Verdict) func(m *Model) tea.Cmd {
		return func(m *Model) tea.Cmd { return m.perform(m.judge(j, v, "")) }
	}
	choices := []choice{{"f", "false alarm", say(airra.VerdictRejected)}, {"j", "justified", say(airra.VerdictConfirmed)}}
	if j.standing != nil {
		choices = append(choices, choice{"t", "take back", say(airra.VerdictUnknown)})
	}
	m.ask(&question{
		title: "Was " + look.Line(i.Ref) + " a false alarm?", choices: choices,
		lines: func(m *Model, width int) []string {
			lines := wrap("How often a detector is wrong is worked out from these verdicts. The incident stays as it is.", width)
			if j.standing != nil {
				lines = append(lines, wrap("So far: "+m.verdictText(j.standing, "justified", "a false alarm"), width)...)
			}
			return lines
		},
	})
}
