package reason_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/airra/airra/internal/reason"
)

// Every incident that is reported passes through here, so an ordinary text must
// cost next to nothing.
func BenchmarkRedactOrdinaryText(b *testing.B) {
	text := strings.Repeat("the checkout is slow and nobody knows why, p95 is 3.2 s ", 20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		reason.Redact(text)
	}
}

func BenchmarkRedactOrdinaryDocument(b *testing.B) {
	document := json.RawMessage(`{"environment":"production","pod_count":3,"note":"` + strings.Repeat("slow checkout ", 60) + `","deployment":{"version":"v2.5.0"}}`)
	b.SetBytes(int64(len(document)))
	for b.Loop() {
		reason.RedactJSON(document)
	}
}
