package reason

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// The bounds of what is read from a context: it is foreign, and nobody needs
// more suspects than this.
const (
	maxChanges    = 20
	maxChangeText = 300
	maxListDepth  = 2
)

// Changes reads from the context of an incident what was done to the service,
// or reported about its surroundings, before it was disturbed. Contexts have no
// schema, so keys are read by their words (recent_deployments, deployment,
// recent_changes, feature_flags, marketing_campaign, alerts …) and values as
// texts, objects or lists of either. Times are RFC 3339, Unix seconds or texts
// like "6 hours ago", which count back from detectedAt. What cannot be read is
// left out; nothing is an error. The order is that of the keys.
func Changes(context json.RawMessage, service airra.ServiceName, detectedAt time.Time) []airra.Change {
	decoder := json.NewDecoder(bytes.NewReader(context))
	decoder.UseNumber()
	var members map[string]any
	if decoder.Decode(&members) != nil {
		return nil
	}
	r := changeReader{service: service, at: detectedAt}
	for _, key := range slices.Sorted(maps.Keys(members)) {
		if kind, ok := kindOfKey(key); ok {
			r.dated = kind == changeConfiguration && !strings.Contains(strings.ToLower(key), "change")
			r.read(kind, members[key], 0)
		}
	}
	return r.found
}

// keyKinds tells by the words of a key what its value is about. Keys that
// announce changes in general leave the kind to the text; those that announce
// reports are never taken for a change of the service.
var keyKinds = []struct{ kind, words string }{
	{changeDeployment, "deploy deployed deploys deployment deployments release releases released rollout rollouts"},
	{changeMigration, "migration migrations migrated"},
	{changeFeatureFlag, "flag flags toggle toggles"},
	{changeCampaign, "campaign campaigns marketing promotion promotions sale"},
	{changeConfiguration, "config configuration configurations settings change changes changed"},
	{changeOther, "alert alerts event events notice notices"},
}

func kindOfKey(key string) (string, bool) { return kindOfWords(tokens(key)) }

func kindOfWords(words []string) (string, bool) {
	for _, line := range keyKinds {
		for word := range strings.FieldsSeq(line.words) {
			if slices.Contains(words, word) {
				return line.kind, true
			}
		}
	}
	return "", false
}

type changeReader struct {
	service airra.ServiceName
	at      time.Time
	dated   bool // only with a time is it a change: a bare configuration is a description
	found   []airra.Change
}

// read takes a value of any shape.
func (r *changeReader) read(kind string, value any, depth int) {
	switch v := value.(type) {
	case string:
		r.add(kind, r.service, v, momentIn(v, r.at))
	case map[string]any:
		r.readObject(kind, v)
	case []any:
		for _, element := range v {
			if depth < maxListDepth && len(r.found) < maxChanges {
				r.read(kind, element, depth+1)
			}
		}
	}
}

// The members of an object that carry its text and its time, by the names that
// are in use.
var (
	textMembers = []string{"version", "name", "title", "summary", "description", "message", "text", "change", "changes"}
	timeMembers = []string{"timestamp", "time", "at", "when", "date", "deployed_at", "started_at", "created_at", "changed_at", "ago"}
	kindMembers = []string{"type", "kind"}
)

// readObject takes {"version": …, "timestamp": …, "changes": […]} and its
// cousins.
func (r *changeReader) readObject(kind string, object map[string]any) {
	var texts []string
	for _, name := range textMembers {
		texts = append(texts, textsOf(object[name])...)
	}
	text := strings.Join(texts, "; ")
	for _, name := range kindMembers {
		if said, ok := object[name].(string); ok {
			if named, known := kindOfWords(tokens(said)); known {
				kind = named
			}
		}
	}
	service := r.service
	if named, ok := object["service"].(string); ok && named != "" {
		service = airra.ServiceName(cut(named, 100))
	}
	at := momentIn(text, r.at)
	for _, name := range timeMembers {
		if moment := momentOf(object[name], r.at); moment != nil {
			at = moment
			break
		}
	}
	r.add(kind, service, text, at)
}

func textsOf(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		var texts []string
		for _, element := range v {
			if text, ok := element.(string); ok {
				texts = append(texts, text)
			}
		}
		return texts
	}
	return nil
}

// add keeps a change, once. The name of the service alone is a label that a
// cluster calls its deployment by, and no change.
func (r *changeReader) add(kind string, service airra.ServiceName, text string, at *time.Time) {
	text = cut(strings.TrimSpace(text), maxChangeText)
	if len(r.found) >= maxChanges || strings.EqualFold(text, string(r.service)) || (at == nil && (text == "" || r.dated)) {
		return
	}
	if text == "" {
		text = "no details given"
	}
	change := airra.Change{Kind: specific(kind, text), Service: service, Summary: text, At: at}
	if !slices.ContainsFunc(r.found, func(c airra.Change) bool {
		return c.Kind == change.Kind && c.Service == change.Service && c.Summary == change.Summary
	}) {
		r.found = append(r.found, change)
	}
}

// specific lets the text of a change in general, or of an event, say what it
// was.
func specific(kind, text string) string {
	if kind != changeConfiguration && kind != changeOther {
		return kind
	}
	said, ok := kindOfWords(tokens(text))
	switch {
	case !ok, said == changeOther, said == changeConfiguration:
		return kind
	case kind == changeOther && said != changeCampaign && said != changeDeployment:
		return kind
	}
	return said
}

// cut shortens a text to so many runes.
func cut(text string, limit int) string {
	text = strings.ToValidUTF8(text, "�")
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit-1]) + "…"
	}
	return text
}
