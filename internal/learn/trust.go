package learn

import "github.com/airra/airra/internal/airra"

// How much what a past incident seems to teach is to be trusted.
const (
	TrustGenerated = 0.2 // nothing of it happened
	TrustAutomatic = 0.4 // nobody has looked
	TrustApproved  = 0.7 // a person has said or done something that shows what it was
	TrustPublished = 1.0 // a person has written down what it was
)

// Trust weighs a past incident by what people have done about it. A rehearsal that was
// approved shows nothing, since it changed nothing.
func Trust(i airra.Incident, judged []airra.Judgement, actions []airra.Action, published bool) float64 {
	switch {
	case i.Origin == airra.OriginGenerated:
		return TrustGenerated
	case published:
		return TrustPublished
	case judgedCause(judged), approvedLive(actions), i.ResolutionCause != nil && *i.ResolutionCause != "":
		return TrustApproved
	default:
		return TrustAutomatic
	}
}

func judgedCause(judged []airra.Judgement) bool {
	for _, j := range judged {
		if j.Subject == airra.AboutHypothesis {
			return true
		}
	}
	return false
}

func approvedLive(actions []airra.Action) bool {
	for _, x := range actions {
		if x.ApprovedBy != nil && x.Status == airra.ActionSucceeded && x.ExecutionResult != nil && !x.ExecutionResult.DryRun {
			return true
		}
	}
	return false
}

// Score orders what is recalled: a likeness that nobody vouches for counts half.
func Score(similarity, trust float64) float64 { return similarity * (0.5 + 0.5*trust) }
