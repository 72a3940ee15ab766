package api

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

// registerGenerator adds what invents incidents.
func (s *server) registerGenerator() {
	generate := create("/simulator/generate", "generate-incident", "Invent an incident now and have it analysed", "simulator")
	generate.Description = "Its origin is `generated`, so it counts in no measure, and nobody is paged for it unless AIRRA_GENERATOR_PAGES says so. `context.generator` names who wrote it."
	register(s, s.wording(generate), func(ctx context.Context, _ *struct{}) (*reply[airra.Incident], error) {
		return answering(whole(fillIncident)(s.opts.Backend.GenerateIncident(ctx)))
	})
}
