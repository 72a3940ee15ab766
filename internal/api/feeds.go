package api

import (
	"context"
	"net/http"

	"github.com/airra/airra/internal/airra"
)

// newFeed is the body of POST /on-call/feeds.
type newFeed struct {
	Engineer string `json:"engineer,omitempty" maxLength:"255" doc:"An id, an e-mail address or a name; this or rotation"`
	Rotation string `json:"rotation,omitempty" maxLength:"255" doc:"An id or a name"`
}

// registerFeeds adds the addresses under which calendar programs read shifts.
func (s *server) registerFeeds() {
	const tag = "feeds"
	register(s, create("/on-call/feeds", "create-feed", "Make the secret address of a calendar, which only this answer holds", tag),
		func(ctx context.Context, in *struct{ Body newFeed }) (*reply[airra.Feed], error) {
			if (in.Body.Engineer == "") == (in.Body.Rotation == "") {
				return nil, airra.Invalid("body", "needs one of engineer and rotation, and not both")
			}
			return answering(s.opts.Backend.CreateFeed(ctx, airra.NewFeed(in.Body)))
		})
	register(s, get("/on-call/feeds", "list-feeds", "List the addresses that were given out, without their secrets", tag),
		func(ctx context.Context, _ *struct{}) (*reply[[]airra.Feed], error) {
			return listing(s.opts.Backend.FindFeeds(ctx))
		})
	revoke := begin(http.MethodDelete, http.StatusOK, get("/on-call/feeds/{id}", "revoke-feed", "End an address; it is answered as it is now", tag))
	register(s, revoke, func(ctx context.Context, in *IDPath) (*reply[airra.Feed], error) {
		return answering(s.opts.Backend.RevokeFeed(ctx, in.Key))
	})
	s.mux.HandleFunc("GET "+feedPath+"v1/{token}", s.serveFeed)
}
