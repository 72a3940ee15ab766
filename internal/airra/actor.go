package airra

import "context"

// SystemActor is the name under which the product itself acts.
const SystemActor = "airra"

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
