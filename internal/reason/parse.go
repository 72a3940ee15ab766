package reason

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
)

// parseAnswer reads a model's text: the JSON in it, checked against the schema.
// Its errors are written for the model, which is shown them once.
func parseAnswer(text string) (answer, error) {
	if len(text) > maxAnswer {
		return answer{}, fmt.Errorf("it is longer than %d bytes", maxAnswer)
	}
	source := extractObject(text)
	var shape any
	if err := json.Unmarshal([]byte(source), &shape); err != nil {
		return answer{}, fmt.Errorf("it is not one JSON object: %s", outgoing(err.Error(), maxObservation))
	}
	if err := boundSchema.Validate(shape); err != nil {
		return answer{}, fmt.Errorf("it does not fit the schema: %s", outgoing(err.Error(), maxObservation))
	}
	var a answer
	if err := json.Unmarshal([]byte(source), &a); err != nil {
		return answer{}, fmt.Errorf("it does not fit the schema: %s", outgoing(err.Error(), maxObservation))
	}
	// The decoder matches names of members in any case and the schema does not,
	// so what was decoded is looked at again.
	for _, h := range a.Hypotheses {
		if h.Category == "" || len(h.Evidence) == 0 || len(h.Evidence) > maxReasons || len(h.Against) > maxReasons {
			return answer{}, errors.New("it gives one member twice")
		}
	}
	if len(a.Hypotheses) == 0 || len(a.Hypotheses) > maxHypotheses {
		return answer{}, errors.New("it gives one member twice")
	}
	return a, nil
}

var fencedObject = regexp.MustCompile("(?s)```(?:json|JSON)?\\s*(\\{.*?\\})\\s*```")

// extractObject finds the JSON in what a model says around it: a fenced block,
// else the first whole object, else all of it.
func extractObject(text string) string {
	if fenced := fencedObject.FindStringSubmatch(text); fenced != nil && json.Valid([]byte(fenced[1])) {
		return fenced[1]
	}
	if object, ok := balanced(text); ok {
		return object
	}
	return text
}

// balanced is the first object whose braces match, braces within strings not
// counted.
func balanced(text string) (string, bool) {
	begin, depth, inString, escaped := -1, 0, false, false
	for i := range len(text) {
		switch ch := text[i]; {
		case begin < 0:
			if ch == '{' {
				begin, depth = i, 1
			}
		case escaped:
			escaped = false
		case inString:
			escaped, inString = ch == '\\', ch != '"'
		case ch == '"':
			inString = true
		case ch == '{':
			depth++
		case ch == '}':
			if depth--; depth == 0 {
				return text[begin : i+1], true
			}
		}
	}
	return "", false
}
