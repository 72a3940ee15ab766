package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

const (
	idempotencyHeader = "Idempotency-Key"
	replayedHeader    = "Idempotency-Replayed"
	maxIdempotencyKey = 255
	// storeTimeout bounds the storing of an answer after its client has left.
	storeTimeout = 5 * time.Second
)

// once does a request, or gives the stored answer when the request carries the
// key of one that was done before. A request without a key costs nothing here.
// Strangers have no keys: they could take one from somebody, or fill the store.
func (s *server) once(a *answer, r *http.Request, body *requestBody) {
	key := r.Header.Get(idempotencyHeader)
	if key == "" || r.Method != http.MethodPost || !needsKey(r) || s.opts.Idempotency == nil {
		s.dispatch(a, r)
		return
	}
	if !plainKey(key) {
		s.problem(r.Context(), airra.Invalid("header."+idempotencyHeader, "must be 1 to %d visible ASCII characters", maxIdempotencyKey)).write(a)
		return
	}
	stored, err := s.opts.Idempotency.ClaimKey(r.Context(), key, fingerprint(r, body.Bytes()), airra.Now(s.now()))
	if err != nil {
		s.problem(r.Context(), err).write(a)
		return
	}
	if stored != nil {
		replay(a, stored)
		return
	}
	s.doOnce(a, r, key)
}

// doOnce does a request whose key is now ours. Whatever happens the key is
// finished or released: a panic of the handler releases it on its way up.
func (s *server) doOnce(a *answer, r *http.Request, key string) {
	answered := false
	a.secret = showsSecret(r.URL.Path)
	defer func() { s.settle(r.Context(), key, a, answered) }()
	s.dispatch(a, r)
	answered = true
}

// settle stores the answer, or releases the key when the same request may
// succeed later: after a failure of ours and after a refusal by a rate limit. An
// answer with a secret that is shown once is not stored either, since the store must
// not hold what only its hash stands for; a repetition then makes another one.
// The client may have left; what was done was done.
func (s *server) settle(ctx context.Context, key string, a *answer, answered bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
	defer cancel()
	var err error
	if !answered || a.secret || a.status >= http.StatusInternalServerError || a.status == http.StatusTooManyRequests {
		err = s.opts.Idempotency.ReleaseKey(ctx, key)
	} else {
		err = s.opts.Idempotency.FinishKey(ctx, key, airra.StoredAnswer{
			Status: a.status, ContentType: a.Header().Get("Content-Type"), Location: a.Header().Get("Location"),
			Body: append([]byte(nil), a.body.Bytes()...),
		})
	}
	if err != nil {
		s.log.ErrorContext(ctx, "idempotency key not settled", "request_id", requestID(ctx), "err", err)
	}
}

func replay(a *answer, stored *airra.StoredAnswer) {
	a.Header().Set(replayedHeader, "true")
	if stored.ContentType != "" {
		a.Header().Set("Content-Type", stored.ContentType)
	}
	if stored.Location != "" {
		a.Header().Set("Location", stored.Location)
	}
	a.WriteHeader(stored.Status)
	_, _ = a.Write(stored.Body) // The writer is our own buffer, which does not fail.
}

// fingerprint tells one request from another that carries the same key. It goes
// by what the request means: a proxy or a library may spell the path and the
// query of a repetition differently. Who acts belongs to it, since the answer
// and the audit trail name that person: the same words of somebody else are
// another deed.
func fingerprint(r *http.Request, body []byte) string {
	hash := sha256.New()
	hash.Write([]byte(actorOf(r) + "\n" + r.Method + " " + oneSpelling(r.URL) + "?" + r.URL.Query().Encode() + "\n"))
	hash.Write(body)
	return hex.EncodeToString(hash.Sum(nil))
}

// oneSpelling escapes what must be escaped in a path, and nothing else. It does
// so part by part, because an escaped slash is no separator.
func oneSpelling(u *url.URL) string {
	parts := strings.Split(u.EscapedPath(), "/")
	for i, part := range parts {
		if text, err := url.PathUnescape(part); err == nil {
			parts[i] = url.PathEscape(text)
		}
	}
	return strings.Join(parts, "/")
}

func plainKey(key string) bool {
	if len(key) > maxIdempotencyKey {
		return false
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return false
		}
	}
	return true
}

// showsSecret names the operations whose answer holds what is shown once.
func showsSecret(path string) bool {
	return path == base+"/on-call/feeds" || path == base+"/notifications/channels"
}
