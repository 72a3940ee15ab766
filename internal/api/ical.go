package api

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// feedPath is before the token in the address of a calendar.
const feedPath = "/ical/"

// feedAge is how long a calendar program may go on showing what it has. It is short
// because an address can be revoked.
const feedAge = "private, max-age=300"

// serveFeed gives the calendar behind a token, which calendar programs that know no
// headers for a key read again and again: most of the time nothing is new, and the
// answer says only that.
func (s *server) serveFeed(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	calendar, err := s.readFeed(r)
	switch {
	case airra.ErrorCode(err) == airra.CodeNotFound:
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte("there is no calendar at this address\n")) // The writer is our own buffer, which does not fail.
		return
	case err != nil:
		s.problem(r.Context(), err).write(w)
		return
	}
	sum := sha256.Sum256(calendar)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	h.Set("ETag", tag)
	h.Set("Cache-Control", feedAge)
	if knows(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	_, _ = w.Write(calendar) // The writer is our own buffer, which does not fail.
}

func (s *server) readFeed(r *http.Request) ([]byte, error) {
	if s.opts.Feeds == nil {
		return nil, airra.Errorf(airra.CodeNotFound, "there are no calendars here")
	}
	return s.opts.Feeds.ReadFeed(r.Context(), strings.TrimSuffix(r.PathValue("token"), ".ics"))
}

// knows says whether a client has named the tag among those it holds. A weak tag is
// as good as a strong one here.
func knows(held, tag string) bool {
	for one := range strings.SplitSeq(held, ",") {
		if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == tag || one == "*" {
			return true
		}
	}
	return false
}
