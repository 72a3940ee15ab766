package api

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/airra/airra/internal/airra"
)

// The databases differ in what text they take: PostgreSQL has no NUL, and
// neither has half a character. So text with either is refused at the door, the
// same for both, and everything behind it may rely on clean text.

const (
	hasNUL   = "must not contain the NUL character"
	notUTF8  = "must be valid UTF-8"
	halfChar = "must not contain half of a surrogate pair"
)

// flaw says what is wrong with a text, or nothing.
func flaw(text string) string {
	switch {
	case strings.IndexByte(text, 0) >= 0:
		return hasNUL
	case !utf8.ValidString(text):
		return notUTF8
	default:
		return ""
	}
}

// checkPath refuses a path with flawed text.
func checkPath(u *url.URL) error {
	if what := flaw(u.Path); what != "" {
		return airra.Invalid("path", "%s", what)
	}
	return nil
}

// checkQuery refuses a query with flawed text and names every parameter. Most
// queries are plain and are not taken apart.
func checkQuery(u *url.URL) error {
	if strings.IndexFunc(u.RawQuery, func(r rune) bool { return r == '%' || r >= 0x80 || r == 0 || r == ';' }) < 0 {
		return nil
	}
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return airra.Invalid("query", "cannot be taken apart: check its %% escapes")
	}
	var found []airra.FieldError
	for name, all := range values {
		for _, text := range append(all, name) {
			if what := flaw(text); what != "" {
				found = append(found, airra.FieldError{Field: "query." + strings.ToValidUTF8(name, "?"), Message: what})
				break
			}
		}
	}
	return invalid(found)
}

// checkBody refuses a body with flawed text and names every such field, keys
// included. A body can hold a flaw only if it has a byte that is no UTF-8 or a
// suspicious escape; only then is it taken apart a second time.
func checkBody(body []byte) error {
	clean := utf8.Valid(body)
	if clean && !suspicious(body) {
		return nil
	}
	var found []airra.FieldError
	if !clean {
		// The decoder would replace the bad bytes silently. An escaped NUL in
		// their place is found by the same walk.
		walk(bytes.ToValidUTF8(body, []byte(`\u0000`)), notUTF8, &found)
		if len(found) == 0 {
			found = append(found, airra.FieldError{Field: "body", Message: notUTF8})
		}
		return invalid(found)
	}
	walk(body, hasNUL, &found)
	if len(found) == 0 && loneSurrogate(body) {
		found = append(found, airra.FieldError{Field: "body", Message: halfChar})
	}
	return invalid(found)
}

// suspicious says whether the body has an escape that may be a NUL or half a
// pair: \u0000 or \ud800 to \udfff.
func suspicious(body []byte) bool {
	for {
		i := bytes.Index(body, []byte(`\u`))
		if i < 0 || len(body) < i+6 {
			return false
		}
		if code := body[i+2 : i+6]; string(code) == "0000" || isSurrogate(code) {
			return true
		}
		body = body[i+2:]
	}
}

func isSurrogate(code []byte) bool {
	return (code[0] == 'd' || code[0] == 'D') && strings.IndexByte("89abcdefABCDEF", code[1]) >= 0
}

// loneSurrogate says whether an escape stands for half a pair. It steps over
// each escape as a whole, so that an escaped backslash before a u is no escape.
func loneSurrogate(body []byte) bool {
	for i := 0; i+1 < len(body); i++ {
		if body[i] != '\\' {
			continue
		}
		high, ok := surrogateAt(body, i)
		if !ok {
			i++
			continue
		}
		if low, paired := surrogateAt(body, i+6); high >= 0xDC00 || !paired || low < 0xDC00 {
			return true
		}
		i += 11
	}
	return false
}

// surrogateAt gives the half pair whose escape begins at i, if one does.
func surrogateAt(body []byte, i int) (uint64, bool) {
	if len(body) < i+6 || body[i] != '\\' || body[i+1] != 'u' || !isSurrogate(body[i+2:i+6]) {
		return 0, false
	}
	code, err := strconv.ParseUint(string(body[i+2:i+6]), 16, 32)
	return code, err == nil
}

// walk finds the fields of a JSON text that hold a NUL. A text that is no JSON
// holds nothing; the operation will say so better.
func walk(body []byte, message string, found *[]airra.FieldError) {
	var tree any
	if json.Unmarshal(body, &tree) == nil {
		visit("body", tree, message, found)
	}
}

// maxNamed bounds how many fields one answer names.
const maxNamed = 20

func visit(at string, node any, message string, found *[]airra.FieldError) {
	if len(*found) >= maxNamed {
		return
	}
	switch node := node.(type) {
	case string:
		if strings.IndexByte(node, 0) >= 0 {
			*found = append(*found, airra.FieldError{Field: at, Message: message})
		}
	case []any:
		for i, item := range node {
			visit(at+"["+strconv.Itoa(i)+"]", item, message, found)
		}
	case map[string]any:
		for name, item := range node {
			field := at + "." + strings.ReplaceAll(name, "\x00", "?")
			if strings.IndexByte(name, 0) >= 0 {
				*found = append(*found, airra.FieldError{Field: field, Message: message})
			}
			visit(field, item, message, found)
		}
	}
}

// invalid makes one error of all bad fields, or none.
func invalid(fields []airra.FieldError) error {
	if len(fields) == 0 {
		return nil
	}
	all := make([]string, len(fields))
	for i, f := range fields {
		all[i] = f.Field + ": " + f.Message
	}
	return &airra.Error{Code: airra.CodeInvalid, Message: strings.Join(all, "; "), Fields: fields}
}
