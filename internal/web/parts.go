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
	Page, Pages int
	URL         *url.URL
}

// pagesOf takes the place from a page of the domain.
func pagesOf[T any](v *visit, p airra.Page[T]) pages {
	return pages{Page: p.Page, Pages: p.Pages, URL: v.r.URL}
}

// to is the address of another page of the same list.
func (p pages) to(page int) string {
	query := p.URL.Query()
	query.Set("page", strconv.Itoa(page))
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
