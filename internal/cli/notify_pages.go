package cli

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

// gathered is what was read of a list, from one page or from many.
type gathered[T any] struct {
	values []T
	items  []json.RawMessage
	raw    []byte
	last   airra.Page[T]
}

// gather reads page after page until limit things are there, or all for a limit of
// 0. A list without cursors is read by the numbers of its pages.
func gather[T any](c *client.Client, limit int, find func(c *client.Client, p airra.PageRequest) (airra.Page[T], error)) (gathered[T], error) {
	var list gathered[T]
	request := airra.PageRequest{PageSize: airra.MaxPageSize}
	if limit > 0 {
		request.PageSize = min(limit, airra.MaxPageSize)
	}
	for pages := 1; ; pages++ {
		keeping := c.Keeping()
		page, err := find(keeping, request)
		if err != nil {
			return list, err
		}
		if err := list.add(page, keeping.Kept(), pages); err != nil {
			return list, err
		}
		if !list.more() || limit > 0 && len(list.values) >= limit || len(page.Items) == 0 {
			return list.first(limit)
		}
		if request.Cursor = page.NextCursor; request.Cursor == "" {
			request.Page = page.Page + 1
		}
	}
}

// more says whether the server has more than what was read.
func (l *gathered[T]) more() bool {
	return l.last.NextCursor != "" || l.last.Page < l.last.Pages
}

// add takes a page in. The first page stays the API's answer unchanged.
func (l *gathered[T]) add(page airra.Page[T], raw []byte, pages int) error {
	var body struct {
		Items []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(raw, &body); err != nil {
		return fmt.Errorf("read the page again: %w", err)
	}
	l.values, l.items, l.last = append(l.values, page.Items...), append(l.items, body.Items...), page
	if pages == 1 {
		l.raw = raw
		return nil
	}
	return l.merge()
}

// first cuts what the last page brought too much, since pages are of one size. The
// cursor would leave out what was cut, so it goes too.
func (l gathered[T]) first(limit int) (gathered[T], error) {
	if limit <= 0 || len(l.values) <= limit {
		return l, nil
	}
	l.values, l.items, l.last.NextCursor = l.values[:limit], l.items[:limit], ""
	return l, l.merge()
}

// merge makes one page of several.
func (l *gathered[T]) merge() (err error) {
	l.raw, err = json.Marshal(airra.Page[json.RawMessage]{
		Items: l.items, Total: l.last.Total, Page: 1, PageSize: len(l.items), Pages: 1,
		TotalApproximate: l.last.TotalApproximate, NextCursor: l.last.NextCursor,
	})
	return err
}

// result shows what was gathered as a table.
func (l gathered[T]) result(columns []column[T], name func(T) string, empty string) result {
	r := tableResult(columns, l.values, name, empty)
	r.items, r.raw = rowsOf(l.items), l.raw
	return r
}

// sayMore tells a person that there is more than what is shown.
func (l gathered[T]) sayMore(a *App) {
	if !a.OutTTY || !l.more() && len(l.values) >= l.last.Total {
		return
	}
	total := strconv.Itoa(l.last.Total)
	if l.last.TotalApproximate {
		total = "more than " + total
	}
	a.say("%d of %s shown. More with -L or --all.", len(l.values), total)
}
