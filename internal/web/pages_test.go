package web

import (
	"net/http/httptest"
	"testing"

	"github.com/airra/airra/internal/airra"
)

// A list is left through by numbers as far as they reach, and by a cursor from there on.
func TestAListIsLeafedThroughToItsEnd(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, address string
		page          airra.Page[int]
		newer, older  string
	}{
		{"the only one", "/incidents", airra.Page[int]{Page: 1, Pages: 1, PageSize: 50}, "", ""},
		{"the first", "/incidents?status=open", airra.Page[int]{Page: 1, Pages: 3, PageSize: 50, NextCursor: "c"}, "", "/incidents?page=2&status=open"},
		{"the last", "/incidents?page=3", airra.Page[int]{Page: 3, Pages: 3, PageSize: 50}, "/incidents?page=2", ""},
		{"the last that has a number", "/incidents?page=200", airra.Page[int]{Page: 200, Pages: 2000, PageSize: 50, NextCursor: "c"}, "/incidents?page=199", "/incidents?cursor=c"},
		{"a deep one", "/incidents?cursor=b&status=open", airra.Page[int]{Page: 1, Pages: 2000, PageSize: 50, NextCursor: "c"}, "/incidents?page=1&status=open", "/incidents?cursor=c&status=open"},
		{"the deepest", "/incidents?cursor=c", airra.Page[int]{Page: 1, Pages: 2000, PageSize: 50}, "/incidents?page=1", ""},
	} {
		p := pagesOf(&visit{r: httptest.NewRequestWithContext(t.Context(), "GET", tt.address, nil)}, tt.page)
		if p.newer() != tt.newer || p.older() != tt.older {
			t.Errorf("%s: newer %q, older %q", tt.name, p.newer(), p.older())
		}
	}
}
