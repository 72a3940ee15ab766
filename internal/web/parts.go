package web

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// sparkPoints places values in a box, for a polyline. Values that are all the same lie in
// its middle.
func sparkPoints(values []float64, width, height float64) string {
	low, high := slices.Min(values), slices.Max(values)
	var b strings.Builder
	for n, value := range values {
		y := height / 2
		if high > low {
			y = height - 1 - (value/2-low/2)/(high/2-low/2)*(height-2)
		}
		if n > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.FormatFloat(float64(n)*width/float64(len(values)-1), 'f', 1, 64))
		b.WriteByte(',')
		b.WriteString(strconv.FormatFloat(y, 'f', 1, 64))
	}
	return b.String()
}

// pages is a place in a long list, and the address it was asked for by.
type pages struct {
	Page, Pages, Size int
	URL               *url.URL
	Deep              bool   // it was asked for by a cursor, so it has no number
	Cursor            string // of the next page; empty on the last one
}

// pagesOf takes the place from a page of the domain.
func pagesOf[T any](v *visit, p airra.Page[T]) pages {
	return pages{Page: p.Page, Pages: p.Pages, Size: p.PageSize, URL: v.r.URL, Deep: v.query("cursor") != "", Cursor: p.NextCursor}
}

// older is the address of the next page; empty on the last one. Numbers reach the first
// ten thousand rows, and a cursor goes on from there.
func (p pages) older() string {
	switch {
	case p.Cursor != "" && (p.Deep || (p.Page+1)*p.Size > airra.MaxOffset):
		return p.with("cursor", p.Cursor)
	case !p.Deep && p.Page < p.Pages:
		return p.with("page", strconv.Itoa(p.Page+1))
	default:
		return ""
	}
}

// newer is the address of the page before; of one that has no number, of the first.
func (p pages) newer() string {
	switch {
	case p.Deep:
		return p.with("page", "1")
	case p.Page > 1:
		return p.with("page", strconv.Itoa(p.Page-1))
	default:
		return ""
	}
}

// with is the address of the same list at another place.
func (p pages) with(name, value string) string {
	query := p.URL.Query()
	query.Del("page")
	query.Del("cursor")
	query.Set(name, value)
	return p.URL.Path + "?" + query.Encode()
}

// hintOf is what an error suggests.
func hintOf(err error) string {
	var own *airra.Error
	if errors.As(err, &own) {
		return own.Hint
	}
	return ""
}
