package reason

import (
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
	hints    []string
	pattern  *regexp.Regexp
	ordinary func(value string) bool // keeps a value that is no secret; may be nil
}

var secrets = []secretShape{
	{[]string{"private key"}, regexp.MustCompile(`(?s)-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\z)`), nil},
	{[]string{"://"}, regexp.MustCompile(`([a-zA-Z][a-zA-Z0-9+.-]{1,30}://[^\s:/@"']{0,256}:)[^\s@"']+@`), nil},
	{[]string{"akia", "asia", "agpa", "aida", "aroa", "aipa", "anpa", "anva"}, regexp.MustCompile(`\b(?:AKIA|ASIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA)[A-Z0-9]{16}\b`), nil},
	{[]string{"gsk_", "sk-", "sk_live_", "rk_live_", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xox", "aiza"}, regexp.MustCompile(`\b(?:gsk_|sk-|sk_live_|rk_live_|ghp_|gho_|ghs_|github_pat_|glpat-|xox[abprs]-|AIza)[A-Za-z0-9_-]{16,512}`), nil},
	{[]string{"eyj"}, regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*`), nil},
	{[]string{"bearer", "basic"}, regexp.MustCompile(`(?i)(\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{20,}`), nil},
	{[]string{"aws"}, regexp.MustCompile(`(?i)(\baws_?secret[a-z_]{0,20}["']?\s{0,4}[=:]\s{0,4})` + value), nil},
	{[]string{"passw", "passphrase", "pwd"}, regexp.MustCompile(`(?i)((?:password|passwd|passphrase|pwd)["']?\s{0,4}[=:]\s{0,4})` + value), nil},
	{[]string{"secret"}, regexp.MustCompile(`(?i)(secret[a-z_]{0,20}["']?\s{0,4}[=:]\s{0,4})["']?[^\s"',;&)}\]]{8,}["']?`), nil},
	{[]string{"api"}, regexp.MustCompile(`(?i)(api[_-]?key["']?\s{0,4}[=:]\s{0,4})` + value), nil},
	{[]string{"token"}, regexp.MustCompile(`(?i)(token["']?\s{0,4}[=:]\s{0,4})["']?[A-Za-z0-9._~+/=-]{20,}["']?`), nil},
	{[]string{"key", "secret", "token", "hash"}, regexp.MustCompile(`(?i)(\b(?:key|secret|token|hash)["']?\s{0,4}[=:]\s{0,4})["']?[0-9a-f]{32,}["']?`), nil},
	{[]string{"bearer"}, regexp.MustCompile(`(?i)(\bbearer\s+)[A-Za-z0-9._~+/=-]{3,}`), isPlainWord},
	{[]string{"pass"}, regexp.MustCompile(`(?i)((?:\b|_)pass["']?\s{0,4}=\s{0,4})` + value), nil},
	{[]string{"pass"}, regexp.MustCompile(`(?i)([a-z0-9]_pass["']?\s{0,4}:\s{0,4})` + value), nil},
	{[]string{"session", "sig"}, regexp.MustCompile(`(?i)((?:\b|_)(?:session(?:[_-]?(?:id|key))?|sig|signature)["']?\s{0,4}=\s{0,4})` + value), nil},
	{[]string{"token", "secret"}, regexp.MustCompile(`(?i)([a-z0-9][_-](?:token|secret)["']?\s{0,4}[=:]\s{0,4})` + value), nil},
	{[]string{"token"}, regexp.MustCompile(`(?i)(\btoken=)` + value), nil},
	{[]string{"key"}, regexp.MustCompile(`(?i)((?:encryption|ssh|private|signing|access|master)[_-]?key["']?\s{0,4}[=:]\s{0,4})` + value), nil},
	{[]string{"mysql", "mariadb"}, regexp.MustCompile(`(\b(?i:mysql|mariadb)[a-z]{0,10}\b[^\n|;]{0,200}?\s-p)` + value), nil},
	{[]string{"--"}, regexp.MustCompile(`(?i)(--(?:[a-z]{1,20}-){0,3}(?:password|passwd|pwd|pass|passphrase|token|secret|api-?key)\s{1,4})` + value), isPlainWord},
	{[]string{"x-"}, regexp.MustCompile(`(?i)(\bx-(?:[a-z]{1,20}-){0,3}(?:key|token|secret)\s{0,4}:?\s{1,4})` + value), isPlainWord},
	{[]string{"x-"}, regexp.MustCompile(`(?i)(\bx-(?:[a-z]{1,20}-){0,3}(?:key|token|secret)["']?\s{0,4}[=:]\s{0,4})` + value), isPlainWord},
	{[]string{" is ", " was "}, regexp.MustCompile(`(?i)([a-z0-9][_-](?:secret|password|passwd|pwd|pass|token|key)\s{1,4}(?:is|was)\s{1,4})` + value), isPlainWord},
	{[]string{" is ", " was "}, regexp.MustCompile(`(?i)(\b(?:secret|password|passwd|pwd|passphrase|token)\s{1,4}(?:is|was)\s{1,4})` + value), isProse},
	{[]string{"set"}, regexp.MustCompile(`(?i)(\bset\s{1,4}(?:[a-z]{1,20}\s{1,4}){0,2}(?:pwd|passwd|password|pass)\s{1,4}(?:to\s{1,4})?)` + value), isPlainWord},
}

// plainWords follow the name of a secret in a sentence that tells none. Without
// an assignment between them only the word itself tells the two apart.
var plainWords = strings.Fields(`a an and any are as at auth authentication authorization bearer by empty error errors expired
	failed field file for from has have header headers in incorrect invalid is issued leaked manager missing must name needed no
	not null of on once option or page policy realm refused rejected required reset rotated scheme sent set should still test
	that the then to token tokens too unknown unset used value was were when which will with without wrong`)

func isPlainWord(value string) bool {
	return slices.Contains(plainWords, strings.ToLower(strings.Trim(value, `"'.:!?()`)))
}

// isProse: behind a bare noun, as in "the token is stale", a word of small
// letters alone is a sentence going on.
func isProse(value string) bool {
	value = strings.TrimRight(value, ".:!?")
	return isPlainWord(value) || strings.Trim(value, "abcdefghijklmnopqrstuvwxyz-") == ""
}

// secretName matches the name of a member whose value is a secret whatever it
// looks like. The short words count only as a whole word, since compass and
// signal contain them too.
var secretName = regexp.MustCompile(`(?i)(password|passwd|passphrase|secret|credential|^authorization$|` +
	`(?:api|private|encryption|ssh|signing|master)[_.-]?key|access[_-]?key|(?:access|auth|refresh|github|id|session)[_-]?token|` +
	`(?:^|[_.-])(?:pwd|pass|token|sig|signature|cookie|session(?:[_-]?(?:id|key))?)$|(?-i:[a-z](?:Pwd|Pass|Token|Sig|Session)$))`)

// nameHints are the words without which no name is a secret's.
var nameHints = []string{"pass", "pwd", "secret", "credential", "authorization", "key", "token", "sig", "cookie", "session"}
