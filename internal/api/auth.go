package api

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/airra/airra/internal/airra"
)

const (
	keyHeader   = "X-API-Key"
	actorHeader = "X-Airra-Actor"
	// anonymous is who acts when nobody says.
	anonymous = "api"
)

// keyHash is the digest of an API key. Digests have one length, so that
// comparing them tells nothing about the key, its length included, and any
// bytes whatever can be compared.
type keyHash [sha256.Size]byte

func hashKey(key string) keyHash { return sha256.Sum256([]byte(key)) }

// authorize checks the key. Only the API proper is behind it; probes, scrapes
// and the documents about the API are not.
func (s *server) authorize(r *http.Request) error {
	if !needsKey(r) {
		return nil
	}
	given := r.Header.Get(keyHeader)
	if given == "" {
		return &airra.Error{
			Code: airra.CodeUnauthenticated, Message: "Missing API key",
			Hint: "send the key in the header " + keyHeader,
		}
	}
	hash := hashKey(given)
	if s.opts.APIKey == "" || subtle.ConstantTimeCompare(hash[:], s.key[:]) != 1 {
		return &airra.Error{
			Code: airra.CodeForbidden, Message: "Invalid API key",
			Hint: "the key of this server is its AIRRA_API_KEY",
		}
	}
	return nil
}

func needsKey(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/") || r.URL.Path == "/api"
}

// actorOf says who acts. A name that is not one is reported by checkActor, when
// it is known that the caller may know anything at all.
func actorOf(r *http.Request) string {
	if name := r.Header.Get(actorHeader); name != "" {
		return name
	}
	return anonymous
}

func checkActor(r *http.Request) error {
	if name := r.Header.Get(actorHeader); name != "" {
		return airra.CheckPerson("header."+actorHeader, name)
	}
	return nil
}
