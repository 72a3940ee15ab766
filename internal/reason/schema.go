package reason

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/airra/airra/internal/airra"
)

// answer is what a model is asked for. There is no place in it for a
// confidence, a remedy or a command.
type answer struct {
	Hypotheses []answeredCause `json:"hypotheses"`
}

type answeredCause struct {
	Category    string           `json:"category"`
	Description string           `json:"description"`
	Evidence    []answeredReason `json:"evidence"`
	Against     []answeredReason `json:"against"`
	Reasoning   string           `json:"reasoning"`
}

type answeredReason struct {
	SignalType  string  `json:"signal_type"`
	SignalName  string  `json:"signal_name"`
	Observation string  `json:"observation"`
	Relevance   float64 `json:"relevance"`
}

// The bounds of an answer.
const (
	maxAnswer       = 64 << 10 // bytes
	maxReasons      = 12
	maxDescription  = 1000
	maxObservation  = 500
	maxReasoning    = 4000
	maxAnsweredName = 200
)

// categories are all that a model may conclude.
var categories = []any{
	airra.CategoryMemoryLeak, airra.CategoryCPUSpike, airra.CategoryTrafficSpike, airra.CategoryTrafficDrop,
	airra.CategoryLatencySpike, airra.CategoryErrorSpike, airra.CategoryDatabaseIssue, airra.CategoryNetworkIssue,
	airra.CategoryDeploymentIssue, airra.CategoryDependency, airra.CategoryInconclusive,
}

// evidenceKinds are all that a model may cite.
var evidenceKinds = []any{
	string(airra.KindMetric), string(airra.KindAlert), string(airra.KindLog), string(airra.KindEvent),
	evidenceChange, evidenceTopology, evidenceOrder, evidenceHistory,
}

// wireSchema is the shape that is sent: every object closed and every member
// required, as the strict modes of the providers want it, and without bounds,
// which not all of them understand. boundSchema is the shape that is checked:
// with bounds, and open, so that what a model adds unasked is dropped instead
// of costing the whole answer.
var (
	wireSchema  = mustEncode(answerSchema(false))
	boundSchema = mustResolve(answerSchema(true))
)

func answerSchema(bounded bool) *jsonschema.Schema {
	b := schemaBuilder{bounded}
	cause := b.object(map[string]*jsonschema.Schema{
		"category":    {Type: "string", Enum: categories},
		"description": b.text(1, 4*maxDescription),
		"evidence":    b.reasons(1),
		"against":     b.reasons(0),
		"reasoning":   b.text(0, 4*maxReasoning),
	})
	return b.object(map[string]*jsonschema.Schema{"hypotheses": b.list(cause, 1, maxHypotheses)})
}

type schemaBuilder struct{ bounded bool }

// reasons makes a new list each time, since a schema must be a tree.
func (b schemaBuilder) reasons(least int) *jsonschema.Schema {
	members := map[string]*jsonschema.Schema{
		"signal_type": {Type: "string", Enum: evidenceKinds},
		"signal_name": b.text(1, maxAnsweredName),
		"observation": b.text(1, 4*maxObservation),
		"relevance":   b.share(),
	}
	return b.list(b.object(members), least, maxReasons)
}

// object requires every member, on the wire and in the check alike: a member
// that a model may leave out is one that it leaves out when it has looked least.
func (b schemaBuilder) object(members map[string]*jsonschema.Schema) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", Properties: members, Required: slices.Sorted(maps.Keys(members))}
	if !b.bounded {
		s.AdditionalProperties = &jsonschema.Schema{Not: &jsonschema.Schema{}}
	}
	return s
}

func (b schemaBuilder) list(of *jsonschema.Schema, least, most int) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "array", Items: of}
	if b.bounded {
		s.MinItems, s.MaxItems = &least, &most
	}
	return s
}

func (b schemaBuilder) text(shortest, longest int) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string"}
	if b.bounded {
		s.MinLength, s.MaxLength = &shortest, &longest
	}
	return s
}

func (b schemaBuilder) share() *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "number"}
	if b.bounded {
		s.Minimum, s.Maximum = jsonschema.Ptr(0.0), jsonschema.Ptr(1.0)
	}
	return s
}

// The schemas are constants of the program, so a failure here is a mistake in
// this file and shows in every test.
func mustEncode(s *jsonschema.Schema) json.RawMessage {
	encoded, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprintf("reason: encode schema: %v", err))
	}
	return encoded
}

func mustResolve(s *jsonschema.Schema) *jsonschema.Resolved {
	resolved, err := s.Resolve(nil)
	if err != nil {
		panic(fmt.Sprintf("reason: resolve schema: %v", err))
	}
	return resolved
}
