package reason

import (
	"fmt"
	"slices"

	"github.com/airra/airra/internal/airra"
)

// improvements are the categories of signals that left their band to the good
// side. Less processor use and less traffic are not among them: they also come
// from a service that nobody reaches.
var improvements = []string{"error_recovery", "latency_improvement", "memory_release"}

// improved says whether a symptom is no trouble but the end of one. The name
// decides where the detector gave no category.
func (s symptom) improved() bool {
	if s.Category != "" {
		return slices.Contains(improvements, s.Category)
	}
	return s.Direction == airra.Down && (s.aspect == aspectErrors || s.aspect == aspectLatency || s.aspect == aspectMemory)
}

// recovering says whether the service only got better, and nothing around it
// worse. A change or a past incident does not make a disturbance of that.
func recovering(f facts) bool {
	return len(f.own) > 0 && !slices.ContainsFunc(slices.Concat(f.own, f.upstream, f.dependents), func(s symptom) bool { return !s.improved() })
}

// recovery is the answer when nothing got worse. Its category has no remedy:
// undoing something now could only bring the disturbance back.
func recovery(f facts) airra.Hypothesis {
	h := unknown(f)
	h.Description = fmt.Sprintf("%s of %s went to the good side, which is a recovery after an earlier disturbance and no new one.", list(namesOf(f.own)), f.service)
	h.Reasoning = "Fewer errors, less waiting and freed memory do no harm, so there is nothing to remedy. See what the signals did before their baseline was formed."
	return h
}
