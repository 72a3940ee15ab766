package airra

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SystemActor is the name under which the product itself acts.
const SystemActor = "airra"

// Bounds of a person's name, in characters.
const (
	minPerson = 2
	maxPerson = 255
)

// CheckPerson says with CodeInvalid why a name cannot be a person's: it has 2 to
// 255 letters, digits and a few signs, so that it can stand in a log, in a message
// and in a path. Field is what the caller named the name. A regular expression was
// rejected: with these bounds over all letters of Unicode it takes ten milliseconds
// and three megabytes to compile, at every start of both programs.
func CheckPerson(field, name string) error {
	length := utf8.RuneCountInString(name)
	if length < minPerson || length > maxPerson || strings.ContainsFunc(name, notInName) {
		return Invalid(field, "must be 2 to 255 letters, digits or any of . _ - @ +")
	}
	return nil
}

func notInName(r rune) bool {
	return r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune("._-@+", r)
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
