package notifytest

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// slackPath is that of an incoming webhook, whose last part is its secret.
const slackPath = "/services/T00SLACK/B00SLACK/" + slackSecret

const slackSecret = "xq7SlackSecretPartOfTheUrl"

// NewSlack starts a receiver that takes what Slack takes and refuses the rest.
func NewSlack(t testing.TB, script ...Reply) *Receiver {
	t.Helper()
	r := receive(t, slackPath, script, checkSlack)
	r.Secrets = []string{slackPath, slackSecret, "T00SLACK", "B00SLACK"}
	return r
}

// slackText is a text object of Block Kit.
type slackText struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Verbatim bool   `json:"verbatim"`
}

type slackElement struct {
	Type  string          `json:"type"`
	Text  json.RawMessage `json:"text"`
	URL   string          `json:"url"`
	Style string          `json:"style"`
}

type slackBlock struct {
	Type     string         `json:"type"`
	Text     *slackText     `json:"text"`
	Fields   []slackText    `json:"fields"`
	Elements []slackElement `json:"elements"`
}

// checkSlack holds a request against the limits of Block Kit.
func checkSlack(c *checker, r *http.Request, body []byte) {
	c.expect(r.URL.Path == slackPath, "the path is %s", r.URL.Path)
	var message struct {
		Text        string       `json:"text"`
		Blocks      []slackBlock `json:"blocks"`
		UnfurlLinks *bool        `json:"unfurl_links"`
	}
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	c.expect(decoder.Decode(&message) == nil, "the message is not of Block Kit")
	c.expect(message.Text != "", "there is no text for notifications")
	c.expect(message.UnfurlLinks != nil && !*message.UnfurlLinks, "links are unfolded, which opens them")
	c.expect(len(message.Blocks) > 0 && len(message.Blocks) <= 50, "there are %d blocks", len(message.Blocks))
	checkEscapes(c, message.Text)
	for _, block := range message.Blocks {
		checkBlock(c, block)
	}
}

func checkBlock(c *checker, b slackBlock) {
	switch b.Type {
	case "header":
		c.expect(b.Text != nil && b.Text.Type == "plain_text", "a header is not plain")
		checkText(c, b.Text, 150)
	case "section":
		c.expect(b.Text != nil || len(b.Fields) > 0, "a section is empty")
		c.expect(len(b.Fields) <= 10, "a section has %d fields", len(b.Fields))
		checkText(c, b.Text, 3000)
		for _, field := range b.Fields {
			checkText(c, &field, 2000)
		}
	case "context":
		c.expect(len(b.Elements) > 0 && len(b.Elements) <= 10, "a context has %d elements", len(b.Elements))
	case "actions":
		c.expect(len(b.Elements) > 0 && len(b.Elements) <= 25, "there are %d buttons", len(b.Elements))
		for _, element := range b.Elements {
			checkButton(c, element)
		}
	default:
		c.expect(false, "a block is of the type %q", b.Type)
	}
}

func checkButton(c *checker, e slackElement) {
	var label slackText
	c.expect(json.Unmarshal(e.Text, &label) == nil && label.Type == "plain_text", "a button has no plain text")
	c.expect(e.Type == "button" && strings.HasPrefix(e.URL, "http") && len(e.URL) <= 3000, "a button is %+v", e)
	c.expect(slices.Contains([]string{"", "primary", "danger"}, e.Style), "a button has the style %q", e.Style)
	checkText(c, &label, 75)
}

func checkText(c *checker, t *slackText, most int) {
	if t == nil {
		return
	}
	length := len(utf16.Encode([]rune(t.Text)))
	c.expect(length > 0 && length <= most, "a text has %d characters of at most %d", length, most)
	c.expect(t.Type == "plain_text" || t.Type == "mrkdwn" && t.Verbatim, "a text is %s and not verbatim", t.Type)
	checkEscapes(c, t.Text)
}

// date is the only thing in angle brackets that AIRRA writes itself.
var (
	date   = regexp.MustCompile(`<!date\^[0-9]+\^[^<>|]+\|[^<>|]+>`)
	entity = regexp.MustCompile(`&(amp|lt|gt);`)
)

// checkEscapes finds what Slack would read as a mention, a link or an entity.
func checkEscapes(c *checker, text string) {
	rest := date.ReplaceAllString(text, "")
	rest = entity.ReplaceAllString(rest, "")
	c.expect(!strings.ContainsAny(rest, "<>&"), "a text is not escaped: %s", text)
}
