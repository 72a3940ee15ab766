package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
	"github.com/airra/airra/internal/look"
)

func newNotifyViewCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "view ID...",
		Aliases: []string{"show"},
		Short:   "Read a message, and what became of it",
		Long: `Read a message: to whom it went and why, what the channel answered, whether it
was answered in time. A "-" reads the ids from standard input.`,
		Example: `  airra notify view 0198f000-0000-7abc
  airra notify list --status failed -o name | airra notify view - -q '.[].last_error'`,
		Args:              takes(1, -1, "at least one notification, by its id"),
		ValidArgsFunction: completeNotifications(a, ""),
		RunE:              func(cmd *cobra.Command, args []string) error { return viewNotifications(cmd.Context(), a, args) },
	}
	offers(cmd, notificationFields)
	return cmd
}

func viewNotifications(ctx context.Context, a *App, args []string) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	out, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.Notification, error) {
		return valueOf(c.FindNotification(ctx, key))
	})
	if err != nil {
		return err
	}
	if out.many || len(out.values) == 0 {
		return show(ctx, a, out, notificationColumns(a), notificationName, func(s *screen, n airra.Notification) {
			s.blank()
			drawNotification(s, n)
		})
	}
	n := out.values[0]
	return a.emit(ctx, result{
		raw: out.raws[0], names: []string{notificationName(n)}, grid: properties(notificationProperties(n, a.screen())),
		human: func(s *screen) { drawNotification(s, n) },
	})
}

// valueOf gives what a pointer points at, for the calls that answer with one.
func valueOf[T any](value *T, err error) (T, error) {
	if err != nil {
		var none T
		return none, err
	}
	return *value, nil
}

func notificationProperties(n airra.Notification, s *screen) []property {
	return []property{
		{"id", string(n.ID)},
		{"status", string(n.Status)},
		{"kind", string(n.Kind)},
		{"incident", n.IncidentRef},
		{"engineer", n.EngineerName},
		{"channel", n.Channel},
		{"address", n.RecipientAddress},
		{"priority", string(n.Priority)},
		{"subject", n.Subject},
		{"message", n.Message},
		{"why", n.Why.Sentence},
		{"created_at", stamp(n.CreatedAt)},
		{"sent_at", stampOf(n.SentAt)},
		{"answer", n.Answer},
		{"last_error", textOf(n.LastError)},
		{"retries", strconv.Itoa(n.RetryCount)},
		{"next_try_at", stampOf(n.NextTryAt)},
		{"possibly_twice", strconv.FormatBool(n.PossiblyTwice)},
		{"acknowledged_by", textOf(n.AcknowledgedBy)},
		{"acknowledged_via", n.AcknowledgedVia},
		{"response_time_seconds", intOf(n.ResponseTimeSeconds)},
		{"sla", slaCell(n, s.now).data},
		{"key", n.Key},
	}
}

func intOf(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

// drawNotification makes the screen of one message: the head, what it says, and
// its fate.
func drawNotification(s *screen, n airra.Notification) {
	s.flow("", "  ", s.paint(strong, shortID(n.ID))+"  "+paintCell(s, notificationCell(n.Status))+"  "+recipient(n)+"  "+
		s.paint(faint, s.ago(n.CreatedAt)+" ago"))
	if n.IncidentRef != "" {
		s.linef("%s for %s  %s", oneLine(words(n.Kind)), s.paint(accent, oneLine(n.IncidentRef)), glyphed(look.Priority, n.Priority))
	}
	if n.Subject != "" || n.Message != "" {
		s.section("MESSAGE")
		s.wrappedIn(strong, "  ", n.Subject)
		s.wrapped("  ", n.Message)
	}
	s.section("FATE")
	drawFate(s, "  ", n)
	if n.Status == airra.NotificationFailed {
		s.section("NEXT")
		s.line("  " + s.paint(accent, "airra notify resend "+shortID(n.ID)))
	}
}

// completeNotifications completes messages of one status, or of any.
func completeNotifications(a *App, status airra.NotificationStatus) completer {
	return completing(a, func(ctx context.Context, c *client.Client) ([]string, error) {
		page, err := c.FindNotifications(ctx, airra.NotificationFilter{Status: status, Page: airra.PageRequest{PageSize: 50}})
		values := make([]string, len(page.Items))
		for i, n := range page.Items {
			values[i] = described(string(n.ID), string(n.Status)+": "+n.EngineerName+" "+n.IncidentRef)
		}
		return values, err
	})
}
