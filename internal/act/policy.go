package act

import (
	"slices"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// rule forbids actions on services whose name contains one of the words. No
// words means every service.
type rule struct {
	words   []string
	actions []airra.ActionType
	reason  string
}

// rules is the built-in veto. It is asked three times, when an action is
// proposed, approved and executed, because days may lie between the three.
var rules = []rule{
	{
		actions: []airra.ActionType{airra.ActionDrainNode},
		reason:  "draining a node moves everything that runs on it",
	},
	{
		words:   []string{"postgres", "mysql", "database"},
		actions: []airra.ActionType{airra.ActionRestartPod, airra.ActionRollbackDeployment, airra.ActionScaleDown},
		reason:  "a database keeps state and needs its own procedure",
	},
	{
		words:   []string{"redis", "rabbitmq"},
		actions: []airra.ActionType{airra.ActionRestartPod, airra.ActionRollbackDeployment},
		reason:  "a broker or cache loses what it holds",
	},
}

// Allowed answers nil, or CodeDenied with the reason in words.
func Allowed(t airra.ActionType, service airra.ServiceName) error {
	if !t.Valid() {
		return airra.Errorf(airra.CodeDenied, "policy: %q is not a known action", t)
	}
	name := strings.ToLower(string(service))
	for _, r := range rules {
		if slices.Contains(r.actions, t) && r.concerns(name) {
			return airra.Errorf(airra.CodeDenied, "policy forbids %s on %s: %s", t, service, r.reason)
		}
	}
	return nil
}

func (r rule) concerns(name string) bool {
	return len(r.words) == 0 || slices.ContainsFunc(r.words, func(word string) bool { return strings.Contains(name, word) })
}
