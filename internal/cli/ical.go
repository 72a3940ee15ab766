package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newICalCmd(a *App) *cobra.Command {
	return newNounCmd("ical", "Read shifts in a calendar program",
		`An address under which a calendar program reads the shifts of one engineer, or those
of one rotation. Who knows the address can read them without a key, so it is shown
only once, and can be taken back.`,
		`  airra oncall ical add @me
  airra oncall ical list`,
		[]string{"feed", "feeds"},
		newICalListCmd(a), newICalAddCmd(a), newICalRmCmd(a))
}

var feedFields = fieldsOf[airra.Feed]()

func feedName(f airra.Feed) string { return string(f.ID) }

func feedColumns(a *App, names planNames) []column[airra.Feed] {
	s := a.screen()
	return []column[airra.Feed]{
		{name: "ID", cell: func(f airra.Feed) cell { return idCell(f.ID) }},
		{name: "ENGINEER", shrink: true, keep: 20, cell: func(f airra.Feed) cell { return names.people.named(f.EngineerID) }},
		{name: "ROTATION", shrink: true, keep: 12, cell: func(f airra.Feed) cell { return feedRotationCell(f, names) }},
		{name: "STATE", cell: func(f airra.Feed) cell { return feedStateCell(f) }},
		{name: "CREATED", short: "AGE", right: true, cell: func(f airra.Feed) cell { return cell{data: stamp(f.CreatedAt), text: s.ago(f.CreatedAt)} }},
		{name: "CREATED_BY", shrink: true, drop: true, cell: func(f airra.Feed) cell { return cell{data: f.CreatedBy} }},
		{name: "REVOKED", wide: true, cell: func(f airra.Feed) cell { return cell{data: stampOf(f.RevokedAt)} }},
	}
}

func feedRotationCell(f airra.Feed, names planNames) cell {
	if f.RotationID == nil {
		return cell{text: "–", look: faint}
	}
	return names.rotation(f.RotationID)
}

func feedStateCell(f airra.Feed) cell {
	if f.RevokedAt != nil {
		return cell{data: "revoked", text: "⊘ revoked", look: faint}
	}
	return cell{data: "active", text: "● active", look: good}
}

// feedOwner is whose shifts are read there.
func feedOwner(f airra.Feed, names planNames) string {
	if f.EngineerID != nil {
		return names.people.name(*f.EngineerID)
	}
	return oneLine(feedRotationCell(f, names).text)
}

func newICalListCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the addresses that were given out",
		Long:    `List the addresses that were given out, without the addresses themselves: those were shown once.`,
		Example: `  airra oncall ical list
  airra oncall ical list -q '.[] | select(.revoked_at == null) | .id'`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return listFeeds(cmd.Context(), a) },
	}
	offers(cmd, feedFields)
	return cmd
}

func listFeeds(ctx context.Context, a *App) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	feeds, err := keeping.FindFeeds(ctx)
	if err != nil {
		return err
	}
	r, err := listResult(keeping.Kept(), feedColumns(a, a.planNames(ctx, c)), feeds, feedName, "No address was given out. Make one: airra oncall ical add @me")
	if err != nil {
		return err
	}
	return a.emit(ctx, r)
}

func newICalAddCmd(a *App) *cobra.Command {
	var rotation string
	cmd := &cobra.Command{
		Use:   "add ENGINEER",
		Short: "Make an address for a calendar program",
		Long: `Make an address under which a calendar program reads the shifts of an engineer, or
with --rotation those of everybody in a rotation. It is shown only this once; lost
it is worthless, so make another and take this one back.`,
		Example: `  airra oncall ical add @me
  airra oncall ical add --rotation payments -q .url`,
		Args:              takes(0, 1, "an engineer, like alice@example.com"),
		ValidArgsFunction: completePeople(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return addFeed(cmd.Context(), a, args, rotation) },
	}
	cmd.Flags().StringVar(&rotation, "rotation", "", "the shifts of this `ROTATION`")
	offers(cmd, feedFields)
	completesFlag(cmd, "rotation", completeRotations(a))
	return cmd
}

func addFeed(ctx context.Context, a *App, args []string, rotation string) error {
	n := airra.NewFeed{Rotation: rotation}
	switch {
	case len(args) == 0 && rotation == "":
		return usagef("Like: airra oncall ical add @me", "it is not said whose calendar: an engineer or --rotation is missing")
	case len(args) > 0 && rotation != "":
		return usagef("", "a calendar is that of an engineer or of a rotation, so only one of %s and --rotation fits", args[0])
	case len(args) > 0:
		engineer, err := a.person(args[0])
		if err != nil {
			return err
		}
		n.Engineer = engineer
	}
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	f, err := keeping.CreateFeed(ctx, n)
	if err != nil {
		return err
	}
	raw, names := keeping.Kept(), a.planNames(ctx, c)
	if err := a.emit(ctx, result{
		raw: raw, names: []string{feedName(*f)}, grid: properties(feedProperties(*f)),
		human: func(s *screen) { drawFeed(s, *f, names) },
	}); err != nil {
		return err
	}
	a.say("Keep the address: it is shown only this once, and whoever has it reads the shifts. To take it back: airra oncall ical rm %s", shortID(f.ID))
	return nil
}

func feedProperties(f airra.Feed) []property {
	return []property{
		{"id", string(f.ID)},
		{"engineer_id", wordOf(f.EngineerID)},
		{"rotation_id", wordOf(f.RotationID)},
		{"created_at", stamp(f.CreatedAt)},
		{"url", f.URL},
	}
}

func drawFeed(s *screen, f airra.Feed, names planNames) {
	s.linef("%s  the shifts of %s", s.paint(accent, shortID(f.ID)), feedOwner(f, names))
	// A line is cut at the edge of the terminal, and half an address is none.
	s.text.WriteString(s.paint(strong, oneLine(f.URL)) + "\n")
}

func newICalRmCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "rm ID...",
		Aliases: []string{"remove", "revoke"},
		Short:   "Take addresses back",
		Long: `Take addresses back: from then on a calendar program finds nothing there. A "-"
reads the ids from standard input.`,
		Example: `  airra oncall ical rm 0198f000-0000-7abc
  airra oncall ical list -o name | airra oncall ical rm -`,
		Args:              takes(1, -1, "at least one address, by its id"),
		ValidArgsFunction: completeFeeds(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return revokeFeeds(cmd.Context(), a, args) },
	}
	offers(cmd, feedFields)
	return cmd
}

func revokeFeeds(ctx context.Context, a *App, args []string) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	out, err := each(ctx, a, c, args, func(c *client.Client, key string) (airra.Feed, error) {
		return valueOf(c.RevokeFeed(ctx, key))
	})
	if err != nil {
		return err
	}
	names := a.planNames(ctx, c)
	return show(ctx, a, out, feedColumns(a, names), feedName, func(s *screen, f airra.Feed) {
		s.linef("%s  %s  the shifts of %s", s.paint(accent, shortID(f.ID)), paintCell(s, feedStateCell(f)), feedOwner(f, names))
	})
}

// completeFeeds completes the addresses that still work.
func completeFeeds(a *App) completer {
	return completing(a, func(ctx context.Context, c *client.Client) ([]string, error) {
		feeds, err := c.FindFeeds(ctx)
		var values []string
		for _, f := range feeds {
			if f.RevokedAt == nil {
				values = append(values, described(string(f.ID), "made "+f.CreatedAt.UTC().Format(time.DateOnly)+" by "+f.CreatedBy))
			}
		}
		return values, err
	})
}
