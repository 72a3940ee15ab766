package airra

import (
	"context"
	"regexp"
)

// SystemActor is the name under which the product itself acts.
const SystemActor = "airra"

// PersonShape is how people are named, as a regular expression: letters, digits
// and a few signs, so that a name can stand in a log, in a message and in a path.
const PersonShape = `^[\p{L}\p{N}_.\-@+]{2,255}$`

var person = regexp.MustCompile(PersonShape)

// CheckPerson says with CodeInvalid why a name cannot be a person's. Field is
// what the caller named the name.
func CheckPerson(field, name string) error {
	if !person.MatchString(name) {
		return Invalid(field, "must be 2 to 255 letters, digits or any of . _ - @ +")
	}
	return nil
}

type actorKey struct{}

// WithActor puts the name of the one who acts into the context. Besides the
// trace this is the only thing a context carries.
func WithActor(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, actorKey{}, name)
}

// ActorFrom gives the name of the one who acts, or SystemActor.
func ActorFrom(ctx context.Context) string {
	if name, ok := ctx.Value(actorKey{}).(string); ok && name != "" {
		return name
	}
	return SystemActor
}
