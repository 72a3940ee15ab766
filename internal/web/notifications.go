package web

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/airra/airra/internal/airra"
)

// notifications is what was said to people, and how well that went.
type notifications struct {
	visit    *visit
	Status   airra.NotificationStatus // what the list was asked for; empty for all
	Found    airra.Page[airra.Notification]
	Stats    *airra.NotificationStats
	Channels []airra.ChannelInfo
	pages    pages
}

const notificationsShown = 50

func (w *Web) registerNotifications() {
	w.mux.HandleFunc("GET /notifications", w.page(w.notifications))
	w.mux.HandleFunc("POST /notifications/{key}/resend", w.act(w.limited(w.resend)))
}

func (w *Web) notifications(v *visit) (view, error) {
	n := notifications{visit: v, Status: airra.NotificationStatus(v.query("status"))}
	if n.Status != "" && !n.Status.Valid() {
		return view{}, airra.Invalid("status", "there is no status %q", n.Status)
	}
	page, err := v.page(notificationsShown)
	if err != nil {
		return view{}, err
	}
	group, ctx := errgroup.WithContext(v.r.Context())
	ask(ctx, group, &n.Channels, w.opts.Backend.Channels)
	ask(ctx, group, &n.Stats, func(ctx context.Context) (*airra.NotificationStats, error) {
		return w.opts.Backend.NotificationStats(ctx, airra.StatsFilter{})
	})
	ask(ctx, group, &n.Found, func(ctx context.Context) (airra.Page[airra.Notification], error) {
		return w.opts.Backend.FindNotifications(ctx, airra.NotificationFilter{Status: n.Status, Page: page})
	})
	if err := group.Wait(); err != nil {
		return view{}, err
	}
	n.pages = pagesOf(v, n.Found)
	return view{Title: "Notifications", Place: placeNotifications, Body: notificationsPage(n)}, nil
}

// resend sends again what was sent before.
func (w *Web) resend(v *visit) (string, error) {
	n, err := w.opts.Backend.ResendNotification(v.r.Context(), v.key())
	if err != nil {
		return "", err
	}
	w.say(v, "It is sent to "+n.EngineerName+" again.")
	return backOf(v.r), nil
}

// target says whether an answer came in time.
func target(n *airra.Notification) string {
	switch {
	case n.SLAMet == nil:
		return "–"
	case *n.SLAMet:
		return "met"
	default:
		return "missed"
	}
}
