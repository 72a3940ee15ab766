package web

import "github.com/airra/airra/internal/airra"

// approvals is everything that waits for a decision, with what one needs to decide.
type approvals struct {
	visit       *visit
	Pending     []airra.Action
	LiveAllowed bool
}

func (w *Web) registerApprovals() { w.mux.HandleFunc("GET /approvals", w.page(w.approvals)) }

func (w *Web) approvals(v *visit) (view, error) {
	pending, err := w.opts.Backend.PendingApprovals(v.r.Context())
	if err != nil {
		return view{}, err
	}
	status, err := w.opts.Backend.Status(v.r.Context())
	if err != nil {
		return view{}, err
	}
	return view{Title: "Approvals", Place: placeApprovals, Body: approvalsPage(approvals{v, pending, !status.DryRun})}, nil
}
