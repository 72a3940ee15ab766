package cli_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"github.com/airra/airra/internal/airra"
)

// poison clears a screen, forges a row and turns the reading direction around.
const poison = "\x1b[2J\u009b31m\r\nINC-999\tforged\u202e\u200b\x7f"

// enumerations are the members whose words decide what is drawn.
var enumerations = map[string]bool{"status": true, "state": true, "kind": true, "level": true, "used_level": true, "severity": true, "priority": true, "decision": true}

// poisoned puts poison behind every text of an answer, or behind all but the words
// of enumerations. Times stay what they are, since an answer whose times cannot be
// read is refused as a whole.
func poisoned(t *testing.T, answer any, spare bool) string {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(encode(t, answer)))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return string(encode(t, poisonedValue(value, spare)))
}

func poisonedValue(value any, spare bool) any {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			if !spare || !enumerations[name] {
				v[name] = poisonedValue(member, spare)
			}
		}
	case []any:
		for i, element := range v {
			v[i] = poisonedValue(element, spare)
		}
	case string:
		if _, err := time.Parse(time.RFC3339, v); err != nil {
			return v + poison
		}
	}
	return value
}

func TestNothingForeignReachesATerminalFromThePeoplesSide(t *testing.T) {
	t.Parallel()
	comparison := airra.ReviewComparison{
		AIApproach:       airra.AIApproach{Hypotheses: detail142().Hypotheses},
		EngineerApproach: airra.EngineerApproach{Assessment: "a", AlternativeHypotheses: json.RawMessage(`[{"c":"d"}]`), SuggestedApproach: json.RawMessage(`{"e":["f"]}`)},
		Differences:      []string{"one"}, Recommendations: []string{"two"},
	}
	paused := paging()
	paused.State = airra.PagingPaused
	get := func(target string, answer any) exchange {
		return exchange{method: "GET", target: target, answer: answer}
	}
	tests := []struct {
		args string
		ask  []exchange
	}{
		{"page explain INC-142", explaining(explanation(paging(), answered(), page2()), detail142())},
		{"page explain INC-142", explaining(explanation(paused, page1()), detail142())},
		{"notify list", []exchange{listingNotifications("page_size=30", page1(), answered(), page2())}},
		{"notify view x", []exchange{get("/api/v1/notifications/x", page2())}},
		{"notify resend x", []exchange{{method: "POST", target: "/api/v1/notifications/x/resend", answer: page2()}}},
		{"notify channel list", []exchange{get("/api/v1/notifications/channels", channels())}},
		{"escalation list", []exchange{get(policiesAt, []airra.EscalationPolicy{policy()})}},
		{"escalation view x", []exchange{get(policiesAt+"/x", policy())}},
		{"incident assign INC-142 --auto", []exchange{{method: "POST", target: assignAt, body: "{}", answer: assignment(airra.AssignOnCall)}}},
		{"page x -m y", []exchange{{method: "POST", target: "/api/v1/notifications/page", body: `{"target":"x","message":"y","severity":"high"}`, answer: incident142()}}},
		{"review list", []exchange{get("/api/v1/admin/incidents/under-review?page_size=30", pageOf(theReview(airra.ReviewAssigned)))}},
		{"review view x", []exchange{get(reviewsAt+"x", reviewDetail(airra.ReviewAccepted))}},
		{"review start x", []exchange{{method: "POST", target: reviewsAt + "x/start", answer: theReview(airra.ReviewInProgress)}}},
		{"review compare INC-142", []exchange{get("/api/v1/admin/incidents/INC-142/comparison", comparison)}},
	}
	for _, test := range tests {
		t.Run(test.args, func(t *testing.T) {
			t.Parallel()
			for _, form := range []struct {
				name       string
				tty, spare bool
				args       string
			}{
				{"a terminal", true, false, ""},
				{"a terminal, with words that it knows", true, true, ""},
				{"a wide table", true, false, "-o wide"},
				{"a pipe", false, false, ""},
				{"all columns in a pipe", false, false, "-o wide"},
			} {
				server := record(t, append(hostile(t, test.ask, form.spare), namesAsked(t)...)...)
				got := shell{tty: form.tty, width: 80}.run(t, server.server.URL, append(strings.Fields(test.args+" "+form.args), "--color", "never")...)
				if got.code != 0 || got.out == "" {
					t.Errorf("%s: ended with %+v", form.name, got)
				}
				harmless(t, form.name, got.out+got.err, form.tty && form.args == "")
			}
		})
	}
}

// hostile are exchanges whose answers hold poison. A pipe does not ask for all of
// them, and each may be asked for.
func hostile(t *testing.T, asks []exchange, spare bool) []exchange {
	t.Helper()
	var all []exchange
	for _, ask := range asks {
		ask.answer, ask.always = poisoned(t, ask.answer, spare), true
		all = append(all, ask)
	}
	return all
}

// namesAsked are the questions for names that a screen may ask.
func namesAsked(t *testing.T) []exchange {
	t.Helper()
	people := engineersAsked()
	people.answer, people.always = poisoned(t, people.answer, false), true
	gone := problem(404, airra.CodeNotFound, "Incident not found"+poison, "")
	gone.method, gone.always = "GET", true
	gone.target = "/api/v1/incidents/" + strings.NewReplacer("\x1b", "%1B", "\u009b", "%C2%9B", "\r", "%0D", "\n", "%0A", "\t", "%09", "\u202e", "%E2%80%AE", "\u200b", "%E2%80%8B", "\x7f", "%7F", "[", "%5B").
		Replace(string(incident142().ID)+poison)
	return []exchange{people, gone}
}

// harmless fails when a text holds what a terminal obeys, or a line that is wider
// than the terminal.
func harmless(t *testing.T, form, text string, narrow bool) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		bad := func(r rune) bool {
			return r != '\t' && (unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r == '\u200b')
		}
		if strings.ContainsFunc(line, bad) || strings.HasPrefix(line, "INC-999") {
			t.Errorf("%s: a terminal would obey %q", form, line)
		}
		if narrow && ansi.StringWidth(line) > 80 {
			t.Errorf("%s: wider than 80: %s", form, line)
		}
	}
}
