package tui

import (
	"cmp"
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// Paper writes a postmortem as a document that people edit, and reads it back. The
// cockpit knows the domain alone, so whoever makes it brings this along.
type Paper struct {
	Write func(d airra.IncidentDetail, events []airra.Event, p airra.Postmortem) string
	// Read gives what somebody has changed from one document to another, and all that the
	// other one says where the first is empty.
	Read func(before, after string) (airra.PostmortemText, error)
}

// editPostmortem has the postmortem, or its draft, edited as Markdown. What could not be
// stored is there again the next time, so that nothing that was written is lost.
func (s *incidentScreen) editPostmortem(m *Model) tea.Cmd {
	switch {
	case m.opts.ReadOnly:
		return m.perform(act{}) // It says that nothing is changed from here.
	case m.opts.Paper == nil || len(m.opts.Editor) == 0:
		m.toast.say(m.opts.Now(), "there is no editor: set EDITOR, or use: airra postmortem edit "+s.ref(m))
		return nil
	case s.detail == nil || s.paper == nil && s.draft == nil:
		m.toast.say(m.opts.Now(), "it is not read yet")
		return nil
	}
	base, document := "", ""
	if s.paper != nil {
		base = m.opts.Paper.Write(*s.detail, s.events, *s.paper)
		document = base
	} else {
		document = s.draft.Markdown
	}
	document = cmp.Or(m.unstored[s.id], document)
	return m.inEditor("airra-postmortem-*.md", document, func(after string, err error) tea.Msg {
		return rewritten{screen: s, base: base, after: after, err: err}
	})
}

// rewritten is what the editor left of a postmortem. Base is what it was before, and
// empty where there was none.
type rewritten struct {
	screen      *incidentScreen
	base, after string
	err         error
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
	case strings.TrimSpace(r.after) == strings.TrimSpace(r.base):
		m.toast.say(m.opts.Now(), "nothing was changed, so nothing was stored")
		return nil
	}
	m.keepUnstored(s.id, r.after)
	text, err := m.opts.Paper.Read(r.base, r.after)
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
