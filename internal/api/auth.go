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
	return (strings.HasPrefix(r.URL.Path, "/api/") || r.URL.Path == "/api") && !acknowledges(r)
}

// acknowledges says whether a request is for the one operation of the API proper
// that needs no key: whoever answers a page has the token of its link instead. The
// path is compared as it was sent, because the mux goes by that spelling too.
func acknowledges(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.TrimSuffix(r.URL.EscapedPath(), "/") == base+acknowledgePath
}

// actorOf says who acts. Only who has the key is believed. A name that is not one
// is reported by checkActor, when it is known that the caller may know anything at
// all.
func actorOf(r *http.Request) string {
	if name := r.Header.Get(actorHeader); name != "" && needsKey(r) {
		return name
	}
	return anonymous
}

func checkActor(r *http.Request) error {
	if name := r.Header.Get(actorHeader); name != "" && needsKey(r) {
		return airra.CheckPerson("header."+actorHeader, name)
	}
	return nil
}
