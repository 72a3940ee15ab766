package workflow

import (
	"context"
	"slices"

	"github.com/airra/airra/internal/airra"
)

// Services gives every service that is described, asked for or seen.
func (w *Workflow) Services(ctx context.Context) ([]airra.ServiceState, error) {
	open, err := w.Store.CountOpenByService(ctx)
	if err != nil {
		return nil, err
	}
	names := w.serviceNames()
	states := make([]airra.ServiceState, 0, len(names))
	for _, name := range names {
		states = append(states, w.serviceState(name, open[name]))
	}
	return states, nil
}

// Service gives one of them.
func (w *Workflow) Service(ctx context.Context, name airra.ServiceName) (*airra.ServiceState, error) {
	if !slices.Contains(w.serviceNames(), name) {
		return nil, airra.Errorf(airra.CodeNotFound, "Service not found")
	}
	open, err := w.Store.CountOpenByService(ctx)
	if err != nil {
		return nil, err
	}
	state := w.serviceState(name, open[name])
	return &state, nil
}

// serviceNames lists the services in alphabetical order.
func (w *Workflow) serviceNames() []airra.ServiceName {
	names := slices.Concat(w.Topology.Names(), w.monitored())
	slices.Sort(names)
	return slices.Compact(names)
}

// monitored lists what is watched: the names of the setting, or for "every
// service" those that the signals have shown so far.
func (w *Workflow) monitored() []airra.ServiceName {
	if slices.Equal(w.Facts.Monitored, []airra.ServiceName{"*"}) {
		return w.Watcher.Known()
	}
	return w.Facts.Monitored
}

func (w *Workflow) serviceState(name airra.ServiceName, open int) airra.ServiceState {
	described, known := w.Topology.Service(name)
	described.Name = name
	if described.DependsOn == nil {
		described.DependsOn = []airra.ServiceName{}
	}
	if described.Owners == nil {
		described.Owners = []string{}
	}
	return airra.ServiceState{
		Service: described, Known: known, Monitored: slices.Contains(w.monitored(), name), OpenIncidents: open,
		Dependents: orEmpty(w.Topology.Dependents(name)), Signals: orEmpty(w.Watcher.Readings(name)),
	}
}

// orEmpty keeps a list out of JSON's null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
