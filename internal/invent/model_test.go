package invent_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/invent"
	"github.com/airra/airra/internal/reason/llm"
	"github.com/airra/airra/internal/reason/llm/llmtest"
)

// answering gives an inventor whose model is a strict fake server, and the server.
func answering(t *testing.T, log *slog.Logger, script ...llmtest.Reply) (invent.Inventor, *llmtest.Server) {
	t.Helper()
	server := &llmtest.Server{Key: "k-1", Model: "small", Script: script}
	model, err := llm.New(llm.Config{
		Provider: llm.ProviderGroq, APIKey: "k-1", Model: "small", Temperature: invent.Temperature, MaxTokens: invent.MaxTokens, Transport: server,
	})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(ctx context.Context, q invent.Question) (string, error) {
		response, err := model.Complete(ctx, llm.Request{System: q.System, Messages: []llm.Message{{Role: llm.RoleUser, Text: q.Text}}, Schema: q.Schema})
		return response.Text, err
	}
	t.Cleanup(func() {
		if problems := server.Problems(); len(problems) > 0 {
			t.Errorf("the model was asked in a wrong way: %s", strings.Join(problems, "; "))
		}
	})
	return invent.Inventor{Ask: ask, Model: model.Name(), Log: log}, server
}

const written = `{"title":"Checkout pods of payment-service leak heap after v7.1.4","description":"It began an hour ago.","severity":"high","metrics":[
	{"name":"heap_bytes","current":8.5e9,"expected":2.1e9,"deviation":9.5},
	{"name":"latency_p95","current":2.5,"expected":0.3,"deviation":6},
	{"name":"throughput","current":100,"expected":400,"deviation":-4}]}`

func TestAModelWritesAnIncidentOfTheSeedsServiceAndPattern(t *testing.T) {
	t.Parallel()
	inventor, server := answering(t, nil, llmtest.Reply{Text: written})
	got, err := inventor.Invent(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	same := invent.Compose(3)
	want := invent.Draft{
		Service: same.Service, Pattern: same.Pattern, Title: "Checkout pods of payment-service leak heap after v7.1.4",
		Description: "It began an hour ago.", Severity: airra.SeverityHigh, Generator: "groq small",
		Metrics: []invent.Metric{{"heap_bytes", "", 8.5e9, 2.1e9, 9.5}, {"latency_p95", "", 2.5, 0.3, 6}, {"throughput", "", 100, 400, -4}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	asked := server.Requests()[0]
	for _, word := range []string{string(same.Service), string(same.Pattern)} {
		if !strings.Contains(asked.Messages[0].Content, word) {
			t.Errorf("the question does not name %s: %s", word, asked.Messages[0].Content)
		}
	}
	for _, setting := range []string{`"temperature":0.9`, `"max_tokens":500`} {
		if !strings.Contains(asked.Body, setting) {
			t.Errorf("%s is missing in %s", setting, asked.Body)
		}
	}
}

func TestAModelsWordForTheSeverityIsForgiven(t *testing.T) {
	t.Parallel()
	inventor, _ := answering(t, nil, llmtest.Reply{Text: strings.Replace(written, `"high"`, `"SEV-1"`, 1)}, llmtest.Reply{Text: strings.Replace(written, `"high"`, `"Critical"`, 1)})
	var got []airra.Severity
	for seed := range uint64(2) {
		d, err := inventor.Invent(t.Context(), seed)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, d.Severity)
	}
	if want := []airra.Severity{airra.SeverityMedium, airra.SeverityCritical}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestATitleWithoutEndIsCutAndStaysOneLine(t *testing.T) {
	t.Parallel()
	endless := strings.Replace(written, "Checkout pods", `Checkout\npods `+strings.Repeat("ü", 200), 1)
	inventor, _ := answering(t, nil, llmtest.Reply{Text: endless})
	d, err := inventor.Invent(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	title := d.Report(time.Now()).Title
	if n := len([]rune(title)); n != len("[AI] ")+100 || !strings.HasPrefix(title, "[AI] Checkout pods ü") {
		t.Errorf("%d characters: %q", n, title)
	}
}

func TestTheGrammarTellsTheSameTroubleWhenTheModelIsOfNoUse(t *testing.T) {
	t.Parallel()
	two, six := new(bytes.Buffer), new(bytes.Buffer)
	var whole map[string]any
	if err := json.Unmarshal([]byte(written), &whole); err != nil {
		t.Fatal(err)
	}
	metrics, _ := whole["metrics"].([]any)
	for into, n := range map[*bytes.Buffer]int{two: 2, six: 6} {
		whole["metrics"] = append(slices.Clone(metrics), map[string]any{"name": "a", "current": 1, "expected": 2, "deviation": 3}, map[string]any{"name": "b", "current": 1, "expected": 2, "deviation": 3}, map[string]any{"name": "c", "current": 1, "expected": 2, "deviation": 3})[:n]
		if err := json.NewEncoder(into).Encode(whole); err != nil {
			t.Fatal(err)
		}
	}
	replaced := func(old, new string) llmtest.Reply { return llmtest.Reply{Text: strings.Replace(written, old, new, 1)} }
	for name, reply := range map[string]llmtest.Reply{
		"prose":                  {Text: "Here is your incident!"},
		"a code fence":           {Text: "```json\n" + written + "\n```"},
		"something after it":     {Text: written + written},
		"cut off by its tokens":  {Text: written[:len(written)/2]},
		"a member of its own":    replaced(`"severity"`, `"root_cause":"x","severity"`),
		"no title":               replaced(`Checkout pods of payment-service leak heap after v7.1.4`, ` `),
		"no description":         replaced("It began an hour ago.", ""),
		"a description too long": replaced("It began an hour ago.", strings.Repeat("x", 4001)),
		"a number in words":      replaced("8.5e9", `"many"`),
		"a missing number":       replaced(`"current":8.5e9,`, ""),
		"a metric twice":         replaced("heap_bytes", "latency_p95"),
		"a metric without name":  replaced("heap_bytes", ""),
		"too few metrics":        {Text: two.String()},
		"too many metrics":       {Text: six.String()},
		"a refusal":              {Status: http.StatusUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			inventor, _ := answering(t, slog.New(slog.NewTextHandler(&log, nil)), reply)
			got, err := inventor.Invent(t.Context(), 11)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(invent.Compose(11), got); diff != "" {
				t.Error(diff)
			}
			if !strings.Contains(log.String(), "the grammar does") || strings.Contains(log.String(), "k-1") {
				t.Errorf("the log says %q", log.String())
			}
		})
	}
}

func TestAnEndedContextInventsNothing(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	inventor, _ := answering(t, nil, llmtest.Reply{Text: written})
	for _, v := range []invent.Inventor{inventor, {}} {
		if _, err := v.Invent(ended, 1); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
}
