package store

import (
	"context"
	"fmt"
)

// wipe lists what a reset does, children before their parents. Refs start over,
// so the first incident afterwards is INC-1 again. The ids of events and audit
// rows go on: a client that resumes after an id of before must not wait for it
// to be reached a second time.
var wipe = []string{
	"DELETE FROM idempotency_keys", "DELETE FROM leases", "DELETE FROM audit", "DELETE FROM events",
	"DELETE FROM judgements", "DELETE FROM judgement_sums", "DELETE FROM judgement_history", "DELETE FROM reuses", "DELETE FROM memory_documents", "DELETE FROM memory_terms", "DELETE FROM memory_signals",
	"DELETE FROM simulations", "DELETE FROM memory_stats", "DELETE FROM memory_backlog",
	"DELETE FROM postmortems", "DELETE FROM reviews", "DELETE FROM notifications", "DELETE FROM pagings", "DELETE FROM unpaged", "DELETE FROM policy_snapshots",
	"DELETE FROM webhook_channels", "DELETE FROM escalation_policies", "DELETE FROM feeds", "DELETE FROM overrides",
	"DELETE FROM swaps", "DELETE FROM shifts", "DELETE FROM rotations", "DELETE FROM engineers",
	"DELETE FROM actions", "DELETE FROM hypotheses", "DELETE FROM incident_signals", "DELETE FROM incident_text_changes", "DELETE FROM incidents", "DELETE FROM incident_tally",
	"DELETE FROM analytics_history", "DELETE FROM analytics_narrow", "DELETE FROM analytics_deltas", "DELETE FROM analytics_sums",
	"UPDATE counters SET value = 0 WHERE name IN ('incidents', 'actions')",
	fmt.Sprintf("UPDATE counters SET value = (value / %d + 1) * %[1]d WHERE name = 'texts'", int64(resetJump)),
}

// Reset deletes every row of ours in one transaction and leaves the schema.
func Reset(ctx context.Context, handle *Handle) error {
	tx, err := handle.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin the reset: %w", err)
	}
	for _, statement := range wipe {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			_ = tx.Rollback()
			return fmt.Errorf("reset: %w", err)
		}
	}
	return tx.Commit()
}
