package workflow

import (
	"context"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/simulate"
)

// SeedPeople gives a development server its team, where nobody is there yet. All of
// it is one transaction: a half-written team would never be completed. Of two daemons
// that start together one writes it, and the other finds the addresses taken.
func (w *Workflow) SeedPeople(ctx context.Context) error {
	err := w.inTx(ctx, func(tx airra.Tx) error {
		page, err := tx.Engineers(ctx, airra.EngineerFilter{Page: airra.PageRequest{PageSize: 1}})
		if err != nil || page.Total > 0 {
			return err
		}
		return w.addTeam(ctx, tx, simulate.NewTeam(w.now()))
	})
	if airra.ErrorCode(err) == airra.CodeBadRequest {
		return nil // Somebody else was faster.
	}
	return err
}

func (w *Workflow) addTeam(ctx context.Context, tx airra.Tx, team simulate.Team) error {
	for _, e := range team.Engineers {
		if _, err := w.addEngineer(ctx, tx, e); err != nil {
			return err
		}
	}
	for _, s := range team.Shifts {
		if _, err := w.addShift(ctx, tx, s); err != nil {
			return err
		}
	}
	for _, r := range team.Rotations {
		if _, err := w.addRotation(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}
