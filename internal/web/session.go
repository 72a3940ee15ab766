package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"io"
	"strings"
	"time"
)

// sessionLasts is how long somebody stays signed in, whatever they do: a browser that
// was left open in a meeting room must not be able to approve next week.
const sessionLasts = 12 * time.Hour

// session is who is signed in. It lives in the cookie alone, under a seal that only
// this server can make, so that any of several daemons can answer and none of them
// has to remember anything. What such a session cannot do is be ended from the
// server before its time, but by changing the API key, which breaks every seal.
type session struct {
	Actor   string
	Expires time.Time
	// Nonce tells two sessions of the same person apart. Form tokens are bound to it.
	Nonce [16]byte
}

// sealer makes and opens what is handed to browsers. Its key is drawn from the API key.
type sealer struct{ key [sha256.Size]byte }

func newSealer(apiKey string) sealer {
	return sealer{sha256.Sum256([]byte("airra web 1\x00" + apiKey))}
}

// mac seals a text for one purpose, so that a seal made for one cannot serve another.
func (s sealer) mac(purpose string, text []byte) []byte {
	h := hmac.New(sha256.New, s.key[:])
	h.Write([]byte(purpose))
	h.Write([]byte{0})
	h.Write(text)
	return h.Sum(nil)
}

var encoding = base64.RawURLEncoding

// seal writes a session as the value of a cookie.
func (s sealer) seal(one session) string {
	text := binary.BigEndian.AppendUint64(one.Nonce[:], uint64(one.Expires.Unix()))
	text = append(text, one.Actor...)
	return encoding.EncodeToString(text) + "." + encoding.EncodeToString(s.mac("session", text))
}

// open reads what seal wrote, and answers false for what it did not write and for what
// has run out.
func (s sealer) open(value string, now time.Time) (session, bool) {
	head, tail, _ := strings.Cut(value, ".")
	text, err := encoding.DecodeString(head)
	if err != nil || len(text) < 24 {
		return session{}, false
	}
	given, err := encoding.DecodeString(tail)
	if err != nil || !hmac.Equal(given, s.mac("session", text)) {
		return session{}, false
	}
	one := session{Expires: time.Unix(int64(binary.BigEndian.Uint64(text[16:24])), 0), Actor: string(text[24:])}
	copy(one.Nonce[:], text)
	return one, now.Before(one.Expires)
}

// tokenSize is that of the bare form token.
const tokenSize = sha256.Size

// formToken gives the token that a form of this session must carry. It looks
// different each time: pages are compressed, and a secret that stands there unchanged
// beside something a stranger may choose could be guessed from the length of the page.
func (s sealer) formToken(nonce [16]byte, random io.Reader) (string, error) {
	token := make([]byte, 2*tokenSize)
	if _, err := io.ReadFull(random, token[:tokenSize]); err != nil {
		return "", err
	}
	subtle.XORBytes(token[tokenSize:], token[:tokenSize], s.mac("form", nonce[:]))
	return encoding.EncodeToString(token), nil
}

// isFormToken says whether a form came from a page that this session was shown.
func (s sealer) isFormToken(nonce [16]byte, given string) bool {
	token, err := encoding.DecodeString(given)
	if err != nil || len(token) != 2*tokenSize {
		return false
	}
	bare := make([]byte, tokenSize)
	subtle.XORBytes(bare, token[:tokenSize], token[tokenSize:])
	return hmac.Equal(bare, s.mac("form", nonce[:]))
}
