package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/airra/airra/internal/airra"
)

// register adds one operation below base. The handler returns errors of the
// domain; what they become is decided in one place, here.
func register[I, O any](s *server, op huma.Operation, handle func(ctx context.Context, in *I) (*O, error)) {
	op.Path = base + op.Path
	op.Security = []map[string][]string{{"apiKey": {}}}
	add(s, op, handle)
}

// registerOpen adds an operation that needs no key.
func registerOpen[I, O any](s *server, op huma.Operation, handle func(ctx context.Context, in *I) (*O, error)) {
	add(s, op, handle)
}

func add[I, O any](s *server, op huma.Operation, handle func(ctx context.Context, in *I) (*O, error)) {
	// The body was read and measured before the route was known, and an
	// operation may take longer than huma's time-out for reading it, which
	// would cancel the operation's context.
	op.MaxBodyBytes, op.BodyReadTimeout = -1, -1
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	})
}

// reply is an answer that is all body.
type reply[T any] struct{ Body T }

// answering turns what a backend call returns into an answer.
func answering[T any](value *T, err error) (*reply[T], error) {
	if err != nil {
		return nil, err
	}
	return &reply[T]{Body: *value}, nil
}

// listing is answering for plain arrays: never null, always [].
func listing[T any](values []T, err error) (*reply[[]T], error) {
	if err != nil {
		return nil, err
	}
	return &reply[[]T]{Body: full(values)}, nil
}

// paged is answering for one page of a list, whose values are filled one by one.
func paged[T any](fill func(*T)) func(page airra.Page[T], err error) (*reply[airra.Page[T]], error) {
	return func(page airra.Page[T], err error) (*reply[airra.Page[T]], error) {
		page.Items, err = each(fill)(full(page.Items), err)
		return answering(&page, err)
	}
}

// gone is answering for what leaves nothing to say.
func gone(err error) (*struct{}, error) {
	if err != nil {
		return nil, err
	}
	return &struct{}{}, nil
}

// get, post, create, put, patch and del begin an operation. They differ in the
// method and in the status of a success.
func get(path, id, summary, tag string) huma.Operation {
	return huma.Operation{Method: http.MethodGet, Path: path, OperationID: id, Summary: summary, Tags: []string{tag}}
}

func post(path, id, summary, tag string) huma.Operation {
	return begin(http.MethodPost, http.StatusOK, get(path, id, summary, tag))
}

func create(path, id, summary, tag string) huma.Operation {
	return begin(http.MethodPost, http.StatusCreated, get(path, id, summary, tag))
}

func put(path, id, summary, tag string) huma.Operation {
	return begin(http.MethodPut, http.StatusOK, get(path, id, summary, tag))
}

func patch(path, id, summary, tag string) huma.Operation {
	return begin(http.MethodPatch, http.StatusOK, get(path, id, summary, tag))
}

func del(path, id, summary, tag string) huma.Operation {
	return begin(http.MethodDelete, http.StatusNoContent, get(path, id, summary, tag))
}

func begin(method string, status int, op huma.Operation) huma.Operation {
	op.Method, op.DefaultStatus = method, status
	return op
}
