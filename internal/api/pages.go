package api

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

// manualPage is the body of POST /notifications/page.
type manualPage struct {
	Target   string         `json:"target" minLength:"1" maxLength:"255" doc:"An engineer by id, e-mail address or name, or a service"`
	Message  string         `json:"message" minLength:"1" maxLength:"2000"`
	Severity airra.Severity `json:"severity,omitempty" enum:"critical,high,medium,low" doc:"Default: high"`
	Channels []string       `json:"channels,omitempty" maxItems:"20" minLength:"1" maxLength:"64" doc:"Default: those of the policy"`
}

// registerPages adds the page by hand, and the reasons of all pages.
func (s *server) registerPages(tag string) {
	register(s, s.write(create("/notifications/page", "page-people", "Page somebody by hand, which opens an incident", tag)),
		func(ctx context.Context, in *struct{ Body manualPage }) (*reply[airra.Incident], error) {
			return answering(whole(fillIncident)(s.opts.Backend.PagePeople(ctx, airra.ManualPage(in.Body))))
		})
	register(s, get("/incidents/{id}/pages", "explain-pages", "Say for each page why this person, and what became of it", tag),
		func(ctx context.Context, in *KeyPath) (*reply[airra.PageExplanation], error) {
			return answering(whole(fillExplanation)(s.opts.Backend.ExplainPages(ctx, in.Key)))
		})
}
