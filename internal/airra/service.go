package airra

import (
	"maps"
	"slices"
)

// Criticality says how important a service is.
type Criticality string

// The criticalities. The empty one means that nobody has said.
const (
	CriticalityCritical Criticality = "critical"
	CriticalityHigh     Criticality = "high"
	CriticalityMedium   Criticality = "medium"
	CriticalityLow      Criticality = "low"
	CriticalityUnknown  Criticality = ""
)

// Service is one entry of the services file.
type Service struct {
	Name        ServiceName   `json:"name" yaml:"-"`
	DependsOn   []ServiceName `json:"depends_on" yaml:"depends_on"`
	Tier        string        `json:"tier" yaml:"tier"` // tier-0, tier-1, tier-2 …
	Team        string        `json:"team" yaml:"team"`
	Criticality Criticality   `json:"criticality" yaml:"criticality"`
	Owners      []string      `json:"owners" yaml:"owners"`
}

// Topology is the dependency graph. The zero value knows no service and answers
// every question with nothing. It is never changed after it was made.
type Topology struct {
	services map[ServiceName]Service
}

// NewTopology makes a graph of the given services.
func NewTopology(services []Service) Topology {
	byName := make(map[ServiceName]Service, len(services))
	for _, s := range services {
		byName[s.Name] = s
	}
	return Topology{services: byName}
}

// Service looks one up; the second value says whether it is known.
func (t Topology) Service(name ServiceName) (Service, bool) {
	s, ok := t.services[name]
	return s, ok
}

// Names lists the known services in alphabetical order.
func (t Topology) Names() []ServiceName { return slices.Sorted(maps.Keys(t.services)) }

// Upstreams lists everything name needs, directly or through others, nearest
// first. A cycle is walked once.
func (t Topology) Upstreams(name ServiceName) []ServiceName {
	seen := map[ServiceName]bool{name: true}
	var found []ServiceName
	for queue := []ServiceName{name}; len(queue) > 0; queue = queue[1:] {
		for _, next := range t.services[queue[0]].DependsOn {
			if !seen[next] {
				seen[next] = true
				found = append(found, next)
				queue = append(queue, next)
			}
		}
	}
	return found
}

// Dependents lists the services that name directly serves, in alphabetical
// order.
func (t Topology) Dependents(name ServiceName) []ServiceName {
	var found []ServiceName
	for _, other := range t.Names() {
		if slices.Contains(t.services[other].DependsOn, name) {
			found = append(found, other)
		}
	}
	return found
}

// DependsOn says whether a needs b, directly or through others.
func (t Topology) DependsOn(a, b ServiceName) bool { return slices.Contains(t.Upstreams(a), b) }
