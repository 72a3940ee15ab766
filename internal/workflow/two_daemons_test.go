package workflow_test

import (
	"context"
	"sync/atomic"

	"github.com/airra/airra/internal/airra"
)

// overtake lets the next transaction be overtaken: between what it has read and its
// first write another one commits. On SQLite this cannot happen, since there is one
// writer, and the test would wait for itself.
func (h *house) overtake(by func()) {
	var overtook atomic.Bool
	h.Store = &overtaken{Store: h.store, by: func() {
		if overtook.CompareAndSwap(false, true) {
			by()
		}
	}}
}

type overtaken struct {
	airra.Store
	by func()
}

func (o *overtaken) InTx(ctx context.Context, fn func(tx airra.Tx) error) error {
	return o.Store.InTx(ctx, func(tx airra.Tx) error { return fn(&overtakenTx{Tx: tx, by: o.by}) })
}

type overtakenTx struct {
	airra.Tx
	by func()
}

func (t *overtakenTx) SaveEngineer(ctx context.Context, e *airra.Engineer) error {
	t.by()
	return t.Tx.SaveEngineer(ctx, e)
}

func (t *overtakenTx) DeleteEngineer(ctx context.Context, id airra.EngineerID) error {
	t.by()
	return t.Tx.DeleteEngineer(ctx, id)
}
