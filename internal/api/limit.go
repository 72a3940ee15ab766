package api

import (
	"net"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/airra/airra/internal/airra"
)

// limited puts an operation under a limit per caller. Operations that share a
// name share the limit.
func (s *server) limited(op huma.Operation, name string, limit airra.Limit) huma.Operation {
	op.Middlewares = append(op.Middlewares, func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		if err := s.allow(r, name, limit); err != nil {
			s.problem(r.Context(), err).write(w)
			return
		}
		next(ctx)
	})
	return op
}

// llm, write and ack are the limits there are.
func (s *server) llm(op huma.Operation) huma.Operation { return s.limited(op, "llm", s.opts.LimitLLM) }

// wording is the limit of what asks a model for words, and writes its own where there is
// none: then it is no dearer than any other write.
func (s *server) wording(op huma.Operation) huma.Operation {
	if s.opts.Model {
		return s.llm(op)
	}
	return s.write(op)
}

func (s *server) write(op huma.Operation) huma.Operation {
	return s.limited(op, "write", s.opts.LimitWrite)
}

// ack is the limit of what needs no key but a token, so that nobody can try many.
// The pages behind the links, which are no operations, ask for it themselves.
func (s *server) ack(op huma.Operation) huma.Operation { return s.limited(op, "ack", s.opts.LimitAck) }

func (s *server) allow(r *http.Request, name string, limit airra.Limit) error {
	if s.opts.Limiter == nil {
		return nil
	}
	ok, wait, err := s.opts.Limiter.Allow(r.Context(), "ratelimit:"+name+":"+caller(r), limit)
	if err != nil {
		return err
	}
	if !ok {
		return &airra.Error{
			Code: airra.CodeRateLimited, RetryAfter: wait,
			Message: "Rate limit exceeded. Please try again later.",
		}
	}
	return nil
}

// caller is the address a request came from: the peer of the connection, since
// a header can say anything.
func caller(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
