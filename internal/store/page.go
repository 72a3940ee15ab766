package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// listing is a list that can be read page by page: where its rows come from and
// in which order they stand.
type listing[Row, Item any] struct {
	rows     func(rows *[]Row) *bun.SelectQuery // with the filter, without an order
	order    string
	after    func(query *bun.SelectQuery, p position) *bun.SelectQuery // only the rows behind p
	position func(row *Row) position
	own      func(p position) bool // whether position could have given p
	convert  func(row *Row) Item
	total    func(ctx context.Context) (int, error) // knows the total without counting; nil where nobody does
}

// position is a place in a list. A cursor is a position in base64, whose inside
// is nobody's business but ours.
type position struct {
	At     time.Time `json:"t,omitzero"`
	ID     string    `json:"i,omitempty"`
	Number int64     `json:"n,omitempty"`
	List   string    `json:"l,omitempty"` // which list, where several count by time and id
	Before int       `json:"b"`           // rows before and including this one
}

func (p position) cursor() string {
	text, _ := json.Marshal(p) //nolint:errchkjson // A time, two texts and two numbers can always be written.
	return base64.RawURLEncoding.EncodeToString(text)
}

// deepest is more rows than any list has. What was made here never lies deeper,
// and page numbers stay numbers.
const deepest = 1_000_000_000

// positionOf reads a cursor of a list. Only what would be written the very same
// way, and within the bounds, can have been made here; a guess that happens to
// be JSON would otherwise be answered with some page or other. The total is no
// bound: the list may have become shorter since.
func positionOf(cursor string, own func(position) bool) (position, error) {
	var p position
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err != nil || p.Before < 1 || p.Before > deepest || !own(p) || p.cursor() != cursor {
		return p, airra.Invalid("cursor", "this is not a cursor of this list; take next_cursor of an answer")
	}
	return p, nil
}

// readPage reads one page: by its number within the first rows, and by cursor
// at any depth. One row more than the page holds is read, to know whether there
// is a next one.
func readPage[Row, Item any](ctx context.Context, r reader, request airra.PageRequest, l listing[Row, Item]) (airra.Page[Item], error) {
	request = request.Normal()
	if l.total == nil {
		l.total = func(ctx context.Context) (int, error) { return r.total(ctx, l.rows(new([]Row))) }
	}
	total, err := l.total(ctx)
	if err != nil {
		return airra.Page[Item]{}, err
	}
	from, err := seek(l, request, total)
	if err != nil {
		return airra.Page[Item]{}, err
	}
	var rows []Row
	query := l.rows(&rows).OrderExpr(l.order).Limit(int64(request.PageSize) + 1)
	if from.behind != nil {
		query = l.after(query, *from.behind)
	} else {
		query = query.Offset(int64(from.before))
	}
	if err := query.Scan(ctx); err != nil {
		return airra.Page[Item]{}, fault("read a page", err)
	}
	return pageOf(l, request, rows, from, total), nil
}

// pageOf makes the page of rows, of which there may be one more than it holds. The total
// is at most one more than airra.MaxExactTotal, which stands for all that are larger.
func pageOf[Row, Item any](l listing[Row, Item], request airra.PageRequest, rows []Row, from beginning, total int) airra.Page[Item] {
	more := total > airra.MaxExactTotal
	total = min(total, airra.MaxExactTotal)
	page := airra.Page[Item]{
		Items: make([]Item, 0, request.PageSize), Total: total, TotalApproximate: more,
		Page: from.before/request.PageSize + 1, PageSize: request.PageSize, Pages: request.Pages(total),
	}
	if len(rows) > request.PageSize {
		rows = rows[:request.PageSize]
		last := l.position(&rows[len(rows)-1])
		last.Before = from.before + len(rows)
		page.NextCursor = last.cursor()
	}
	for i := range rows {
		page.Items = append(page.Items, l.convert(&rows[i]))
	}
	return page
}

// beginning is where a page begins: behind a row, or where no cursor was given behind
// so many.
type beginning struct {
	behind *position
	before int
}

// seek finds the beginning of a page. A number beyond the last page means the last page.
// A page that can only be reached by counting off many rows is refused: answering with
// another one would send a caller who walks the pages round in circles.
func seek[Row, Item any](l listing[Row, Item], request airra.PageRequest, total int) (beginning, error) {
	if request.Cursor != "" {
		p, err := positionOf(request.Cursor, l.own)
		return beginning{behind: &p, before: p.Before}, err
	}
	page := request.Page
	if total <= airra.MaxExactTotal {
		page = min(page, request.Pages(total))
	}
	if page > airra.MaxOffset/request.PageSize {
		return beginning{}, airra.Invalid("page", "pages reach the first %d rows; go on with next_cursor", airra.MaxOffset)
	}
	return beginning{before: (page - 1) * request.PageSize}, nil
}
