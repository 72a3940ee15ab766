package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// Paper writes a postmortem as a document that people edit, and reads it back. Nobody
// but the program that has both sides of it can do that, so it comes with the options.
type Paper struct {
	Write func(d airra.IncidentDetail, events []airra.Event, t airra.PostmortemText, author string) string
	Read  func(document string) (airra.PostmortemText, error)
}

// editPostmortem has the postmortem, or its draft, edited as Markdown. What could not be
// stored is there again the next time, so that nothing that was written is lost.
func (s *incidentScreen) editPostmortem(m *Model) tea.Cmd {
	text, known := s.postmortemText()
	switch {
	case m.opts.ReadOnly:
		return m.perform(act{}) // It says that nothing is changed from here.
	case m.opts.Paper == nil || len(m.opts.Editor) == 0:
		m.toast.say(m.opts.Now(), "there is no editor: set EDITOR, or use: airra postmortem edit "+s.ref(m))
		return nil
	case !known || s.detail == nil:
		m.toast.say(m.opts.Now(), "it is not read yet")
		return nil
	}
	document := m.unstored[s.id]
	switch {
	case document != "":
	case s.paper != nil:
		document = m.opts.Paper.Write(*s.detail, s.events, text, s.paper.Author)
	default:
		document = s.draft.Markdown
	}
	return m.inEditor("airra-postmortem-*.md", document, func(after string, err error) tea.Msg {
		return rewritten{screen: s, before: document, after: after, err: err}
	})
}

// rewritten is what the editor left of a postmortem.
type rewritten struct {
	screen        *incidentScreen
	before, after string
	err           error
}

func (r rewritten) apply(m *Model) tea.Cmd {
	s := r.screen
	switch {
	case r.err != nil:
		m.toast.say(m.opts.Now(), "the editor failed, so nothing was stored")
		return nil
	case strings.TrimSpace(r.after) == "":
		m.toast.say(m.opts.Now(), "nothing was written, so nothing was stored")
		return nil
	case strings.TrimSpace(r.after) == strings.TrimSpace(r.before) && s.paper != nil && m.unstored[s.id] == "":
		m.toast.say(m.opts.Now(), "nothing was changed, so nothing was stored")
		return nil
	}
	m.keepUnstored(s.id, r.after)
	text, err := m.opts.Paper.Read(r.after)
	if err != nil {
		m.toast.say(m.opts.Now(), "not stored, E goes on with it: "+airra.ErrorMessage(err))
		return nil
	}
	return m.perform(s.rewrite(m, text))
}

// keepUnstored remembers what somebody wrote until it is stored.
func (m *Model) keepUnstored(id airra.IncidentID, document string) {
	if m.unstored == nil {
		m.unstored = map[airra.IncidentID]string{}
	}
	m.unstored[id] = document
}

// rewrite stores what was edited: a new postmortem, or the one that there is.
func (s *incidentScreen) rewrite(m *Model, text airra.PostmortemText) act {
	id, ref, there := string(s.id), s.ref(m), s.paper != nil
	return act{
		line: "airra postmortem edit " + ref, said: "the postmortem of " + ref + " is stored",
		do: func(ctx context.Context) error {
			if there {
				_, err := m.opts.Backend.UpdatePostmortem(ctx, id, text)
				return err
			}
			_, err := m.opts.Backend.CreatePostmortem(ctx, airra.NewPostmortem{IncidentID: id, PostmortemText: text})
			return err
		},
		then: func(m *Model) { delete(m.unstored, s.id) },
	}
}
