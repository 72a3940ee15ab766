package cli

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// explained is everything the screen about the pages of an incident shows.
type explained struct {
	airra.PageExplanation
	incident *airra.Incident // nil where the output cannot show it
	names    roll
}

type pageExplainOptions struct{ app *App }

func newPageExplainCmd(a *App) *cobra.Command {
	o := &pageExplainOptions{app: a}
	cmd := &cobra.Command{
		Use:   "explain INCIDENT...",
		Short: "Say of every page why this person got it, and where the escalation stands",
		Long: `Say of every page of an incident when it was made, to whom it went on which
channel, why this person, and by which rule, override or bundle; what the
channel answered and how long it took; whether it may have arrived twice; who
answered, and whether in time. Then it says where the escalation stands: which
step is next and when, or why there is none. All of it comes from the stored
rows, so it is as true after a crash as before.

In a pipe each page is one line. "-o name" gives the ids of the pages. A "-"
reads the incidents from standard input.`,
		Example: `  airra page explain INC-142
  airra page explain INC-142 -q '.pages[] | select(.possibly_twice) | .contact'
  airra page explain INC-142 -q .paging.state`,
		Args:              takes(1, -1, "at least one incident, like INC-142"),
		ValidArgsFunction: completeIncidents(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	offers(cmd, fieldsOf[airra.PageExplanation]())
	return cmd
}

func (o *pageExplainOptions) run(ctx context.Context, args []string) error {
	c, err := o.app.client()
	if err != nil {
		return err
	}
	out, err := each(ctx, o.app, c, args, func(c *client.Client, key string) (explained, error) {
		return o.load(ctx, c, key)
	})
	if err != nil {
		return err
	}
	if len(out.values) == 0 {
		return out.failed
	}
	if err := o.app.emit(ctx, o.result(out)); err != nil {
		return err
	}
	o.sayNone(out.values)
	return out.failed
}

// load asks for the explanation, and for a screen also for the incident, since only
// that knows until when it is acknowledged.
func (o *pageExplainOptions) load(ctx context.Context, c *client.Client, key string) (explained, error) {
	var e explained
	group, asking := errgroup.WithContext(ctx)
	group.Go(func() error {
		explanation, err := c.ExplainPages(asking, key)
		if err == nil {
			e.PageExplanation = *explanation
		}
		return err
	})
	if o.app.onScreen() {
		other := c.Keeping()
		group.Go(func() error {
			detail, err := other.FindIncident(asking, key)
			if err == nil {
				e.incident = &detail.Incident
			}
			return err
		})
	}
	err := group.Wait()
	if err == nil && e.Paging != nil {
		e.names = o.app.namesIn(ctx, c.Keeping(), e.Paging.Policy)
	}
	return e, err
}

func (o *pageExplainOptions) result(out outcome[explained]) result {
	var pages []airra.Notification
	for _, e := range out.values {
		pages = append(pages, e.Pages...)
	}
	r := tableResult(pageColumns(o.app), pages, notificationName, "")
	if out.many {
		r.items, r.raw = rowsOf(out.raws), joined(out.raws)
	} else {
		r.raw = out.raws[0]
	}
	r.human = func(s *screen) {
		for _, e := range out.values {
			s.blank()
			e.draw(s)
		}
	}
	return r
}

// sayNone tells a pipe, which gets no line, why there is none. A screen says it
// itself.
func (o *pageExplainOptions) sayNone(all []explained) {
	if o.app.onScreen() {
		return
	}
	for _, e := range all {
		if len(e.Pages) == 0 {
			o.app.say("%s: %s", oneLine(e.IncidentRef), sentence(oneLine(e.Summary)))
		}
	}
}

// pageColumns are the columns of the pages of an incident. People read the screen,
// so programs get everything that it says.
func pageColumns(a *App) []column[airra.Notification] {
	s := a.screen()
	text := func(name string, get func(n airra.Notification) string) column[airra.Notification] {
		return column[airra.Notification]{name: name, cell: func(n airra.Notification) cell { return cell{data: get(n)} }}
	}
	columns := []column[airra.Notification]{
		text("ID", func(n airra.Notification) string { return string(n.ID) }),
		text("INCIDENT", func(n airra.Notification) string { return n.IncidentRef }),
		text("AT", func(n airra.Notification) string { return stamp(pagedAt(n)) }),
		text("STATUS", func(n airra.Notification) string { return string(n.Status) }),
		text("ENGINEER", func(n airra.Notification) string { return n.EngineerName }),
		text("CHANNEL", func(n airra.Notification) string { return n.Channel }),
		text("ADDRESS", func(n airra.Notification) string { return n.RecipientAddress }),
		text("WHY", func(n airra.Notification) string { return n.Why.Sentence }),
		text("SKIPPED", func(n airra.Notification) string { return strings.Join(n.Why.Skipped, "; ") }),
		text("CAUSE", func(n airra.Notification) string { return n.Why.Cause }),
		text("POLICY", func(n airra.Notification) string { return n.Why.Policy }),
		text("STEP", func(n airra.Notification) string { return positive(n.Why.Step) }),
		text("ROUND", func(n airra.Notification) string { return positive(n.Why.Round) }),
		text("LEVEL", func(n airra.Notification) string { return string(n.Why.UsedLevel) }),
		text("SCHEDULE", func(n airra.Notification) string { return n.Why.Schedule }),
		text("OVERRIDE", func(n airra.Notification) string { return string(n.Why.OverrideID) }),
		text("BUNDLE", func(n airra.Notification) string { return positive(n.Why.Bundle) }),
		text("ATTEMPT", func(n airra.Notification) string { return positive(n.Attempt) }),
		text("ANSWER", func(n airra.Notification) string { return n.Answer }),
		text("TOOK_MS", func(n airra.Notification) string { return intOf(n.TookMillis) }),
		text("RETRIES", func(n airra.Notification) string { return strconv.Itoa(n.RetryCount) }),
		text("ERROR", func(n airra.Notification) string { return textOf(n.LastError) }),
		text("POSSIBLY_TWICE", func(n airra.Notification) string { return strconv.FormatBool(n.PossiblyTwice) }),
		text("ESCALATED", func(n airra.Notification) string { return stampOf(n.EscalatedAt) }),
		text("SLA", func(n airra.Notification) string { return slaCell(n, s.now).data }),
		text("RESPONSE_SECONDS", func(n airra.Notification) string { return intOf(n.ResponseTimeSeconds) }),
		text("ACKNOWLEDGED_BY", func(n airra.Notification) string { return textOf(n.AcknowledgedBy) }),
		text("ACKNOWLEDGED_VIA", func(n airra.Notification) string { return n.AcknowledgedVia }),
	}
	wide := text("KEY", func(n airra.Notification) string { return n.Key })
	wide.wide = true
	return append(columns, wide)
}

// positive is a number that counts from one; 0 means that there is none.
func positive(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}
