package invent

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// Question is what a model is asked.
type Question struct {
	System string
	Text   string
	Schema json.RawMessage // JSON schema of the answer
}

// Ask asks a model. Its answer should be the bare JSON object of the schema.
type Ask func(ctx context.Context, q Question) (answer string, err error)

// How a model is to be asked for something new every time. The tokens are those of the
// contract and just enough for what the question asks for.
const (
	Temperature = 0.9
	MaxTokens   = 500
)

// Inventor invents incidents. The zero value does so by the grammar.
type Inventor struct {
	Ask   Ask    // nil: there is no model
	Model string // its name, for people
	Log   *slog.Logger
}

// Invent gives the incident of a seed. The seed decides who has trouble and which; a
// model decides what is told of it. A model that does not answer, or that answers with
// anything but what it was asked for, is no error: the grammar tells of the same trouble,
// and Draft.Generator says who did. The only error is an ended context.
func (v Inventor) Invent(ctx context.Context, seed uint64) (Draft, error) {
	if v.Ask == nil {
		return Compose(seed), ctx.Err()
	}
	s, p := choose(rand.New(rand.NewPCG(seed, pepper)))
	answer, err := v.Ask(ctx, questionFor(s, p))
	if ended := ctx.Err(); ended != nil {
		return Draft{}, ended
	}
	if err == nil {
		var d Draft
		if d, err = parse(answer); err == nil {
			d.Service, d.Pattern, d.Generator = s.name, p, v.Model
			return d, nil
		}
	}
	if v.Log != nil {
		v.Log.WarnContext(ctx, "model did not invent an incident, the grammar does", "model", v.Model, "err", err)
	}
	return Compose(seed), nil
}

const systemPrompt = `You write realistic incident reports for training an on-call team. Answer with one JSON object and nothing else: no code fence, no comment.`

// schema asks for the metrics as a list, since a strict schema cannot say that an object
// has names that are not known beforehand.
var schema = json.RawMessage(`{"type":"object","additionalProperties":false,"required":["title","description","severity","metrics"],"properties":{` +
	`"title":{"type":"string"},"description":{"type":"string"},"severity":{"type":"string","enum":["critical","high","medium","low"]},` +
	`"metrics":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["name","current","expected","deviation"],"properties":{` +
	`"name":{"type":"string"},"current":{"type":"number"},"expected":{"type":"number"},"deviation":{"type":"number"}}}}}}`)

func questionFor(s service, p Pattern) Question {
	var names []string
	for _, m := range patterns[p].measures {
		names = append(names, m.name)
	}
	return Question{System: systemPrompt, Schema: schema, Text: fmt.Sprintf(`Invent an incident of %s, which %s. Its cause is of the kind %q. Make it unlike any other: use details of your own, such as a version, a pod or a region.
- title: %d to %d characters
- description: 200 to 300 words, rather 200: when it began, what is seen, what users notice, what it costs the business
- severity: critical, high, medium or low, as the largest deviation says: from 12 critical, from 6 high, from 4 medium, below that low
- metrics: 3 to 5, each with its name, the current and the expected value, and the deviation in standard deviations (at least 3, negative for a fall); names like %s`,
		s.name, s.purpose, p, shortestTitle, longestTitle, strings.Join(names, ", "))}
}

// The bounds of an answer that is used.
const (
	fewestMetrics      = 3
	mostMetrics        = 5
	longestName        = 100
	longestDescription = 4000
)

// parse reads an answer strictly. Only the severity is forgiven, as the contract has it:
// a word that does not exist counts as medium.
func parse(answer string) (Draft, error) {
	var said struct {
		Title       string `json:"title"`
		Description string `json:"description"`
		Severity    string `json:"severity"`
		Metrics     []struct {
			Name      string   `json:"name"`
			Current   *float64 `json:"current"`
			Expected  *float64 `json:"expected"`
			Deviation *float64 `json:"deviation"`
		} `json:"metrics"`
	}
	reader := json.NewDecoder(bytes.NewBufferString(answer))
	reader.DisallowUnknownFields()
	if err := reader.Decode(&said); err != nil {
		return Draft{}, fmt.Errorf("read the answer: %w", err)
	}
	if _, err := reader.Token(); !errors.Is(err, io.EOF) {
		return Draft{}, errors.New("read the answer: more than one JSON object")
	}
	d := Draft{Title: oneLine(said.Title), Description: strings.TrimSpace(said.Description), Severity: airra.Severity(strings.ToLower(said.Severity))}
	if !d.Severity.Valid() {
		d.Severity = airra.SeverityMedium
	}
	names := map[string]bool{}
	for _, m := range said.Metrics {
		if m.Name == "" || len(m.Name) > longestName || names[m.Name] || m.Current == nil || m.Expected == nil || m.Deviation == nil {
			return Draft{}, errors.New("read the answer: a metric is incomplete or comes twice")
		}
		names[m.Name] = true
		d.Metrics = append(d.Metrics, Metric{Name: m.Name, Current: *m.Current, Expected: *m.Expected, Deviation: *m.Deviation})
	}
	switch {
	case d.Title == "" || d.Description == "" || len(d.Description) > longestDescription:
		return Draft{}, errors.New("read the answer: the title or the description is missing or too long")
	case len(d.Metrics) < fewestMetrics || len(d.Metrics) > mostMetrics:
		return Draft{}, fmt.Errorf("read the answer: %d metrics instead of %d to %d", len(d.Metrics), fewestMetrics, mostMetrics)
	}
	return d, nil
}
