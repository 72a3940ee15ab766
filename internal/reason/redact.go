package reason

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
)

const redacted = "[REDACTED]"

// value is what stands behind an assignment: quoted, or up to the next blank or
// separator.
const value = `("(?:[^"\\]|\\.)+"|'[^']+'|[^\s"',;&)}\]]+)`

// secretShape is a form that a secret is known by. The first group of the
// pattern, where there is one, stays, so that a reader sees what was taken out.
// The pattern is only tried on texts that hold one of the hints, in lower case:
// nearly no text does, and looking for a word costs a hundredth of matching.
type secretShape struct {
	hints   []string
	pattern *regexp.Regexp
}

var secrets = []secretShape{
	{[]string{"private key"}, regexp.MustCompile(`(?s)-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\z)`)},
	{[]string{"://"}, regexp.MustCompile(`([a-zA-Z][a-zA-Z0-9+.-]{1,30}://[^\s:/@"']{0,256}:)[^\s@"']+@`)},
	{[]string{"akia", "asia", "agpa", "aida", "aroa", "aipa", "anpa", "anva"}, regexp.MustCompile(`\b(?:AKIA|ASIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA)[A-Z0-9]{16}\b`)},
	{[]string{"gsk_", "sk-", "sk_live_", "rk_live_", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xox", "aiza"}, regexp.MustCompile(`\b(?:gsk_|sk-|sk_live_|rk_live_|ghp_|gho_|ghs_|github_pat_|glpat-|xox[abprs]-|AIza)[A-Za-z0-9_-]{16,512}`)},
	{[]string{"eyj"}, regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*`)},
	{[]string{"bearer", "basic"}, regexp.MustCompile(`(?i)(\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{20,}`)},
	{[]string{"aws"}, regexp.MustCompile(`(?i)(\baws_?secret[a-z_]{0,20}["']?\s{0,4}[=:]\s{0,4})` + value)},
	{[]string{"passw", "passphrase", "pwd"}, regexp.MustCompile(`(?i)((?:password|passwd|passphrase|pwd)["']?\s{0,4}[=:]\s{0,4})` + value)},
	{[]string{"secret"}, regexp.MustCompile(`(?i)(secret[a-z_]{0,20}["']?\s{0,4}[=:]\s{0,4})["']?[^\s"',;&)}\]]{8,}["']?`)},
	{[]string{"api"}, regexp.MustCompile(`(?i)(api[_-]?key["']?\s{0,4}[=:]\s{0,4})` + value)},
	{[]string{"token"}, regexp.MustCompile(`(?i)(token["']?\s{0,4}[=:]\s{0,4})["']?[A-Za-z0-9._~+/=-]{20,}["']?`)},
	{[]string{"key", "secret", "token", "hash"}, regexp.MustCompile(`(?i)(\b(?:key|secret|token|hash)["']?\s{0,4}[=:]\s{0,4})["']?[0-9a-f]{32,}["']?`)},
}

// secretName matches the name of a member whose text is a secret whatever it
// looks like.
var secretName = regexp.MustCompile(`(?i)(password|passwd|passphrase|secret|api[_-]?key|private[_-]?key|access[_-]?token|auth[_-]?token|^token$|^authorization$|credential)`)

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
	return !strings.Contains(lower, "credential") && !strings.Contains(lower, "authorization") && !strings.Contains(lower, "private")
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
	case strings.HasSuffix(found, "@"):
		return groups[1] + redacted + "@"
	default:
		return groups[1] + redacted
	}
}

// RedactJSON redacts every string of a JSON document, and every string whose
// member's name says that it is a secret. Only those strings are written anew;
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

// replace writes a string in place of the token that ends at end. Between begin
// and the token stand only blanks, commas and colons.
func (r *jsonRedactor) replace(text string, begin, end int) {
	quote := begin + bytes.IndexByte(r.source[begin:end], '"')
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
