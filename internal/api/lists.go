package api

import "github.com/airra/airra/internal/airra"

// An answer never has null where a list belongs, because its readers iterate.
// Which backend left a list out, and in which case, is not theirs to know, so
// the lists are filled in here, at the door, in every answer that has some.

// full makes an absent list an empty one.
func full[T any](values []T) []T {
	if values == nil {
		return []T{}
	}
	return values
}

// whole takes what a backend call returns and fills the lists of its value.
func whole[T any](fill func(*T)) func(value *T, err error) (*T, error) {
	return func(value *T, err error) (*T, error) {
		if err == nil {
			fill(value)
		}
		return value, err
	}
}

// each is whole for calls that return many values.
func each[T any](fill func(*T)) func(values []T, err error) ([]T, error) {
	return func(values []T, err error) ([]T, error) {
		for i := range values {
			fill(&values[i])
		}
		return values, err
	}
}

// asIs is the fill of values that have no lists.
func asIs[T any](*T) {}

func fillService(s *airra.ServiceState) {
	s.DependsOn, s.Owners, s.Dependents, s.Signals = full(s.DependsOn), full(s.Owners), full(s.Dependents), full(s.Signals)
	for i := range s.Signals {
		s.Signals[i].Recent = full(s.Signals[i].Recent)
	}
}

func fillSignal(s *airra.Signal) { s.Window, s.Marks = full(s.Window), full(s.Marks) }

func fillRun(r *airra.EvidenceRun) {
	r.Then, r.Now = full(r.Then), full(r.Now)
	for i := range r.Now {
		r.Now[i].Points = full(r.Now[i].Points)
		if r.Now[i].Labels == nil {
			r.Now[i].Labels = map[string]string{}
		}
	}
}

func fillDetail(d *airra.IncidentDetail) {
	d.Hypotheses, d.Actions = full(d.Hypotheses), full(d.Actions)
}

func fillTimeline(t *airra.Timeline) { t.Events = full(t.Events) }

func fillStatus(s *airra.SystemStatus) {
	s.Checks, s.Monitored, s.Unattended = full(s.Checks), full(s.Monitored), full(s.Unattended)
	if s.DecideWithin == nil {
		s.DecideWithin = map[airra.Severity]int64{}
	}
	if s.OpenIncidents == nil {
		s.OpenIncidents = map[airra.Severity]int{}
	}
}
