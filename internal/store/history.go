package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/airra/airra/internal/measure"
)

// historyAtOnce is how many incidents of before there were sums are measured in one
// transaction.
const historyAtOnce = 5000

// historyRow is a row of analytics_history.
type historyRow struct {
	printRow `bun:",extend"`

	bun.BaseModel `bun:"table:analytics_history"`
	IncidentID    string `bun:",pk"`
}

// measureHistory turns the incidents that were there before the sums into changes of
// them. It takes each off the list in the transaction that counts it, so it may be cut
// off at any moment, and several processes may do it at once.
func measureHistory(ctx context.Context, handle *Handle) error {
	for {
		measured, err := measureSome(ctx, handle)
		if err != nil {
			return fmt.Errorf("measure the incidents so far: %w", err)
		}
		if measured == 0 {
			return nil
		}
	}
}

func measureSome(ctx context.Context, handle *Handle) (measured int, err error) {
	err = handle.write.RunInTx(ctx, nil, func(ctx context.Context, begun bun.Tx) error {
		var taken []historyRow
		err := begun.NewRaw("DELETE FROM analytics_history WHERE incident_id IN (SELECT incident_id FROM analytics_history ORDER BY incident_id LIMIT ?) RETURNING *", historyAtOnce).Scan(ctx, &taken)
		if err != nil {
			return err
		}
		measured = len(taken)
		changes := deltas{}
		for i := range taken {
			incident := taken[i].incident()
			changes.count(measure.PrintOf(&incident), 1)
		}
		rows := changes.rows()
		for len(rows) > 0 {
			some := rows[:min(len(rows), spansAtOnce)]
			rows = rows[len(some):]
			if _, err := begun.NewInsert().Model(&some).Returning("NULL").Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	return measured, err
}
