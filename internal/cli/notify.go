package cli

import (
	"strconv"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

func newNotifyCmd(a *App) *cobra.Command {
	return newNounCmd("notify", "See what was sent to whom, and whether it arrived",
		`A notification is a message to one contact: a page, an assignment, a test. Name
it by its id or the beginning of its id, as "airra notify list" shows it. A "-"
reads the ids from standard input.

What goes to a channel that is not set up is recorded as simulated: nobody has
got it. What failed for good stays in the list as failed, and can be sent again.`,
		`  airra notify list --status failed
  airra notify test alice@example.com --channel email`,
		[]string{"notification", "notifications"},
		newNotifyListCmd(a), newNotifyViewCmd(a), newNotifyResendCmd(a), newNotifyTestCmd(a), newNotifyStatsCmd(a), newNotifyChannelCmd(a))
}

var notificationFields = fieldsOf[airra.Notification]()

func notificationName(n airra.Notification) string { return string(n.ID) }

// notificationColumns are the columns of every table of notifications.
func notificationColumns(a *App) []column[airra.Notification] {
	s := a.screen()
	text := func(name string, get func(n airra.Notification) string) column[airra.Notification] {
		return column[airra.Notification]{name: name, wide: true, cell: func(n airra.Notification) cell { return cell{data: get(n)} }}
	}
	return []column[airra.Notification]{
		{name: "ID", cell: func(n airra.Notification) cell { return idCell(n.ID) }},
		{name: "STATUS", cell: func(n airra.Notification) cell { return notificationCell(n.Status) }},
		{name: "KIND", drop: true, cell: func(n airra.Notification) cell { return cell{data: string(n.Kind)} }},
		{name: "INCIDENT", cell: func(n airra.Notification) cell { return cell{data: n.IncidentRef} }},
		{name: "ENGINEER", shrink: true, keep: 12, cell: func(n airra.Notification) cell { return cell{data: n.EngineerName} }},
		{name: "CHANNEL", shrink: true, keep: 8, cell: func(n airra.Notification) cell { return cell{data: n.Channel} }},
		{name: "SLA", cell: func(n airra.Notification) cell { return slaCell(n, s.now) }},
		{name: "CREATED", short: "AGE", right: true, cell: func(n airra.Notification) cell {
			return cell{data: stamp(n.CreatedAt), text: s.ago(n.CreatedAt)}
		}},
		text("PRIORITY", func(n airra.Notification) string { return string(n.Priority) }),
		text("ADDRESS", func(n airra.Notification) string { return n.RecipientAddress }),
		text("SUBJECT", func(n airra.Notification) string { return n.Subject }),
		text("SENT", func(n airra.Notification) string { return stampOf(n.SentAt) }),
		text("ACKNOWLEDGED_BY", func(n airra.Notification) string { return textOf(n.AcknowledgedBy) }),
		text("RETRIES", func(n airra.Notification) string { return strconv.Itoa(n.RetryCount) }),
		text("ERROR", func(n airra.Notification) string { return textOf(n.LastError) }),
		text("ANSWER", func(n airra.Notification) string { return n.Answer }),
		text("POSSIBLY_TWICE", func(n airra.Notification) string { return strconv.FormatBool(n.PossiblyTwice) }),
		text("KEY", func(n airra.Notification) string { return n.Key }),
	}
}

// notificationSentence says in one line what became of a message.
func notificationSentence(s *screen, n airra.Notification) {
	line := s.paint(accent, shortID(n.ID)) + "  " + paintCell(s, notificationCell(n.Status)) + "  " + recipient(n)
	if n.IncidentRef != "" {
		line += "  " + oneLine(n.IncidentRef)
	}
	s.flow("", "  ", line)
	if failed := textOf(n.LastError); failed != "" {
		s.wrappedIn(faint, "  ", failed)
	}
}

// recipient is who was told on which channel, at which address.
func recipient(n airra.Notification) string {
	who := oneLine(n.Channel)
	if n.EngineerName != "" {
		who = oneLine(n.EngineerName) + " by " + who
	}
	if n.RecipientAddress != "" {
		who += " (" + oneLine(n.RecipientAddress) + ")"
	}
	return who
}
