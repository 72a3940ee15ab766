package tui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// older is what is known of incidents that match and are older than those loaded.
type older struct {
	question string // what was answered last
	found    int
	more     bool      // there are more than were read
	asking   string    // what was asked last
	asked    time.Time // when
}

// olderAgain is after which time a question without an answer is asked again.
const olderAgain = 10 * time.Second

// olderMost bounds how many older incidents one filter brings.
const olderMost = 500

// olderKept bounds how many incidents are kept, with the older ones that filters brought.
const olderKept = 2 * mostIncidents

// cut says whether the server has incidents that are too old to be loaded.
func (d *data) cut() bool { return d.total > mostIncidents && !d.reach.IsZero() }

// reaches notes how far back a page of the newest incidents goes.
func (d *data) reaches(page []airra.Incident) {
	if len(page) == 0 {
		return
	}
	if at := page[len(page)-1].DetectedAt; d.reach.IsZero() || at.Before(d.reach) {
		d.reach = at
	}
}

// question names what the server is asked: an answer to another one comes too late.
func (s *incidents) question() string { return s.sections[s.section].name + " " + s.filter.text }

// ticked asks for older ones when the newest have been loaded after the filter was typed.
func (s *incidents) ticked(m *Model) tea.Cmd { return s.askOlder(m) }

// askOlder asks the server for the older incidents that the list would show. It is asked
// only where there are any, and where the filter is one that it understands.
func (s *incidents) askOlder(m *Model) tea.Cmd {
	asks := s.sections[s.section].asks
	if !m.data.cut() || asks == nil || !s.filter.asks || s.older.question == s.question() || len(m.data.incidents.all) > olderKept {
		return nil
	}
	now := m.opts.Now()
	if s.older.asking == s.question() && now.Sub(s.older.asked) < olderAgain {
		return nil
	}
	s.older.asking, s.older.asked = s.question(), now
	wanted := s.filter.server
	asks(&wanted)
	if wanted.End == nil || wanted.End.After(m.data.reach) {
		reach := m.data.reach
		wanted.End = &reach
	}
	return s.readOlder(m, s.question(), wanted, nil)
}

// readOlder reads one page of older incidents, and the next one until there are enough.
func (s *incidents) readOlder(m *Model, question string, wanted airra.IncidentFilter, found []airra.Incident) tea.Cmd {
	wanted.Page.PageSize = airra.MaxPageSize
	return func() tea.Msg {
		page, err := m.opts.Backend.FindIncidents(m.ctx, wanted)
		return loaded{err: err, set: func(m *Model) tea.Cmd {
			if question != s.question() {
				return nil
			}
			all := slices.Concat(found, page.Items)
			if page.NextCursor != "" && len(all) < olderMost {
				wanted.Page.Cursor = page.NextCursor
				return s.readOlder(m, question, wanted, all)
			}
			m.data.incidents.merge(all)
			s.older.question, s.older.found, s.older.more = question, len(all), page.NextCursor != ""
			return nil
		}}
	}
}
