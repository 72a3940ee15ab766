package api

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

// newWebhook is the body of POST /notifications/channels. Only webhooks are added
// here: a channel that runs a command is set up on the server alone.
type newWebhook struct {
	Name   string `json:"name" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9_-]+$"`
	URL    string `json:"url" minLength:"1" maxLength:"2048" format:"uri"`
	Secret string `json:"secret,omitempty" maxLength:"255" doc:"whsec_ and base64; default: a new one, which only this answer holds"`
}

// registerChannels adds the ways in which people can be told.
func (s *server) registerChannels(tag string) {
	register(s, get("/notifications/channels", "list-channels", "List the ways in which people can be told", tag),
		func(ctx context.Context, _ *struct{}) (*reply[[]airra.ChannelInfo], error) {
			return listing(s.opts.Backend.Channels(ctx))
		})
	register(s, create("/notifications/channels", "add-webhook", "Add a webhook", tag),
		func(ctx context.Context, in *struct{ Body newWebhook }) (*reply[airra.ChannelInfo], error) {
			return answering(s.opts.Backend.AddWebhook(ctx, airra.NewWebhookChannel(in.Body)))
		})
	register(s, del("/notifications/channels/{name}", "remove-webhook", "Take a webhook away", tag),
		func(ctx context.Context, in *struct {
			Name string `path:"name" maxLength:"64"`
		},
		) (*struct{}, error) {
			return gone(s.opts.Backend.RemoveWebhook(ctx, in.Name))
		})
}
