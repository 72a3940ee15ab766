package web

import "github.com/airra/airra/internal/airra"

// approvals is everything that waits for a decision, with what one needs to decide.
type approvals struct {
	visit       *visit
	Pending     []airra.Action
	Waiting     int // in all
	LiveAllowed bool
}

// approvalsShown is how many stand on the page, the oldest of them. Each has two forms,
// and nobody decides hundreds of them from one page.
const approvalsShown = 50

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
	return view{Title: "Approvals", Place: placeApprovals, Body: approvalsPage(newApprovals(v, pending, status))}, nil
}

func newApprovals(v *visit, pending []airra.Action, status *airra.SystemStatus) approvals {
	return approvals{
		visit: v, Pending: pending[:min(approvalsShown, len(pending))], Waiting: max(status.Pending, len(pending)), LiveAllowed: !status.DryRun,
	}
}
