package web

import (
	"strconv"
	"strings"
)

// prefersHTML says whether an Accept header asks for HTML rather than for JSON.
// "*/*", which is what curl and most libraries send, asks for neither.
func prefersHTML(accept string) bool {
	html, json := 0.0, 0.0
	for part := range strings.SplitSeq(accept, ",") {
		media, params, _ := strings.Cut(part, ";")
		switch strings.ToLower(strings.TrimSpace(media)) {
		case "text/html", "application/xhtml+xml":
			html = max(html, quality(params))
		case "application/json", "application/*":
			json = max(json, quality(params))
		}
	}
	return html > json
}

// quality reads the weight of a media type; 1 when there is none.
func quality(params string) float64 {
	for param := range strings.SplitSeq(params, ";") {
		if value, found := strings.CutPrefix(strings.TrimSpace(param), "q="); found {
			q, err := strconv.ParseFloat(value, 64)
			if err != nil {
				return 0
			}
			return q
		}
	}
	return 1
}
