package airra

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
)

// IncidentID identifies an incident. Like the other identifiers it is a UUIDv7,
// so that ids sort by creation. People type the ref (INC-142) instead.
type IncidentID string

// HypothesisID identifies a hypothesis. Nobody types it, so it has no ref.
type HypothesisID string

// ActionID identifies an action, whose ref is like ACT-88.
type ActionID string

// ServiceName is the name of a service as it stands in the service label of
// its metrics.
type ServiceName string

// NewID makes a UUIDv7.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// Now puts a time into the form in which the product stores and sends it: UTC,
// whole microseconds, which both databases keep exactly.
func Now(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// Prefixes of the refs.
const (
	IncidentRefPrefix = "INC-"
	ActionRefPrefix   = "ACT-"
)

// IncidentRef and ActionRef give the n-th ref of their kind.
func IncidentRef(n int64) string { return fmt.Sprintf("%s%d", IncidentRefPrefix, n) }

// ActionRef gives the ref of the n-th action.
func ActionRef(n int64) string { return fmt.Sprintf("%s%d", ActionRefPrefix, n) }

var (
	refShape    = regexp.MustCompile(`^[A-Z]{3}-[0-9]{1,18}$`)
	prefixShape = regexp.MustCompile(`^[0-9a-f]{4}[0-9a-f-]{0,32}$`)
)

// Key is what a person or a script gives to name one thing: its id, its ref in
// any case, or a prefix of its id of at least four characters.
type Key struct {
	Ref    string // INC-142, or empty
	Prefix string // a whole id or the beginning of one, or empty
}

// ParseKey reads a key. It fails with CodeInvalid for text that can name
// nothing, so that a typing error is told apart from a thing that is not there.
func ParseKey(field, text string) (Key, error) {
	trimmed := strings.TrimSpace(text)
	if upper := strings.ToUpper(trimmed); refShape.MatchString(upper) {
		return Key{Ref: upper}, nil
	}
	if lower := strings.ToLower(trimmed); prefixShape.MatchString(lower) {
		return Key{Prefix: lower}, nil
	}
	return Key{}, Invalid(field, "%q is neither an id, a ref like INC-142, nor at least four characters of an id", text)
}

// Whole says whether the key is a complete id.
func (k Key) Whole() bool { return len(k.Prefix) == 36 }

// String gives the key as it was understood.
func (k Key) String() string { return k.Ref + k.Prefix }
