package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/look"
)

// judged is what somebody can give a verdict on: a hypothesis, an action, an alarm.
type judged struct {
	what     string                                    // deployment issue of INC-142
	line     func(v airra.Verdict, note string) string // the command that does the same
	standing *airra.Judgement                          // nil while nobody has judged it
	yes, no  string                                    // what the verdicts mean, as the end of a sentence
	do, undo func(ctx context.Context, v airra.NewVerdict) error
}

// loadJudgements asks for the verdicts that stand.
func (s *incidentScreen) loadJudgements(m *Model) tea.Cmd {
	return ask(func() ([]airra.Judgement, error) {
		all, err := m.opts.Backend.Judgements(m.ctx, string(s.id))
		if airra.ErrorCode(err) == airra.CodeNotFound {
			return nil, nil
		}
		return all, err
	}, func(_ *Model, all []airra.Judgement) { s.verdicts = all })
}

// standingOn gives the verdict that stands on something, or nil.
func standingOn(all []airra.Judgement, is func(j airra.Judgement) bool) *airra.Judgement {
	if at := slices.IndexFunc(all, is); at >= 0 {
		return &all[at]
	}
	return nil
}

// onCause is the verdict on a cause. A cause is known by its category, because a new
// analysis replaces the hypotheses.
func (s *incidentScreen) onCause(h airra.Hypothesis) *airra.Judgement {
	return standingOn(s.verdicts, func(j airra.Judgement) bool {
		return j.Subject == airra.AboutHypothesis && j.Category == h.Category
	})
}

func (s *incidentScreen) onAction(id airra.ActionID) *airra.Judgement {
	return standingOn(s.verdicts, func(j airra.Judgement) bool {
		return j.Subject == airra.AboutAction && j.ActionID != nil && *j.ActionID == id
	})
}

func onAlarm(all []airra.Judgement) *airra.Judgement {
	return standingOn(all, func(j airra.Judgement) bool { return j.Subject == airra.AboutAlarm })
}

// verdictText says what stands and who has said so, or nothing.
func (m *Model) verdictText(j *airra.Judgement, yes, no string) string {
	if j == nil {
		return ""
	}
	word := "✓ " + yes
	if j.Verdict == airra.VerdictRejected {
		word = "✗ " + no
	}
	text := word + " by " + look.Line(j.JudgedBy) + ", " + m.ago(j.JudgedAt)
	if m.times == timesRelative {
		text += " ago"
	}
	if j.Note != "" {
		text += ": " + look.Line(j.Note)
	}
	return text
}

// verdictLines are the same as lines below what was judged.
func (m *Model) verdictLines(j *airra.Judgement, yes, no string, width int) []string {
	if j == nil {
		return nil
	}
	style := m.styles.Good
	if j.Verdict == airra.VerdictRejected {
		style = m.styles.Warn
	}
	lines := wrap(m.verdictText(j, yes, no), width-4)
	for n := range lines {
		lines[n] = "    " + style.Render(lines[n])
	}
	return lines
}

// verdictKey takes the keys that judge. Each opens a dialog; none judges by itself.
func (m *Model) verdictKey(k tea.KeyPressMsg, j *judged) (tea.Cmd, bool) {
	verdict, is := verdictKeys[k.String()]
	if !is || j == nil {
		return nil, false
	}
	switch {
	case m.opts.ReadOnly:
		m.toast.say(m.opts.Now(), "read only: nothing is judged from here")
	case verdict == airra.VerdictUnknown && j.standing == nil:
		m.toast.say(m.opts.Now(), "there is no verdict on "+j.what+" to take back")
	default:
		return m.askVerdict(*j, verdict), true
	}
	return nil, true
}

var verdictKeys = map[string]airra.Verdict{
	"+": airra.VerdictConfirmed, "=": airra.VerdictConfirmed, "x": airra.VerdictRejected, "t": airra.VerdictUnknown,
}

// askVerdict says what a verdict teaches before it is given, and what it replaces.
func (m *Model) askVerdict(j judged, v airra.Verdict) tea.Cmd {
	means, title := j.yes, "Confirm "
	switch v {
	case airra.VerdictRejected:
		means, title = j.no, "Reject "
	case airra.VerdictUnknown:
		means, title = "nobody knows, and nothing is learned from it", "Take the verdict back on "
	}
	choices := []choice{{"y", "say so", func(m *Model) tea.Cmd { return m.perform(m.judge(j, v, "")) }}}
	if v != airra.VerdictUnknown {
		choices = append(choices, choice{"c", "add a note and say so…", func(m *Model) tea.Cmd {
			m.line = newEntry("note on the verdict:", "", func(text string) tea.Cmd { return m.perform(m.judge(j, v, text)) })
			return nil
		}})
	}
	return m.ask(&question{
		title: title + look.Line(j.what) + "?", choices: choices,
		lines: func(m *Model, width int) []string {
			lines := wrap("It is said that "+means+".", width)
			if j.standing != nil {
				lines = append(lines, wrap("It takes the place of: "+m.verdictText(j.standing, "confirmed", "rejected"), width)...)
			}
			return append(append(lines, ""), wrap("What is proposed for the next incidents is worked out from verdicts. It counts once, however often it is given, and can be taken back.", width)...)
		},
	})
}

// judge gives a verdict. Undoing it restores what stood before.
func (m *Model) judge(j judged, v airra.Verdict, note string) act {
	before := airra.NewVerdict{Verdict: airra.VerdictUnknown, By: m.opts.Actor}
	if j.standing != nil {
		before.Verdict, before.Note = j.standing.Verdict, j.standing.Note
	}
	return act{
		line: j.line(v, note), said: verdictSaid(j.what, v),
		do: func(ctx context.Context) error {
			return j.do(ctx, airra.NewVerdict{Verdict: v, By: m.opts.Actor, Note: note})
		},
		undo: &act{
			line: j.line(before.Verdict, before.Note), said: verdictSaid(j.what, before.Verdict),
			do: func(ctx context.Context) error { return j.undo(ctx, before) },
		},
	}
}

// verdictLine makes the lines of something that has a command of its own.
func verdictLine(command string) func(v airra.Verdict, note string) string {
	return func(v airra.Verdict, note string) string { return noted(command+" "+string(v), "--note", note) }
}

// alarmLine is the command that judges an alarm.
func alarmLine(ref string) func(v airra.Verdict, note string) string {
	return func(v airra.Verdict, note string) string {
		switch v {
		case airra.VerdictRejected:
			return noted("airra learn outcome "+ref+" --false-alarm", "--notes", note)
		case airra.VerdictConfirmed:
			return noted("airra learn outcome "+ref+" --true-alarm", "--notes", note)
		default:
			return "airra api POST incidents/" + ref + "/alarm/verdict -f verdict=unknown"
		}
	}
}

func noted(line, flag, note string) string {
	if note == "" {
		return line
	}
	return line + " " + flag + " " + quoted(note)
}

func verdictSaid(what string, v airra.Verdict) string {
	if v == airra.VerdictUnknown {
		return "the verdict on " + what + " is taken back"
	}
	return what + " " + string(v)
}
