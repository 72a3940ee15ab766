package learn

import (
	"slices"

	"github.com/airra/airra/internal/airra"
)

// Weights are what the parts of a similarity weigh. They add up to 1. The signals weigh
// most because they are measured; the service and its place say whose trouble it is; the
// category is only the best guess; words are what a person chose to write.
var Weights = airra.SimilarityParts{Signals: 0.35, Service: 0.20, Topology: 0.10, Category: 0.15, Text: 0.20}

// Traits are what of an incident is compared with others.
type Traits struct {
	Service  airra.ServiceName
	Category string                     // the best guess; empty when there is none
	Signals  map[string]airra.Direction // by name; an empty direction is not known
	Terms    map[string]int
}

// TraitsOf are the traits of a memory.
func TraitsOf(m airra.Memory) Traits {
	return Traits{Service: m.Service, Category: m.Category, Signals: m.Signals, Terms: m.Terms}
}

// Similarity compares two incidents: the weighted mean of five parts, each 0..1. What
// neither of the two says anything about is left out of the mean, so that an incident is
// like itself also when nobody has measured anything.
func Similarity(present, past Traits, topology airra.Topology, texts Texts) (float64, airra.SimilarityParts) {
	parts := airra.SimilarityParts{
		Signals:  Overlap(present.Signals, past.Signals),
		Service:  same(string(present.Service), string(past.Service)),
		Topology: nearness(topology, present.Service, past.Service),
		Category: same(present.Category, past.Category),
		Text:     texts.Alike(present.Terms, past.Terms),
	}
	sum := Weights.Service*parts.Service + Weights.Topology*parts.Topology
	weight := Weights.Service + Weights.Topology
	for _, part := range []struct {
		value, weight float64
		said          bool
	}{
		{parts.Signals, Weights.Signals, len(present.Signals)+len(past.Signals) > 0},
		{parts.Category, Weights.Category, present.Category+past.Category != ""},
		{parts.Text, Weights.Text, len(present.Terms)+len(past.Terms) > 0},
	} {
		if part.said {
			sum += part.weight * part.value
			weight += part.weight
		}
	}
	return min(1, sum/weight), parts
}

func same(a, b string) float64 {
	if a != "" && a == b {
		return 1
	}
	return 0
}

// Overlap is the share of common signals among all. One that moved the other way is not
// common; where a direction is not known, the name has to do.
func Overlap(a, b map[string]airra.Direction) float64 {
	common := 0
	for name, direction := range a {
		if other, moved := b[name]; moved && (direction == other || direction == "" || other == "") {
			common++
		}
	}
	if union := len(a) + len(b) - common; union > 0 {
		return float64(common) / float64(union)
	}
	return 0
}

// neighbours is the nearness of a service and one that it directly needs.
const neighbours = 0.5

// nearness says how much two services have the same place: 1 for the same service, and
// else what they need and serve in common, at least a half for direct neighbours.
func nearness(topology airra.Topology, a, b airra.ServiceName) float64 {
	if a == b {
		return 1
	}
	near := 0.0
	if needs(topology, a, b) || needs(topology, b, a) {
		near = neighbours
	}
	return max(near, shared(around(topology, a), around(topology, b)))
}

func needs(topology airra.Topology, a, b airra.ServiceName) bool {
	service, _ := topology.Service(a)
	return slices.Contains(service.DependsOn, b)
}

// around lists what a service directly needs and whom it directly serves; the sign keeps
// the two apart.
func around(topology airra.Topology, name airra.ServiceName) map[string]bool {
	set := map[string]bool{}
	service, _ := topology.Service(name)
	for _, needed := range service.DependsOn {
		set["needs "+string(needed)] = true
	}
	for _, served := range topology.Dependents(name) {
		set["serves "+string(served)] = true
	}
	return set
}

func shared(a, b map[string]bool) float64 {
	common := 0
	for name := range a {
		if b[name] {
			common++
		}
	}
	if union := len(a) + len(b) - common; union > 0 {
		return float64(common) / float64(union)
	}
	return 0
}
