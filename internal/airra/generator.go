package airra

import "context"

// Generator invents incidents, so that a server to which nothing happens has something
// to show.
type Generator interface {
	// GenerateIncident invents one now and has it analysed. Nobody is paged for it,
	// unless the server was told to.
	GenerateIncident(ctx context.Context) (*Incident, error)
}
