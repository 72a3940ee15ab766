package reason

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const suspicious = "[REDACTED: suspicious content]"

// The bounds of one foreign string: what is looked at, and what is kept.
const (
	maxLooked = 8000
	maxKept   = 500
)

// families are what a text says that wants to give orders to a model. The text
// of a metric or a deployment has no business saying any of it.
var families = []struct {
	label   string
	pattern *regexp.Regexp
}{
	{"override", regexp.MustCompile(`(?i)\b(?:ignore|disregard|forget|override|bypass)\b[\s\S]{0,40}?\b(?:previous|prior|all|above|earlier|your|the|these|any)\b[\s\S]{0,40}?\b(?:instructions?|prompts?|rules?|guidelines?|directions?)\b`)},
	{"new_instructions", regexp.MustCompile(`(?i)\bnew\s+instructions?\s*:`)},
	{"role", regexp.MustCompile(`(?i)\byou\s+are\s+now\b|\bfrom\s+now\s+on\s*,?\s+you\b`)},
	{"act_as", regexp.MustCompile(`(?i)\bact\s+as\s+(?:if\s+you|an?\s+)?\s*(?:different|new|another|evil|unrestricted)\b`)},
	{"reveal", regexp.MustCompile(`(?i)\b(?:reveal|print|show|output|repeat|display)\b[\s\S]{0,20}?\b(?:system|initial|original|hidden)\s+(?:prompt|instructions?|message)\b`)},
	{"system_prompt", regexp.MustCompile(`(?i)\bsystem\s+prompt\s*:`)},
	{"exfiltrate", regexp.MustCompile(`(?i)\bexfiltrat(?:e|ion)\b`)},
	{"drop_table", regexp.MustCompile(`(?i)\bdrop\s+table\b`)},
	{"delete", regexp.MustCompile(`(?i)\bdelete\s+(?:the\s+)?(?:entire\s+)?(?:database|cluster|all\s+data)\b`)},
	{"jailbreak", regexp.MustCompile(`(?i)\bjailbreak`)},
	{"dan", regexp.MustCompile(`(?i)\bDAN\s+mode\b`)},
}

var (
	fencedCode    = regexp.MustCompile("(?s)```.*?(?:```|\\z)|~~~.*?(?:~~~|\\z)")
	controlTokens = regexp.MustCompile(`(?i)</?s>|<\|[^|<>]{0,40}\|>|<\||\|>|\[/?INST\]|<</?SYS>>|</?(?:start|end)_of_turn>|<(?:bos|eos|pad)>`)
	manyNewlines  = regexp.MustCompile(`\n{3,}`)
	separators    = regexp.MustCompile(`[\s_\-./|*+~]+`)
)

// finding is something that was taken out of a foreign text: its family, and
// enough of its hash to recognize it again without repeating it in a log.
type finding struct {
	label  string
	digest string
}

// Sanitize makes a foreign text harmless for a prompt and for a screen: no code
// fences, no control tokens of models, no invisible characters, at most 500
// runes, and no sentence that gives a model orders.
func Sanitize(text string) string {
	clean, _ := inspect(text, maxKept)
	return clean
}

// inspect is Sanitize with a limit of its own and with what was found.
func inspect(text string, limit int) (string, []finding) {
	text = cut(text, maxLooked)
	text = visible(text)
	text = fencedCode.ReplaceAllString(text, "")
	text = untilStable(text, func(t string) string { return controlTokens.ReplaceAllString(t, "") })
	text = manyNewlines.ReplaceAllString(text, "\n\n")
	text = strings.TrimSpace(cut(text, limit))
	var findings []finding
	for _, family := range families {
		text = family.pattern.ReplaceAllStringFunc(text, func(match string) string {
			findings = append(findings, finding{family.label, digest(match)})
			return suspicious
		})
	}
	// A sentence written with look-alike letters, or as a key with underscores,
	// cannot be cut out of the original, so all of it goes.
	plain := separators.ReplaceAllString(norm.NFKC.String(strings.ReplaceAll(text, suspicious, "")), " ")
	for _, family := range families {
		if match := family.pattern.FindString(plain); match != "" {
			return suspicious, append(findings, finding{family.label, digest(match)})
		}
	}
	return text, findings
}

// visible drops what a person would not see and a model would: control and
// format characters, zero-width ones and changes of direction included.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
			return -1
		}
		return r
	}, text)
}

// untilStable repeats a removal, because removing one token can join the halves
// of another. Every round shortens the text, so it ends.
func untilStable(text string, remove func(string) string) string {
	for {
		shorter := remove(text)
		if shorter == text {
			return text
		}
		text = shorter
	}
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])[:12]
}
