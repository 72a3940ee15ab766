package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/airra"
)

// snapshotRow is a row of policy_snapshots: a policy as it was, under the hash of
// its text. A row is never changed and never deleted.
type snapshotRow struct {
	bun.BaseModel `bun:"table:policy_snapshots,alias:snapshot"`

	Hash     string `bun:",pk"`
	Document string
}

// snapshotOf writes a policy as JSON. Its version is left out: that belongs to a
// row that goes on changing.
func snapshotOf(p airra.EscalationPolicy) (snapshotRow, error) {
	p.Steps = wholeSteps(p.Steps)
	text, err := json.Marshal(p)
	if err != nil {
		return snapshotRow{}, fmt.Errorf("write a policy: %w", err)
	}
	sum := sha256.Sum256(text)
	return snapshotRow{Hash: hex.EncodeToString(sum[:]), Document: string(text)}, nil
}

// keepSnapshots stores the policies that this transaction does not know to be
// stored. They are written in the order of their hashes, so that no two
// transactions wait for each other in a circle.
func (t *tx) keepSnapshots(ctx context.Context, snapshots map[string]snapshotRow) error {
	var rows []snapshotRow
	for hash, row := range snapshots {
		if !t.snapshots[hash] {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	slices.SortFunc(rows, func(a, b snapshotRow) int { return cmp.Compare(a.Hash, b.Hash) })
	if _, err := t.db.NewInsert().Model(&rows).On("CONFLICT (hash) DO NOTHING").Returning("NULL").Exec(ctx); err != nil {
		return fault("keep policies", err)
	}
	for _, row := range rows {
		t.snapshots[row.Hash] = true
	}
	return nil
}
