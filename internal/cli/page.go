package cli

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

type pageOptions struct {
	app      *App
	message  string
	file     string
	severity string
	channels []string
}

// newPageCmd makes a verb that is a noun too: with an engineer or a service it pages,
// and what was paged is explained by a command below it.
func newPageCmd(a *App) *cobra.Command {
	o := &pageOptions{app: a}
	cmd := &cobra.Command{
		Use:   "page ENGINEER|SERVICE -m TEXT",
		Short: "Page somebody now, and explain every page",
		Long: `Page an engineer, or whoever is on call for a service. It opens an incident, so
that the page can be acknowledged, goes on to others like any other one, and is
not lost. An engineer is named by e-mail address, name or id.

"airra page explain" says of every page of an incident why this person got it.`,
		Example: `  airra page alice@example.com -m "please look at the payment queue"
  airra page payment-service -m "checkout is down" --severity critical --channel email,sms
  airra page explain INC-142`,
		Args:              takes(1, 1, "an engineer or a service"),
		ValidArgsFunction: completePageable(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args[0]) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.message, "message", "m", "", "what it is about (required)")
	f.StringVarP(&o.file, "file", "F", "", "read the message from this `FILE`, - for standard input")
	f.StringVar(&o.severity, "severity", string(airra.SeverityHigh), "how bad: "+listOf(airra.Severities))
	f.StringSliceVar(&o.channels, "channel", nil, "by these `CHANNELS`, like email,sms (default: those of the policy)")
	offers(cmd, incidentFields)
	completesFlag(cmd, "channel", completeChannels(a))
	cmd.AddCommand(newPageExplainCmd(a))
	return cmd
}

func (o *pageOptions) run(ctx context.Context, target string) error {
	page, err := o.page(target)
	if err != nil {
		return err
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	incident, err := keeping.PagePeople(ctx, page)
	if err != nil {
		return err
	}
	out := outcome[airra.Incident]{values: []airra.Incident{*incident}, raws: []json.RawMessage{keeping.Kept()}}
	return show(ctx, o.app, out, incidentColumns(o.app), incidentName, func(s *screen, i airra.Incident) {
		incidentSentence(s, i, "opened")
		s.line("Who is told: " + s.paint(accent, "airra page explain "+oneLine(i.Ref)))
	})
}

func (o *pageOptions) page(target string) (airra.ManualPage, error) {
	page := airra.ManualPage{Message: o.message, Channels: o.channels}
	var err error
	if page.Target, err = o.app.person(target); err != nil {
		return page, err
	}
	if o.file != "" {
		if o.message != "" {
			return page, usagef("", "--file and --message both give the text, so only one of them fits")
		}
		if page.Message, err = o.app.textFile(o.file); err != nil {
			return page, err
		}
	}
	if page.Message = strings.TrimSpace(page.Message); page.Message == "" {
		return page, usagef(`Like: -m "checkout is down"`, "--message is missing")
	}
	severity, err := known("--severity", []string{o.severity}, airra.Severities)
	if err != nil {
		return page, err
	}
	page.Severity = severity[0]
	return page, nil
}

// completePageable completes people and services: both can be paged.
func completePageable(a *App) completer {
	people, services := completePeople(a), completeServices(a)
	return func(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
		found, directive := people(cmd, args, toComplete)
		more, _ := services(cmd, args, toComplete)
		return append(found, more...), directive
	}
}
