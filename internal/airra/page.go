package airra

// PageRequest asks for one page of a list. Cursor, when given, wins over Page
// and reaches any depth; Page reaches the first 10,000 rows.
type PageRequest struct {
	Page     int    // from 1; 0 means 1
	PageSize int    // 1..100; 0 means 20
	Cursor   string // as given in Page.NextCursor
}

// Defaults and bounds of lists.
const (
	DefaultPageSize = 20
	MaxPageSize     = 100
	MaxOffset       = 10_000  // deeper pages need the cursor
	MaxExactTotal   = 100_000 // above it a total is a lower bound and marked
)

// Page is one page of a list. A page beyond the last one is answered with the
// last one, and Page says which that is.
type Page[T any] struct {
	Items            []T    `json:"items"`
	Total            int    `json:"total"`
	Page             int    `json:"page"`
	PageSize         int    `json:"page_size"`
	Pages            int    `json:"pages"`
	TotalApproximate bool   `json:"total_approximate"`     // there are more than Total
	NextCursor       string `json:"next_cursor,omitempty"` // empty on the last page
}

// Normal fills in the defaults and cuts what is out of bounds.
func (p PageRequest) Normal() PageRequest {
	if p.PageSize <= 0 {
		p.PageSize = DefaultPageSize
	}
	p.PageSize = min(p.PageSize, MaxPageSize)
	p.Page = max(p.Page, 1)
	return p
}

// Pages is how many pages total rows make: at least one.
func (p PageRequest) Pages(total int) int { return max(1, (total+p.PageSize-1)/p.PageSize) }
