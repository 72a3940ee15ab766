package web

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestASessionIsOpenedOnlyAsItWasSealed(t *testing.T) {
	t.Parallel()
	s := newSealer("key")
	one := session{Actor: "alice@example.com", Expires: noon.Add(time.Hour), Nonce: [16]byte{1, 2, 3}}
	value := s.seal(one)
	if got, ok := s.open(value, noon); !ok || got.Actor != one.Actor || got.Nonce != one.Nonce || !got.Expires.Equal(one.Expires) {
		t.Errorf("got %+v, %v", got, ok)
	}
	if _, ok := s.open(value, noon.Add(time.Hour)); ok {
		t.Error("it is open after its end")
	}
	if _, ok := newSealer("another key").open(value, noon); ok {
		t.Error("it is open after the key has changed")
	}
	for n := range len(value) {
		if changed := value[:n] + flip(value[n]) + value[n+1:]; opens(s, changed) && changed != value {
			t.Errorf("it is open with another character at %d", n)
		}
	}
	for _, value := range []string{"", ".", "a.b", strings.Repeat("A", 64) + "." + strings.Repeat("A", 43), "!." + value} {
		if opens(s, value) {
			t.Errorf("%q is open", value)
		}
	}
}

func opens(s sealer, value string) bool { _, ok := s.open(value, noon); return ok }

// flip gives another character that changes the bits that count: the last one of a text
// in base64 has bits that stand for nothing.
func flip(c byte) string {
	if c >= 'A' && c <= 'Z' {
		return "z"
	}
	return "A"
}

// A token looks different on every page and is good for one session alone.
func TestAFormTokenBelongsToItsSession(t *testing.T) {
	t.Parallel()
	s, mine, yours := newSealer("key"), [16]byte{1}, [16]byte{2}
	first, err := s.formToken(mine, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.formToken(mine, rand.Reader)
	if err != nil || first == second {
		t.Errorf("two pages have the same token: %v", err)
	}
	for _, token := range []string{first, second} {
		if !s.isFormToken(mine, token) {
			t.Error("it is not good for its own session")
		}
		if s.isFormToken(yours, token) || newSealer("other").isFormToken(mine, token) || s.isFormToken(mine, token[1:]) {
			t.Error("it is good for another one")
		}
	}
	if s.isFormToken(mine, "") || s.isFormToken(mine, encoding.EncodeToString(make([]byte, 2*tokenSize))) {
		t.Error("nothing is a token")
	}
	if _, err := s.formToken(mine, bytes.NewReader(nil)); err == nil {
		t.Error("a token was made without randomness")
	}
}

func TestTheWayBackStaysHere(t *testing.T) {
	t.Parallel()
	for next, want := range map[string]string{
		"/incidents/INC-7?x=1#y": "/incidents/INC-7?x=1#y", "/": "/", "": "/f", "//evil.example": "/f", "https://evil.example/": "/f", "/\\evil.example": "/f",
		"javascript:alert(1)": "/f", "incidents": "/f", "/a\r\nX: y": "/f", "/%2F/evil": "/%2F/evil", "http:/x": "/f",
	} {
		if got := localPath(next, "/f"); got != want {
			t.Errorf("%q leads to %q, want %q", next, got, want)
		}
	}
}

func TestWhoAsksForHTML(t *testing.T) {
	t.Parallel()
	for accept, want := range map[string]bool{
		"text/html,application/xhtml+xml,*/*;q=0.8": true, "*/*": false, "": false, "application/json": false,
		"text/html;q=0.1,application/json": false, "application/xhtml+xml": true, "text/html;q=x": false,
	} {
		if got := prefersHTML(accept); got != want {
			t.Errorf("%q: %v", accept, got)
		}
	}
}
