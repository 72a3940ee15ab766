package reason

import (
	"fmt"
	"slices"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// From which similarity and trust on a confirmed incident makes a model needless.
const (
	reuseSimilarity = 0.85
	reuseTrust      = 0.7
)

// reuse answers a case with the rules where a model would be asked for what is known
// already: the incident recalled first looked the same on the same service, a person
// has confirmed its cause, and the rules come to it too. The last condition keeps a
// likeness of the signs from deciding against what is seen now, and nothing is taken
// over that a person has found wrong for this very incident.
func reuse(c airra.Case) (airra.Analysis, bool) {
	past, found := known(c)
	if !found {
		return airra.Analysis{}, false
	}
	analysis := Rules(c)
	if analysis.Inconclusive || analysis.Hypotheses[0].Category != past.Category {
		return airra.Analysis{}, false
	}
	analysis.Reused = &past
	analysis.Note = strings.TrimSpace(fmt.Sprintf("%s looked the same (%.2f, trust %.1f): the model was not asked. %s",
		past.Ref, past.Similarity, past.Trust, analysis.Note))
	return analysis, true
}

// known gives the best recollection, where it is good enough to stand for an answer.
func known(c airra.Case) (airra.PastIncident, bool) {
	recalled := recall(c)
	if len(recalled) == 0 {
		return airra.PastIncident{}, false
	}
	best := recalled[0].PastIncident
	return best, best.Confirmed && best.Similarity >= reuseSimilarity && best.Trust >= reuseTrust && !slices.Contains(c.RuledOut, best.Category)
}
