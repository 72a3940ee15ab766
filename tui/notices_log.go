package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/airra/airra/internal/airra"
)

// noticeKinds are what the log can be reduced to, in the order of the key that does it.
// A message that failed is tried again for a while and is pending then; one whose
// status is failed will not be, and is what others call a dead letter.
var noticeKinds = []struct {
	name   string
	status airra.NotificationStatus
}{
	{"all", ""},
	{"a dead letter (failed for good)", airra.NotificationFailed},
	{"simulated (the channel is not set up)", airra.NotificationSimulated},
	{"waiting to leave, or to be tried again", airra.NotificationPending},
	{"sent and not answered", airra.NotificationSent},
	{"acknowledged", airra.NotificationAcknowledged},
}

// noticeLog is how far the log was read. The messages stand in data.
type noticeLog struct {
	size    int    // of a page; 0 means the most that the server gives
	next    string // the cursor behind what was read; empty at the end
	total   int    // how many the server has
	more    bool   // the server has more than total
	asked   bool   // there was an answer, so an empty list means that there are none
	reading bool   // a further page is on its way
	turn    int    // grows with every choice; answers to an earlier one count for nothing
}

// load reads anew as many pages as were read before, so that no row under the cursor
// goes away.
func (s *notices) load(m *Model) tea.Cmd { return s.read(m, "", nil, len(m.data.notices)) }

// read asks for the page behind a cursor, and for the next ones until there are as many
// messages as wanted. What is on the screen is replaced at the end of it.
func (s *notices) read(m *Model, after string, before []airra.Notification, wanted int) tea.Cmd {
	turn, size := s.log.turn, s.log.size
	if size == 0 {
		size = airra.MaxPageSize
	}
	filter := airra.NotificationFilter{Status: noticeKinds[s.kind].status, Page: airra.PageRequest{PageSize: size, Cursor: after}}
	return func() tea.Msg {
		page, err := m.opts.Backend.FindNotifications(m.ctx, filter)
		return loaded{err: err, set: func(m *Model) tea.Cmd {
			if turn != s.log.turn {
				return nil
			}
			all := append(before[:len(before):len(before)], page.Items...)
			if len(all) < wanted && page.NextCursor != "" {
				return s.read(m, page.NextCursor, all, wanted)
			}
			m.data.notices = all
			s.log.next, s.log.total, s.log.more = page.NextCursor, page.Total, page.TotalApproximate
			s.log.asked, s.log.reading = true, false
			return nil
		}}
	}
}

// fromEnd is how near to the end of what was read the cursor has to be for more to be
// asked for.
const fromEnd = 10

// more reads the next page when the cursor comes near the end of what was read.
func (s *notices) more(m *Model) tea.Cmd {
	count := len(m.data.notices)
	if s.log.next == "" || s.log.reading || s.cursor.index < count-fromEnd {
		return nil
	}
	s.log.reading = true
	return s.read(m, s.log.next, m.data.notices, count+1)
}

// choose reduces the log to the next kind of messages.
func (s *notices) choose(m *Model, by int) tea.Cmd {
	s.kind = (s.kind + by + len(noticeKinds)) % len(noticeKinds)
	s.log = noticeLog{size: s.log.size, turn: s.log.turn + 1}
	s.cursor, s.whole, m.data.notices = cursor{}, false, nil
	return s.load(m)
}

// happened reads the log again when an event says that a message left, or was answered.
func (s *notices) happened(m *Model, e airra.Event) tea.Cmd {
	switch e.Type {
	case airra.EventNotified, airra.EventNotifyFailed, airra.EventPagingStep, airra.EventAcknowledged, airra.EventPagingExhausted:
		return s.load(m)
	default:
		return nil
	}
}

// about says what the log shows, and how much of it is known here.
func (s *notices) about(count int) string {
	kind := noticeKinds[s.kind]
	text := plural(count, "message") + ", newest first"
	if s.log.next != "" {
		text = "the newest " + plural(count, "message") + " of "
		if s.log.more {
			text += "more than "
		}
		text += airra.Number(float64(s.log.total)) + ", more as you walk down"
	}
	if kind.status != "" {
		text += "; only what is " + kind.name
	}
	return strings.TrimSpace(text)
}
