package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/measure"
)

// historyAtOnce is how many rows of before there were sums are counted in one transaction.
const historyAtOnce = 5000

// historyRow is a row of analytics_history.
type historyRow struct {
	printRow `bun:",extend"`

	bun.BaseModel `bun:"table:analytics_history"`
	IncidentID    string `bun:",pk"`
}

// measureHistory turns the incidents that were there before the sums into changes of
// them.
func measureHistory(ctx context.Context, handle *Handle) error {
	err := takeOff(ctx, handle, "analytics_history", "incident_id", func(ctx context.Context, begun bun.Tx, taken []historyRow) error {
		changes := deltas{}
		for i := range taken {
			incident := taken[i].incident()
			changes.count(measure.PrintOf(&incident), 1)
		}
		for some := range slices.Chunk(changes.rows(), spansAtOnce) {
			if _, err := begun.NewInsert().Model(&some).Returning("NULL").Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("measure the incidents so far: %w", err)
	}
	return nil
}

// takeOff counts the rows of a list that a migration has left. It takes each off the list in
// the transaction that counts it, so it may be cut off at any moment, and several processes
// may do it at once.
func takeOff[Row any](ctx context.Context, handle *Handle, list, id string, count func(ctx context.Context, begun bun.Tx, taken []Row) error) error {
	for {
		var taken []Row
		err := handle.write.RunInTx(ctx, nil, func(ctx context.Context, begun bun.Tx) error {
			taken = nil
			some := begun.NewSelect().Table(list).Column(id).Order(id).Limit(historyAtOnce)
			if err := begun.NewRaw("DELETE FROM ? WHERE ? IN (?) RETURNING *", bun.Ident(list), bun.Ident(id), some).Scan(ctx, &taken); err != nil {
				return err
			}
			return count(ctx, begun, taken)
		})
		if err != nil || len(taken) == 0 {
			return err
		}
	}
}
