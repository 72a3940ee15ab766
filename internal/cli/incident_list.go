package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

type incidentListOptions struct {
	app          *App
	statuses     []string
	severities   []string
	service      string
	source       string
	origins      []string
	search       string
	since, until string
	open         bool
	limit        int
	all          bool
	cursor       string
}

func newIncidentListCmd(a *App) *cobra.Command {
	o := &incidentListOptions{app: a}
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List incidents, newest first",
		Long: `List incidents, newest first. Without a filter all of them are listed, the
resolved ones too; --open leaves those out.

--since and --until bound the moment of detection. They take a time span before
now (90m, 2h, 3d), a date, or an RFC 3339 time.`,
		Example: `  airra incident list --open
  airra incident list --severity critical,high --since 24h
  airra incident list --status pending_approval -o name
  airra incident list --origin real --since 7d
  airra incident list --all --json ref,title,resolved_at`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	f := cmd.Flags()
	f.StringSliceVarP(&o.statuses, "status", "s", nil, "only these `STATUSES`: "+listOf(airra.IncidentStatuses))
	f.StringSliceVar(&o.severities, "severity", nil, "only these `SEVERITIES`: "+listOf(airra.Severities))
	f.StringVar(&o.service, "service", "", "only this `SERVICE`")
	f.StringVar(&o.source, "source", "", "only from this `SOURCE`, like "+airra.SourceMonitor)
	f.StringSliceVar(&o.origins, "origin", nil, "only incidents this real, `ORIGINS`: "+listOf(airra.Origins))
	f.StringVar(&o.search, "search", "", "only with this `TEXT` in the title or the description")
	f.StringVar(&o.since, "since", "", "detected at or after this `TIME`")
	f.StringVar(&o.until, "until", "", "detected at or before this `TIME`")
	f.BoolVar(&o.open, "open", false, "only those that are not resolved")
	f.IntVarP(&o.limit, "limit", "L", 30, "at most this many")
	f.BoolVar(&o.all, "all", false, "all of them, however many")
	f.StringVar(&o.cursor, "cursor", "", "go on at this `CURSOR`, the next_cursor of an earlier page")
	offers(cmd, incidentFields)
	return cmd
}

func listOf[S ~string](values []S) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return strings.Join(texts, ", ")
}

func (o *incidentListOptions) run(ctx context.Context) error {
	filter, err := o.filter()
	if err != nil {
		return err
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	list, err := collect(ctx, c, filter, o.limit, o.all)
	if err != nil {
		return err
	}
	r := tableResult(incidentColumns(o.app), list.incidents, incidentName, "No incident fits.")
	r.items, r.raw = rowsOf(list.items), list.raw
	if err := o.app.emit(ctx, r); err != nil {
		return err
	}
	if o.app.OutTTY && list.more {
		o.app.say("%d of %s shown. More with -L or --all.", len(list.incidents), list.total())
	}
	return nil
}

func (o *incidentListOptions) filter() (airra.IncidentFilter, error) {
	filter := airra.IncidentFilter{
		Service: airra.ServiceName(o.service), Source: o.source, Search: o.search, Open: o.open,
		Page: airra.PageRequest{Cursor: o.cursor},
	}
	var err error
	if filter.Statuses, err = known("--status", o.statuses, airra.IncidentStatuses); err != nil {
		return filter, err
	}
	if filter.Severities, err = known("--severity", o.severities, airra.Severities); err != nil {
		return filter, err
	}
	if filter.Origins, err = known("--origin", o.origins, airra.Origins); err != nil {
		return filter, err
	}
	if filter.Start, err = whenFlag("--since", o.since, o.app.Now()); err != nil {
		return filter, err
	}
	if filter.End, err = whenFlag("--until", o.until, o.app.Now()); err != nil {
		return filter, err
	}
	if o.limit < 1 {
		return filter, usagef("", "--limit has to be at least 1")
	}
	return filter, nil
}

// known checks the values of a flag against the words there are.
func known[S ~string](flag string, given []string, words []S) ([]S, error) {
	var checked []S
	for _, text := range given {
		word := S(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(text)), "-", "_"))
		if !slices.Contains(words, word) {
			return nil, usagef("", "%s takes %s, not %q", flag, listOf(words), text)
		}
		checked = append(checked, word)
	}
	return checked, nil
}

// whenFlag reads a moment: a span before now, a date, or an RFC 3339 time.
func whenFlag(flag, text string, now time.Time) (*time.Time, error) {
	if text == "" {
		return nil, nil
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 {
			t := now.AddDate(0, 0, -n)
			return &t, nil
		}
	}
	if d, err := time.ParseDuration(text); err == nil {
		t := now.Add(-d.Abs())
		return &t, nil
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return &t, nil
		}
	}
	return nil, usagef("", "%s takes a span like 2h or 3d, a date like 2026-09-30, or a time like 2026-09-30T02:14:00Z, not %q", flag, text)
}

// incidentList is what was collected from one page or from many.
type incidentList struct {
	incidents []airra.Incident
	items     []json.RawMessage
	raw       []byte
	last      airra.Page[airra.Incident]
	more      bool
}

func (l incidentList) total() string {
	if l.last.TotalApproximate {
		return fmt.Sprintf("more than %d", l.last.Total)
	}
	return strconv.Itoa(l.last.Total)
}

// collect reads page after page until limit incidents are there, or all.
func collect(ctx context.Context, c *client.Client, filter airra.IncidentFilter, limit int, all bool) (incidentList, error) {
	var list incidentList
	for pages := 1; ; pages++ {
		filter.Page.PageSize = airra.MaxPageSize
		if !all {
			filter.Page.PageSize = min(limit-len(list.incidents), airra.MaxPageSize)
		}
		keeping := c.Keeping()
		page, err := keeping.FindIncidents(ctx, filter)
		if err != nil {
			return list, err
		}
		if err := list.add(page, keeping.Kept(), pages); err != nil {
			return list, err
		}
		list.more = page.NextCursor != ""
		if !list.more || (!all && len(list.incidents) >= limit) || len(page.Items) == 0 {
			return list, nil
		}
		filter.Page.Cursor = page.NextCursor
	}
}

// add takes a page in. The first page stays the API's answer unchanged; from
// the second on the answer is one page that holds all of them.
func (l *incidentList) add(page airra.Page[airra.Incident], raw []byte, pages int) error {
	var body struct {
		Items []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(raw, &body); err != nil {
		return fmt.Errorf("read the page again: %w", err)
	}
	l.incidents, l.items, l.last = append(l.incidents, page.Items...), append(l.items, body.Items...), page
	if pages == 1 {
		l.raw = raw
		return nil
	}
	merged, err := json.Marshal(airra.Page[json.RawMessage]{
		Items: l.items, Total: page.Total, Page: 1, PageSize: len(l.items), Pages: 1,
		TotalApproximate: page.TotalApproximate, NextCursor: page.NextCursor,
	})
	l.raw = merged
	return err
}
