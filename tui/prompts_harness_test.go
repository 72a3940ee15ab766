package tui

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/airra/airra/internal/airra"
)

// typist gives one line for each read, as a person at a keyboard does, and may look at
// the world before it types the next.
type typist struct {
	lines  []string
	before map[int]func() // what happens before the n-th line is typed
	at     int
	tail   string // what stands behind the last line without an enter
}

func (k *typist) Read(buffer []byte) (int, error) {
	if k.at > len(k.lines) || k.at == len(k.lines) && k.tail == "" {
		return 0, io.EOF
	}
	if do := k.before[k.at]; do != nil {
		do()
	}
	text := k.tail
	if k.at < len(k.lines) {
		text = k.lines[k.at] + "\n"
	}
	k.at++
	return copy(buffer, text), nil
}

// talk holds a conversation before the server, and gives all that was said in it.
func (s served) talk(t *testing.T, lines ...string) string {
	t.Helper()
	return s.talkBy(t, &typist{lines: lines})
}

func (s served) talkBy(t *testing.T, k *typist, change ...func(*Options)) string {
	t.Helper()
	o := Options{Backend: s.opts.Backend, Actor: s.opts.Actor, Context: "prod", Now: s.clock.now}
	for _, f := range change {
		f(&o)
	}
	return spoken(t, t.Context(), o, k)
}

func spoken(t *testing.T, ctx context.Context, o Options, k *typist) string {
	t.Helper()
	var out strings.Builder
	if err := Prompt(ctx, o, Lines{In: k, Out: &out, Echo: true}); err != nil {
		t.Fatalf("the conversation ended with %v:\n%s", err, out.String())
	}
	if strings.ContainsAny(out.String(), "\x1b\r\b") {
		t.Errorf("something else than lines was written:\n%q", out.String())
	}
	return out.String()
}

// says fails the test when one of the texts was not said.
func says(t *testing.T, heard string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(heard, text) {
			t.Errorf("%q was not said in:\n%s", text, heard)
		}
	}
}

// becomes waits until an incident has a status.
func (s served) becomes(t *testing.T, id airra.IncidentID, status airra.IncidentStatus) {
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for deadline := time.Now().Add(30 * time.Second); s.now(t, id).Status != status; <-ticker.C {
		if time.Now().After(deadline) {
			t.Errorf("the incident is %s and not %s", s.now(t, id).Status, status)
			return
		}
	}
}

// What differs from one night to the next.
var (
	nightClocks = regexp.MustCompile(`(\d{4}-\d\d-\d\d |[A-Z][a-z]{2} )?\b\d\d:\d\d(:\d\d)?\b`)
	nightSpans  = regexp.MustCompile(`\b\d+ (s|min|h)\b( ago| left)`)
)

// goldenTalk compares a conversation with the one that is kept. UPDATE=1 writes it anew.
func goldenTalk(t *testing.T, name, heard string) {
	t.Helper()
	heard = nightSpans.ReplaceAllString(nightClocks.ReplaceAllString(heard, "hh:mm"), "n min$2")
	path := filepath.Join("testdata", "prompts", name+".txt")
	if os.Getenv("UPDATE") != "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(heard), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), heard); diff != "" {
		t.Errorf("the conversation differs from %s (UPDATE=1 writes it anew):\n%s", path, diff)
	}
}
