package store

import "github.com/uptrace/bun"

// reader implements airra.Reader over a pool or over a transaction. Its methods
// stand in the files of their nouns.
type reader struct {
	db     bun.IDB
	totals *totals    // nil inside a transaction
	texts  *heldTexts // nil inside a transaction
}
