package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

func newPostmortemActionsCmd(a *App) *cobra.Command {
	return newNounCmd("actions", "See and settle what postmortems ask to be done",
		`An action item is what a postmortem asks to be done. It has an owner, perhaps a day
by which it is due, and is open until it is done or dropped. Its number is unique
within its postmortem and stays.`,
		`  airra postmortem actions list
  airra postmortem actions done INC-142 2`,
		[]string{"items"},
		newItemListCmd(a), newItemAddCmd(a),
		newItemSettleCmd(a, "done", airra.ItemDone, "Say that something was done"),
		newItemSettleCmd(a, "drop", airra.ItemDropped, "Say that something will not be done"),
		newItemSettleCmd(a, "start", airra.ItemInProgress, "Say that somebody is at it"),
		newItemSettleCmd(a, "reopen", airra.ItemOpen, "Say that something is to be done after all"))
}

// listedItem is an action item with where it stands.
type listedItem struct {
	IncidentRef  string `json:"incident_ref"`
	PostmortemID string `json:"postmortem_id"`
	airra.ActionItem
	Overdue bool `json:"overdue"`
}

var itemFields = fieldsOf[listedItem]()

func itemName(i listedItem) string { return i.IncidentRef + " " + strconv.Itoa(i.Number) }

func itemsOfPostmortem(p airra.Postmortem, now time.Time) []listedItem {
	items := make([]listedItem, len(p.ActionItems))
	for n, i := range p.ActionItems {
		items[n] = listedItem{IncidentRef: p.IncidentRef, PostmortemID: p.ID, ActionItem: i, Overdue: i.Overdue(now)}
	}
	return items
}

func itemStateCell(i listedItem) cell {
	switch {
	case i.Overdue:
		return cell{data: i.Status, text: "▲ overdue", look: alarm}
	case i.Status == airra.ItemDone:
		return cell{data: i.Status, text: "✓ done", look: good}
	case i.Status == airra.ItemDropped:
		return cell{data: i.Status, text: "✕ dropped", look: faint}
	case i.Status == airra.ItemInProgress:
		return cell{data: i.Status, text: "▶ in progress", look: amber}
	default:
		return cell{data: i.Status, text: "◌ " + words(i.Status)}
	}
}

func itemColumns(s *screen, everywhere bool) []column[listedItem] {
	columns := []column[listedItem]{
		{name: "ITEM", right: true, cell: func(i listedItem) cell { return cell{data: strconv.Itoa(i.Number), look: accent} }},
		{name: "STATE", cell: itemStateCell},
		{name: "DUE", cell: func(i listedItem) cell { return cell{data: textOf(i.DueDate)} }},
		{name: "PRIORITY", drop: true, cell: func(i listedItem) cell { return cell{data: i.Priority} }},
		{name: "OWNER", shrink: true, keep: 10, cell: func(i listedItem) cell { return cell{data: i.Owner} }},
		{name: "WHAT", shrink: true, keep: 20, cell: func(i listedItem) cell { return cell{data: i.Description} }},
		{name: "DONE", wide: true, cell: func(i listedItem) cell { return cell{data: stampOf(i.DoneAt)} }},
	}
	if !everywhere {
		return columns
	}
	return append([]column[listedItem]{{name: "INCIDENT", cell: func(i listedItem) cell { return cell{data: i.IncidentRef, look: accent} }}}, columns...)
}

type itemListOptions struct {
	app   *App
	all   bool
	owner string
}

