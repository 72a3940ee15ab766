package api_test

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

var generatorRoutes = []route{
	{"generate", "POST", "/api/v1/simulator/generate", "", 201},
}

func (b *backend) GenerateIncident(ctx context.Context) (*airra.Incident, error) {
	leave, err := b.enter(ctx, "generate")
	defer leave()
	if err != nil {
		return nil, err
	}
	i := b.incident
	i.Status, i.Origin, i.DetectionSource = airra.StatusAnalyzing, airra.OriginGenerated, airra.SourceGenerator
	return &i, nil
}
