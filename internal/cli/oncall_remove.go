package cli

import (
	"context"
	"fmt"
	"strings"
)

// removing takes things away that were looked up before, so that the question names
// what is really there, and what is printed is what it was.
type removing[T any] struct {
	name   func(T) string
	asks   string // a question, with a place for the names
	remove func(v T) error
}

// run asks once for all of them, and gives those that are gone. As with every act on
// several things, a failure does not keep the others from being done.
func (o removing[T]) run(ctx context.Context, a *App, found outcome[T]) (outcome[T], error) {
	if len(found.values) == 0 {
		return found, nil
	}
	names := make([]string, len(found.values))
	for i, v := range found.values {
		names[i] = oneLine(o.name(v))
	}
	if err := a.confirm(ctx, fmt.Sprintf(o.asks, strings.Join(names, ", "))); err != nil {
		return found, err
	}
	gone := outcome[T]{many: found.many, failed: found.failed}
	code := exitCode(found.failed)
	for i, v := range found.values {
		err := o.remove(v)
		switch {
		case err == nil:
			gone.values, gone.raws = append(gone.values, v), append(gone.raws, found.raws[i])
		case ctx.Err() != nil:
			return gone, context.Cause(ctx)
		case !found.many:
			return gone, err
		default:
			report(a.Err, named(names[i], err))
			code = worse(code, exitCode(err))
			gone.failed = errReported{code}
		}
	}
	return gone, nil
}
