package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newPostmortemCmd(a *App) *cobra.Command {
	return newNounCmd("postmortem", "Write down what was learned from an incident, and what is to be done",
		`A postmortem is what was learned from one incident. A draft is made from the
record of the incident; it is written in Markdown, in your editor or anywhere else.
Publishing one makes what it says count: the incident is trusted most when a later
one resembles it, and the first hypothesis is judged by it. Its action items have a
life of their own. Name it by its incident, or by its own id.`,
		`  airra postmortem draft INC-142
  airra postmortem edit INC-142
  airra postmortem actions list`,
		[]string{"postmortems", "pm"},
		newPostmortemListCmd(a), newPostmortemViewCmd(a), newPostmortemDraftCmd(a), newPostmortemEditCmd(a), newPostmortemImportCmd(a),
		newPostmortemPublishCmd(a), newPostmortemExportCmd(a), newPostmortemRmCmd(a), newPostmortemActionsCmd(a))
}

var postmortemFields = fieldsOf[airra.Postmortem]()

func postmortemName(p airra.Postmortem) string { return p.IncidentRef }

// publishedCell says whether a postmortem counts. One that does not waits for somebody.
func publishedCell(p airra.Postmortem) cell {
	if p.Published {
		return cell{data: "published", text: "✓ published", short: "✓", look: good}
	}
	return cell{data: "draft", text: "◌ draft", short: "◌", look: amber}
}

// openItems counts what is still to be done.
func openItems(p airra.Postmortem) int {
	open := 0
	for _, i := range p.ActionItems {
		if i.Open() {
			open++
		}
	}
	return open
}

func postmortemColumns(a *App) []column[airra.Postmortem] {
	s := a.screen()
	return []column[airra.Postmortem]{
		{name: "INCIDENT", cell: func(p airra.Postmortem) cell { return cell{data: p.IncidentRef, look: accent} }},
		{name: "STATE", cell: publishedCell},
		{name: "TO DO", right: true, cell: func(p airra.Postmortem) cell { return cell{data: strconv.Itoa(openItems(p))} }},
		{name: "AGE", right: true, cell: func(p airra.Postmortem) cell { return cell{data: stamp(p.CreatedAt), text: s.ago(p.CreatedAt)} }},
		{name: "AUTHOR", shrink: true, drop: true, cell: func(p airra.Postmortem) cell { return cell{data: p.Author} }},
		{name: "ROOT CAUSE", shrink: true, keep: 20, cell: func(p airra.Postmortem) cell { return cell{data: p.ActualRootCause} }},
		{name: "ID", wide: true, cell: func(p airra.Postmortem) cell { return cell{data: p.ID} }},
		{name: "MINUTES", wide: true, right: true, cell: func(p airra.Postmortem) cell { return cell{data: strconv.FormatInt(p.DurationMinutes, 10)} }},
		{name: "PUBLISHED", wide: true, cell: func(p airra.Postmortem) cell { return cell{data: stampOf(p.PublishedAt)} }},
	}
}

type postmortemListOptions struct {
	app       *App
	published bool
	limit     int
	skip      int
}

func newPostmortemListCmd(a *App) *cobra.Command {
	o := &postmortemListOptions{app: a}
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List postmortems, newest first",
		Long:    `List postmortems, newest first, with how many of their action items are open.`,
		Example: `  airra postmortem list
  airra postmortem list --published -L 100 -o csv`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	f := cmd.Flags()
	f.BoolVar(&o.published, "published", false, "only those that are published")
	f.IntVarP(&o.limit, "limit", "L", 30, "at most this many, up to 100")
	f.IntVar(&o.skip, "skip", 0, "leave out so many of the newest")
	offers(cmd, postmortemFields)
	return cmd
}

func (o *postmortemListOptions) run(ctx context.Context) error {
	if o.limit < 1 || o.limit > airra.MaxPageSize || o.skip < 0 {
		return usagef("", "--limit takes 1 to %d, and --skip a number that is not negative", airra.MaxPageSize)
	}
	return emitList(ctx, o.app, func(c *client.Client) ([]airra.Postmortem, []column[airra.Postmortem], error) {
		list, err := c.FindPostmortems(ctx, airra.PostmortemFilter{PublishedOnly: o.published, Limit: o.limit, Offset: o.skip})
		return list, postmortemColumns(o.app), err
	}, postmortemName, "No postmortem fits.")
}

// completePostmortems completes the incidents that have a postmortem.
func completePostmortems(a *App) completer {
	return completing(a, func(ctx context.Context, c *client.Client) ([]string, error) {
		list, err := c.FindPostmortems(ctx, airra.PostmortemFilter{Limit: 50})
		values := make([]string, len(list))
		for n, p := range list {
			values[n] = described(p.IncidentRef, p.ActualRootCause)
		}
		return values, err
	})
}
