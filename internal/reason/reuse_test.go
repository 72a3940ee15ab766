package reason_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/reason"
	"github.com/airra/airra/internal/reason/llm/llmtest"
)

// knownCase looks like INC-7, whose cause a person has confirmed, and to which the rules
// come too.
func knownCase() airra.Case {
	c := paymentCase(errorsRise())
	past := remembered("INC-7", airra.CategoryErrorSpike, 3, true, false)
	past.Similarity, past.Trust = .93, .7
	c.History = []airra.PastIncident{past}
	return c
}

func TestWhatIsKnownIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	dialects(t, func(t *testing.T, provider string, server *llmtest.Server) {
		analysis, err := analyzerOver(t, provider, server, &bytes.Buffer{}).Analyze(t.Context(), knownCase())
		if err != nil {
			t.Fatal(err)
		}
		if analysis.Reused == nil || analysis.Reused.Ref != "INC-7" || analysis.Reasoner != reason.RulesName ||
			!strings.HasPrefix(analysis.Note, "INC-7 looked the same (0.93, trust 0.7): the model was not asked.") {
			t.Errorf("answered by %q: %s", analysis.Reasoner, analysis.Note)
		}
		best := analysis.Hypotheses[0]
		if best.Category != airra.CategoryErrorSpike || best.ID != "an-id" || !cites(best.Evidence.Items, "history", "INC-7") {
			t.Errorf("best %+v", best)
		}
		if n := len(server.Requests()); n != 0 {
			t.Errorf("asked %d times", n)
		}
	})
}

func TestWhatIsNotKnownWellEnoughIsAsked(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(c *airra.Case, past *airra.PastIncident){
		"not alike enough":                  func(_ *airra.Case, p *airra.PastIncident) { p.Similarity = .849 },
		"not trusted enough":                func(_ *airra.Case, p *airra.PastIncident) { p.Trust = .69 },
		"not confirmed":                     func(_ *airra.Case, p *airra.PastIncident) { p.Confirmed = false },
		"of another service":                func(_ *airra.Case, p *airra.PastIncident) { p.Service = "order-service" },
		"the rules come to something else":  func(_ *airra.Case, p *airra.PastIncident) { p.Category = airra.CategoryNetworkIssue },
		"found wrong for this incident":     func(c *airra.Case, _ *airra.PastIncident) { c.RuledOut = []string{airra.CategoryErrorSpike} },
		"another one counts more and is no": func(c *airra.Case, p *airra.PastIncident) { c.History = append(c.History, better(*p)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dialects(t, func(t *testing.T, provider string, server *llmtest.Server) {
				c := knownCase()
				change(&c, &c.History[0])
				analysis, err := analyzerOver(t, provider, server, &bytes.Buffer{}).Analyze(t.Context(), c)
				if err != nil || analysis.Reused != nil || len(server.Requests()) == 0 {
					t.Errorf("%v, asked %d times: %+v", err, len(server.Requests()), analysis.Reused)
				}
			})
		})
	}
}

// better is an incident that counts more than another one, and in which nobody confirmed
// anything.
func better(past airra.PastIncident) airra.PastIncident {
	past.Ref, past.Trust, past.Confirmed = "INC-9", 1, false
	return past
}

func TestTrustWeighsWhatIsRecalled(t *testing.T) {
	t.Parallel()
	relevance := func(similarity, trust float64, origin airra.Origin) (float64, string) {
		c := knownCase()
		c.History[0].Similarity, c.History[0].Trust, c.History[0].Origin = similarity, trust, origin
		for _, item := range hypothesis(t, reason.Rules(c), airra.CategoryErrorSpike).Evidence.Items {
			if item.Ref == "INC-7" {
				return item.Relevance, item.Observation
			}
		}
		return 0, ""
	}
	sure, _ := relevance(.9, 1, airra.OriginReal)
	doubtful, observation := relevance(.9, .2, airra.OriginGenerated)
	if sure <= doubtful || doubtful <= 0 || !strings.Contains(observation, "was generated, looked the same") {
		t.Errorf("trusted %.3f, invented %.3f: %s", sure, doubtful, observation)
	}
	if less, _ := relevance(.5, 1, airra.OriginReal); less >= sure {
		t.Errorf("half as alike weighs %.3f, not less than %.3f", less, sure)
	}
}

func TestWithoutACommonSignalMostOfTheRestMustBeAlike(t *testing.T) {
	t.Parallel()
	cited := func(similarity float64) bool {
		c := knownCase()
		c.History[0].Signals, c.History[0].Similarity = []string{"disk"}, similarity
		return cites(hypothesis(t, reason.Rules(c), airra.CategoryErrorSpike).Evidence.Items, "history", "INC-7")
	}
	if cited(.49) || !cited(.5) {
		t.Errorf("0.49 %v, 0.50 %v", cited(.49), cited(.5))
	}
}
