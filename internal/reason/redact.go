package reason

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
)

// Redact replaces secrets in a text by [REDACTED]: cloud and provider keys,
// passwords and tokens behind an assignment, bearer tokens, private keys, and
// the password of a URL. Redacting twice changes nothing more.
func Redact(text string) string {
	lower := strings.ToLower(text)
	for i, shape := range secrets {
		if hinted := slices.ContainsFunc(shape.hints, func(hint string) bool { return strings.Contains(lower, hint) }); hinted {
			text = shape.pattern.ReplaceAllStringFunc(text, func(found string) string { return kept(i, found) })
		}
	}
	return text
}

// innocent says quickly that a document holds neither a secret nor a member
// that names one. An escape may hide a hint, so a document with one is never
// innocent.
func innocent(document json.RawMessage) bool {
	lower := strings.ToLower(string(document))
	if strings.Contains(lower, `\`) {
		return false
	}
	for _, shape := range secrets {
		for _, hint := range shape.hints {
			if strings.Contains(lower, hint) {
				return false
			}
		}
	}
	return !slices.ContainsFunc(nameHints, func(hint string) bool { return strings.Contains(lower, hint) })
}

// kept is what remains of a match: its first group, the mark, and the @ that
// ends a URL's password.
func kept(index int, found string) string {
	if bare := strings.TrimRight(found, "]@"); strings.HasSuffix(bare, strings.TrimSuffix(redacted, "]")) {
		return found // done before; the closing bracket ends a value
	}
	groups := secrets[index].pattern.FindStringSubmatch(found)
	switch {
	case len(groups) < 2:
		return redacted
	case secrets[index].ordinary != nil && secrets[index].ordinary(strings.TrimPrefix(found, groups[1])):
		return found
	case strings.HasSuffix(found, "@"):
		return groups[1] + redacted + "@"
	default:
		return groups[1] + redacted
	}
}

// RedactJSON redacts every string of a JSON document, and every string and
// number whose member's name says that it is a secret. Only those are written anew;
// everything else, and a document with nothing to redact, keeps its bytes. What
// is not JSON is redacted as text.
func RedactJSON(document json.RawMessage) json.RawMessage {
	if innocent(document) {
		return document
	}
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	r := jsonRedactor{source: document}
	for {
		begin := decoder.InputOffset()
		token, err := decoder.Token()
		switch {
		case errors.Is(err, io.EOF):
			return r.result()
		case err != nil:
			if text := string(document); Redact(text) != text {
				return json.RawMessage(Redact(text))
			}
			return document
		}
		r.see(token, int(begin), int(decoder.InputOffset()))
	}
}

// jsonRedactor copies a document token by token and replaces single strings.
type jsonRedactor struct {
	source json.RawMessage
	output []byte
	copied int     // how much of source is in output
	open   []level // the objects and arrays around the current token
}

type level struct {
	object bool
	wantsK bool // a key comes next
	secret bool // the names around it say that its strings are secrets
	named  bool // the name of the member whose value comes next says so
}

func (r *jsonRedactor) see(token json.Token, begin, end int) {
	switch t := token.(type) {
	case json.Delim:
		r.delimiter(t)
	case string:
		r.text(t, begin, end)
	case json.Number:
		if r.secretNumber() {
			r.replace(redacted, begin, end)
		}
		r.valueDone()
	default:
		r.valueDone()
	}
}

func (r *jsonRedactor) delimiter(d json.Delim) {
	switch d {
	case '{', '[':
		r.open = append(r.open, level{object: d == '{', wantsK: d == '{', secret: r.secret()})
	default:
		r.open = r.open[:len(r.open)-1]
		r.valueDone()
	}
}

// secret says whether a string at this place is a secret by the names around
// it.
func (r *jsonRedactor) secret() bool {
	if len(r.open) == 0 {
		return false
	}
	innermost := r.open[len(r.open)-1]
	return innermost.secret || innermost.named
}

// secretNumber says whether a number at this place is a secret: when the name of
// its own member says so, or that of its list. Below an object with such a name
// a number is more often a count or a port than a secret.
func (r *jsonRedactor) secretNumber() bool {
	if len(r.open) == 0 {
		return false
	}
	innermost := r.open[len(r.open)-1]
	return innermost.named || innermost.secret && !innermost.object
}

func (r *jsonRedactor) valueDone() {
	if n := len(r.open); n > 0 && r.open[n-1].object {
		r.open[n-1].wantsK = true
	}
}

func (r *jsonRedactor) text(text string, begin, end int) {
	n := len(r.open)
	isKey := n > 0 && r.open[n-1].object && r.open[n-1].wantsK
	clean := Redact(text)
	if !isKey && text != "" && r.secret() {
		clean = redacted
	}
	if isKey {
		r.open[n-1].named, r.open[n-1].wantsK = secretName.MatchString(text), false
	} else {
		r.valueDone()
	}
	if clean != text {
		r.replace(clean, begin, end)
	}
}

// replace writes a string in place of the string or number that ends at end. Between begin
// and the token stand only blanks, commas and colons.
func (r *jsonRedactor) replace(text string, begin, end int) {
	quote := end - len(bytes.TrimLeft(r.source[begin:end], " \t\r\n,:"))
	encoded, err := json.Marshal(text)
	if err != nil {
		return // a Go string always encodes
	}
	r.output = append(append(r.output, r.source[r.copied:quote]...), encoded...)
	r.copied = end
}

func (r *jsonRedactor) result() json.RawMessage {
	if r.copied == 0 {
		return r.source
	}
	return append(r.output, r.source[r.copied:]...)
}
