package postmortem

import (
	"slices"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Record is everything a draft is made of. It is what is stored, so a draft next month
// is the same as one today.
type Record struct {
	Incident   airra.Incident
	Events     []airra.Event // in their order
	Signals    []airra.Signal
	Hypotheses []airra.Hypothesis // by rank
	Judgements []airra.Judgement
	Actions    []airra.Action // oldest first
	Pages      []airra.Notification
	Now        time.Time
}

// judged gives the verdict that stands about a cause. That nothing was found is none.
func (r Record) judged(category string) *airra.Judgement {
	if category == airra.CategoryInconclusive {
		return nil
	}
	at := slices.IndexFunc(r.Judgements, func(j airra.Judgement) bool {
		return j.Subject == airra.AboutHypothesis && j.Category == category
	})
	if at < 0 {
		return nil
	}
	return &r.Judgements[at]
}

// confirmed gives the hypothesis of which somebody said that it was the cause.
func (r Record) confirmed() (*airra.Hypothesis, *airra.Judgement) {
	for n := range r.Hypotheses {
		if j := r.judged(r.Hypotheses[n].Category); j != nil && j.Verdict == airra.VerdictConfirmed {
			return &r.Hypotheses[n], j
		}
	}
	return nil, nil
}

// first gives the hypothesis of rank 1.
func (r Record) first() *airra.Hypothesis {
	for n := range r.Hypotheses {
		if r.Hypotheses[n].Rank == 1 {
			return &r.Hypotheses[n]
		}
	}
	return nil
}

// right says whether the first hypothesis was right, as far as somebody has said so.
func (r Record) right() *bool {
	h := r.first()
	if h == nil || h.Category == airra.CategoryInconclusive {
		return nil
	}
	if j := r.judged(h.Category); j != nil {
		right := j.Verdict == airra.VerdictConfirmed
		return &right
	}
	if _, j := r.confirmed(); j != nil { // Another one was it.
		return new(bool)
	}
	return nil
}

func (r Record) end() time.Time {
	if r.Incident.ResolvedAt != nil {
		return *r.Incident.ResolvedAt
	}
	return r.Now
}

// said gives the descriptions of the events of a type.
func (r Record) said(t airra.EventType) []string {
	var all []string
	for _, e := range r.Events {
		if e.Type == t {
			all = append(all, sentence(e.Description))
		}
	}
	return all
}

// told gives the names of those to whom a page left, in the order of the pages.
func (r Record) told() []string {
	var names []string
	for _, n := range r.Pages {
		name := n.EngineerName
		if name == "" {
			name = n.RecipientAddress
		}
		if n.Kind == airra.NotifyPage && n.SentAt != nil && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// owner is who is likeliest to know what is to be done: who resolved it, or took
// notice of it. It is a proposal, as all of a draft is.
func (r Record) owner() string {
	for _, by := range []*string{r.Incident.ResolvedBy, r.Incident.AcknowledgedBy} {
		if by != nil && *by != "" && *by != airra.SystemActor {
			return cut(*by, airra.MaxItemWord)
		}
	}
	return "unassigned"
}

// sentence gives a text its full stop.
func sentence(text string) string {
	text = tidyText(text)
	if text == "" || strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

// cut bounds a text, and shows that it did.
func cut(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}
