package reason

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/jsonschema-go/jsonschema"

	"github.com/airra/airra/internal/reason/llm/llmtest"
)

func TestAnswersAreFoundInWhatModelsSay(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"bare":              llmtest.Analysis,
		"fenced":            llmtest.Fenced().Text,
		"talk around it":    "I think {so}: " + strings.Repeat(" ", 3) + llmtest.Analysis,
		"talk after it":     llmtest.Analysis + "\nHope this helps! {}",
		"fence without tag": "```\n" + llmtest.Analysis + "\n```",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "talk around it" {
				text = strings.Replace(text, "{so}", "so", 1) // the first object is the answer
			}
			a, err := parseAnswer(text)
			if err != nil || len(a.Hypotheses) != 2 {
				t.Errorf("%d hypotheses, %v", len(a.Hypotheses), err)
			}
		})
	}
}

func TestBadAnswersAreRefused(t *testing.T) {
	t.Parallel()
	with := func(old, replacement string) string { return strings.Replace(llmtest.Analysis, old, replacement, 1) }
	for name, text := range map[string]string{
		"empty":                    "",
		"no JSON":                  llmtest.Malformed().Text,
		"cut off":                  llmtest.Truncated().Text,
		"a list":                   "[" + llmtest.Analysis + "]x"[:1],
		"too long":                 llmtest.Analysis + strings.Repeat(" ", maxAnswer),
		"no hypotheses":            `{"hypotheses":[]}`,
		"six hypotheses":           `{"hypotheses":[` + strings.Repeat(`{},`, 5) + `{}]}`,
		"a category of its own":    llmtest.Hostile,
		"a relevance above one":    with("0.95", "1.5"),
		"a relevance as a text":    with("0.95", `"high"`),
		"an unknown kind":          with(`"change"`, `"shell"`),
		"no evidence":              with(`"evidence": [`, `"evidence": [], "x": [`),
		"no word on objections":    with(`"against"`, `"dagegen"`),
		"no description":           with(`"description"`, `"beschreibung"`),
		"members in another case":  strings.ReplaceAll(llmtest.Analysis, `"hypotheses"`, `"Hypotheses"`),
		"a member twice":           strings.TrimSuffix(llmtest.Analysis, "}") + `, "HYPOTHESES": []}`,
		"a number that is not one": with("0.95", "NaN"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if strings.HasPrefix(text, "[") {
				text = `"` + name + `"`
			}
			if a, err := parseAnswer(text); err == nil {
				t.Errorf("accepted as %+v", a)
			}
		})
	}
}

func TestTheSchemasAgree(t *testing.T) {
	t.Parallel()
	var shape any
	if err := json.Unmarshal([]byte(llmtest.Analysis), &shape); err != nil {
		t.Fatal(err)
	}
	if err := boundSchema.Validate(shape); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(requirements(answerSchema(true), "answer"), requirements(answerSchema(false), "answer")); diff != "" {
		t.Errorf("the check and the wire do not require the same: %s", diff)
	}
	for _, forbidden := range []string{"minLength", "maxItems", "minimum", `"action`, `"command`, `"confidence`} {
		if strings.Contains(string(wireSchema), forbidden) {
			t.Errorf("the schema on the wire has %s", forbidden)
		}
	}
}

// requirements lists the members that every object of a schema requires.
func requirements(s *jsonschema.Schema, path string) map[string][]string {
	found := map[string][]string{}
	if s.Type == "object" {
		found[path] = s.Required
	}
	for name, member := range s.Properties {
		maps.Copy(found, requirements(member, path+"."+name))
	}
	if s.Items != nil {
		maps.Copy(found, requirements(s.Items, path+"[]"))
	}
	return found
}

// FuzzParse: whatever a model says, it is either refused or within all bounds.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		llmtest.Analysis, llmtest.Hostile, llmtest.Fenced().Text, llmtest.Malformed().Text, llmtest.Truncated().Text,
		`{"hypotheses":[{"category":"memory_leak","description":"d","evidence":[{"signal_type":"metric","signal_name":"n","observation":"o","relevance":1e-400}],"against":[],"reasoning":""}]}`,
		"```json\n{\"a\":\"```\"}\n```", `{"a":"\\\"}"}`, strings.Repeat("{", 5000), strings.Repeat(`{"a":`, 2000),
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := parseAnswer(text)
		if err != nil {
			if len(err.Error()) > 4*maxObservation+100 {
				t.Errorf("an error of %d bytes", len(err.Error()))
			}
			return
		}
		for _, h := range a.Hypotheses {
			if h.Category == "" || len(h.Evidence) == 0 || len(h.Evidence) > maxReasons {
				t.Errorf("accepted %+v", h)
			}
			for _, r := range append(h.Evidence, h.Against...) {
				if !(r.Relevance >= 0 && r.Relevance <= 1) {
					t.Errorf("relevance %v", r.Relevance)
				}
			}
		}
	})
}
