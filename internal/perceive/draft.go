package perceive

import "github.com/airra/airra/internal/airra"

// Draft is a stub that is filled in next.
func Draft(d Decision, _ airra.Topology) airra.Incident {
	return airra.Incident{AffectedService: d.Service}
}
