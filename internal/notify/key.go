package notify

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// longestKey keeps a header that holds a key well within what mail servers take.
const longestKey = 200

// SafeKey writes the key of a message so that it may stand in a header of a mail, in
// one of HTTP and in a variable of the environment. A key of ordinary contacts stays
// as it is. Two keys that differ give two texts that differ, since a receiver drops
// what it has seen already, and a page must not be dropped for another one.
func SafeKey(key string) string {
	var b strings.Builder
	for i := range len(key) {
		switch c := key[i]; {
		case ordinary(c):
			b.WriteByte(c)
		case c == '.' && i > 0 && i < len(key)-1 && key[i-1] != '.':
			b.WriteByte(c) // A mail's identifier has a dot only between two other characters.
		default:
			fmt.Fprintf(&b, "=%02X", c)
		}
	}
	safe := b.String()
	if len(safe) > longestKey {
		sum := fmt.Sprintf("=%x", sha256.Sum256([]byte(key)))
		safe = safe[:longestKey-len(sum)] + sum
	}
	return safe
}

// ordinary are the characters that mean nothing special anywhere. The equals sign is
// not among them because it begins what stands for the others.
func ordinary(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_+~", c) >= 0
}
