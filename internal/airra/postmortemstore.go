package airra

import "context"

// PostmortemReader answers questions about postmortems, as Reader does about
// incidents.
type PostmortemReader interface {
	Postmortem(ctx context.Context, key Key) (*Postmortem, error)
	PostmortemOf(ctx context.Context, incident IncidentID) (*Postmortem, error)
	Postmortems(ctx context.Context, filter PostmortemFilter) ([]Postmortem, error) // newest first
}

// PostmortemTx writes postmortems, at once. A second one of an incident is
// CodeBadRequest; a Save of an old version is ErrStale.
type PostmortemTx interface {
	PostmortemReader
	InsertPostmortem(ctx context.Context, p *Postmortem) error
	SavePostmortem(ctx context.Context, p *Postmortem) error
	DeletePostmortem(ctx context.Context, id string) error
}
