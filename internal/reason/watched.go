package reason

import (
	"slices"

	"github.com/airra/airra/internal/airra"
)

// suspects lists the needed services that a cause outside the service could be
// in, by what their names tell.
func (f facts) suspects(category string) []airra.ServiceName {
	return slices.DeleteFunc(slices.Clone(f.upstreams), func(name airra.ServiceName) bool {
		switch category {
		case airra.CategoryDatabaseIssue:
			return !isDatabase(name)
		case airra.CategoryDependency:
			return isDatabase(name)
		}
		return category != airra.CategoryNetworkIssue
	})
}

// silence is how much it means that a cause outside the service was not seen: 1
// where somebody would have seen it, 0 where nobody looks, and in between the
// share of suspects that are watched. Where no suspect is declared there is only
// the service itself to show it, and that one is looked at.
func (f facts) silence(category string) (share float64, unseen []airra.ServiceName) {
	all := f.suspects(category)
	unseen = slices.DeleteFunc(slices.Clone(all), f.looksAt)
	if len(all) == 0 {
		return 1, nil
	}
	return 1 - float64(len(unseen))/float64(len(all)), unseen
}

// looksAt: a service with a signal in the case is looked at by somebody, whether
// or not it stands in the list.
func (f facts) looksAt(name airra.ServiceName) bool {
	return slices.Contains(f.watched, name) || slices.ContainsFunc(f.upstream, func(s symptom) bool { return s.Service == name })
}

// notWatched says whose silence is none.
func notWatched(names []airra.ServiceName) string {
	if len(names) > 1 {
		return list(serviceNames(names)) + " are not watched, so their silence says nothing."
	}
	return list(serviceNames(names)) + " is not watched, so its silence says nothing."
}