func newItemListCmd(a *App) *cobra.Command {
	o := &itemListOptions{app: a}
	cmd := &cobra.Command{
		Use:     "list [INCIDENT...]",
		Aliases: []string{"ls"},
		Short:   "List what is to be done, by when it is due",
		Long: `List the action items that are open, of all postmortems or of those of some
incidents: the overdue ones and what is due soonest first, what has no date last.`,
		Example: `  airra postmortem actions list
  airra postmortem actions list INC-142 --all
  airra postmortem actions list --owner @me -o json`,
		Args:              takes(0, -1, "incidents with a postmortem"),
		ValidArgsFunction: completePostmortems(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	cmd.Flags().BoolVar(&o.all, "all", false, "also what was done or dropped")
	cmd.Flags().StringVar(&o.owner, "owner", "", "only those of this `OWNER`; @me is you")
	offers(cmd, itemFields)
	return cmd
}

func (o *itemListOptions) run(ctx context.Context, args []string) error {
	c, err := o.app.client()
	if err != nil {
		return err
	}
	owner := ""
	if o.owner != "" {
		if owner, err = o.app.person(o.owner); err != nil {
			return err
		}
	}
	found, err := o.postmortems(ctx, c, args)
	if err != nil {
		return err
	}
	var items []listedItem
	for _, p := range found {
		items = append(items, itemsOfPostmortem(p, o.app.Now())...)
	}
	items = slices.DeleteFunc(items, func(i listedItem) bool { return !o.all && !i.Open() || owner != "" && i.Owner != owner })
	slices.SortStableFunc(items, sooner)
	raw, err := json.Marshal(rowsOr(items))
	if err != nil {
		return err
	}
	r, err := listResult(raw, itemColumns(o.app.screen(), true), items, itemName, "Nothing is to be done.")
	if err != nil {
		return err
	}
	return o.app.emit(ctx, r)
}

func rowsOr(items []listedItem) []listedItem {
	if items == nil {
		return []listedItem{}
	}
	return items
}

// mostPages bounds how many pages of postmortems are read for one list.
const mostPages = 100

// postmortems reads those whose items are to be listed.
func (o *itemListOptions) postmortems(ctx context.Context, c *client.Client, args []string) ([]airra.Postmortem, error) {
	if len(args) > 0 {
		out, err := each(ctx, o.app, c, args, func(c *client.Client, key string) (airra.Postmortem, error) {
			return valueOf(c.FindPostmortem(ctx, key))
		})
		return out.values, cmp.Or(err, out.failed)
	}
	var all []airra.Postmortem
	for page := range mostPages {
		list, err := c.FindPostmortems(ctx, airra.PostmortemFilter{OpenItems: !o.all, Limit: airra.MaxPageSize, Offset: page * airra.MaxPageSize})
		if err != nil {
			return nil, err
		}
		if all = append(all, list...); len(list) < airra.MaxPageSize {
			break
		}
	}
	return all, nil
}

// sooner puts what is open before what is settled, then what is due sooner; words and
// no date at all come last.
func sooner(a, b listedItem) int {
	if a.Open() != b.Open() {
		return map[bool]int{true: -1, false: 1}[a.Open()]
	}
	dueA, hasA := a.Due()
	dueB, hasB := b.Due()
	switch {
	case hasA && hasB:
		return dueA.Compare(dueB)
	case hasA:
		return -1
	case hasB:
		return 1
	default:
		return 0
	}
}

type itemAddOptions struct {
	app                  *App
	owner, due, priority string
}

func newItemAddCmd(a *App) *cobra.Command {
	o := &itemAddOptions{app: a}
	cmd := &cobra.Command{
		Use:   "add INCIDENT TEXT",
		Short: "Add something that is to be done",
		Long:  `Add an action item to the postmortem of an incident. Without an owner it is yours.`,
		Example: `  airra postmortem actions add INC-142 "Raise the limit of the pool" --due 2026-12-01
  airra postmortem actions add INC-142 "Tell the team" --owner bob@example.com --priority high`,
		Args:              takes(2, 2, "an incident and what is to be done"),
		ValidArgsFunction: completePostmortems(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args[0], args[1]) },
	}
	f := cmd.Flags()
	f.StringVar(&o.owner, "owner", "@me", "whose it is; @me is you")
	f.StringVar(&o.due, "due", "", "by when, like 2026-12-01; words are kept, and are never overdue")
	f.StringVar(&o.priority, "priority", airra.DefaultItemPriority, "how urgent it is")
	offers(cmd, postmortemFields)
	return cmd
}

func (o *itemAddOptions) run(ctx context.Context, key, text string) error {
	owner, err := o.app.person(o.owner)
	if err != nil {
		return err
	}
	item := airra.ActionItem{Description: text, Owner: owner, Priority: o.priority, Status: airra.ItemOpen}
	if o.due != "" {
		item.DueDate = &o.due
	}
	ctx, c, err := o.app.acting(ctx)
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	p, err := keeping.SaveActionItem(ctx, key, item)
	if err != nil {
		return err
	}
	return showItems(ctx, o.app, *p, keeping.Kept())
}

// showItems shows the items of a postmortem after one of them was changed.
func showItems(ctx context.Context, a *App, p airra.Postmortem, raw []byte) error {
	items := itemsOfPostmortem(p, a.Now())
	r := tableResult(itemColumns(a.screen(), true), items, itemName, "")
	r.raw = raw
	return a.emit(ctx, r)
}

func newItemSettleCmd(a *App, verb, status, short string) *cobra.Command {
	cmd := &cobra.Command{
		Use:   verb + " INCIDENT NUMBER...",
		Short: short,
		Long:  short + ". The items are named by their numbers, which \"airra postmortem view\" shows.",
		Example: `  airra postmortem actions ` + verb + ` INC-142 2
  airra postmortem actions ` + verb + ` INC-142 1 3 -o json`,
		Args:              takes(2, -1, "an incident and at least one number"),
		ValidArgsFunction: completePostmortems(a),
		RunE: func(cmd *cobra.Command, args []string) error {
			return settleItems(cmd.Context(), a, args[0], args[1:], status)
		},
	}
	offers(cmd, postmortemFields)
	return cmd
}

func settleItems(ctx context.Context, a *App, key string, numbers []string, status string) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	p, err := c.FindPostmortem(ctx, key)
	if err != nil {
		return err
	}
	var items []airra.ActionItem
	for _, text := range numbers {
		n, err := strconv.Atoi(text)
		at := slices.IndexFunc(p.ActionItems, func(i airra.ActionItem) bool { return i.Number == n })
		switch {
		case err != nil || n < 1:
			return usagef("See: airra postmortem actions list "+key+" --all", "%q is not the number of an item", text)
		case at < 0:
			return &exitError{code: ExitNotFound, message: p.IncidentRef + " has no action item " + text, hint: "See: airra postmortem actions list " + p.IncidentRef + " --all"}
		}
		items = append(items, p.ActionItems[at])
	}
	keeping := c.Keeping()
	for _, i := range items {
		i.Status = status
		if p, err = keeping.SaveActionItem(ctx, p.ID, i); err != nil {
			return err
		}
	}
	return showItems(ctx, a, *p, keeping.Kept())
}
