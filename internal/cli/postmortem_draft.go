package cli

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

type postmortemDraftOptions struct {
	app  *App
	save bool
}

func newPostmortemDraftCmd(a *App) *cobra.Command {
	o := &postmortemDraftOptions{app: a}
	cmd := &cobra.Command{
		Use:   "draft INCIDENT",
		Short: "Propose a postmortem from the record of an incident",
		Long: `Propose a postmortem from the record of an incident, as Markdown: the cause as far
as somebody has named it, how it was detected and answered, and what follows from
that. Nothing is stored, unless --save asks for it. Where a language model is set up
on the server it words the draft; what it says is what the record tells.`,
		Example: `  airra postmortem draft INC-142
  airra postmortem draft INC-142 --save
  airra postmortem draft INC-142 -o md > inc-142.md`,
		Args:              takes(1, 1, "one incident"),
		ValidArgsFunction: completeIncidents(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args[0]) },
	}
	cmd.Flags().BoolVar(&o.save, "save", false, "write it down as the postmortem of the incident")
	offers(cmd, fieldsOf[airra.PostmortemDraft]())
	draws(cmd, "md")
	return cmd
}

func (o *postmortemDraftOptions) run(ctx context.Context, incident string) error {
	if o.save {
		return o.keep(ctx, incident)
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	draft, err := keeping.DraftPostmortem(ctx, incident)
	if err != nil {
		return err
	}
	o.note(*draft)
	if out := o.app.global.output; (out == "" || out == "md") && o.app.global.jq == "" && len(o.app.global.fields) == 0 {
		return o.app.writeDocument(draft.Markdown)
	}
	preview := airra.Postmortem{IncidentRef: draft.IncidentRef}
	preview.Write(draft.PostmortemText, o.app.Now())
	return o.app.emit(ctx, result{raw: keeping.Kept(), names: []string{draft.IncidentRef}, grid: properties(postmortemProperties(preview))})
}

func (o *postmortemDraftOptions) keep(ctx context.Context, incident string) error {
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	draft, err := c.DraftPostmortem(ctx, incident)
	if err != nil {
		return err
	}
	o.note(*draft)
	keeping := c.Keeping()
	p, err := keeping.CreatePostmortem(ctx, airra.NewPostmortem{IncidentID: string(draft.IncidentID), PostmortemText: draft.PostmortemText})
	if err != nil {
		return err
	}
	return showPostmortem(ctx, o.app, *p, keeping.Kept())
}

// note says why no model wrote the draft, where one was to.
func (o *postmortemDraftOptions) note(draft airra.PostmortemDraft) {
	if draft.Note != "" {
		o.app.say("%s", oneLine(draft.Note))
	}
}

func showPostmortem(ctx context.Context, a *App, p airra.Postmortem, raw []byte) error {
	return showPostmortems(ctx, a, outcome[airra.Postmortem]{values: []airra.Postmortem{p}, raws: []json.RawMessage{raw}})
}

func showPostmortems(ctx context.Context, a *App, out outcome[airra.Postmortem]) error {
	return show(ctx, a, out, postmortemColumns(a), postmortemName, func(s *screen, p airra.Postmortem) {
		s.line(s.paint(accent, oneLine(p.IncidentRef)) + "  " + paintCell(s, publishedCell(p)) + "  " + plural(openItems(p), "open action item"))
		if !p.Published {
			s.line("Next: " + s.paint(accent, "airra postmortem edit "+oneLine(p.IncidentRef)) + ", then " + s.paint(accent, "airra postmortem publish "+oneLine(p.IncidentRef)))
		}
	})
}
