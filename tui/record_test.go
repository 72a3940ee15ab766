package tui

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/airra/airra/internal/daemon"
	"github.com/airra/airra/tui/theme"
)

// TestRecord asks a real airrad everything that the scenes ask, and keeps the answers.
// It runs for make record alone: a recording is a snapshot, and to make it takes a
// minute of a real night.
func TestRecord(t *testing.T) {
	if os.Getenv("RECORD") == "" {
		t.Skip("RECORD=1 records the answers of a real airrad anew; see make record")
	}
	for chapter, live := range map[string]func(t *testing.T) *recording{"night": aNight, "empty": nobodyYet} {
		t.Run(chapter, func(t *testing.T) {
			t.Parallel()
			r := live(t)
			for _, scene := range scenes {
				if scene.chapter != chapter {
					continue
				}
				for _, size := range goldenSizes {
					scene.play(sit(t, r, theme.Mono, size[0], size[1]))
				}
			}
			if !t.Failed() {
				r.save(t, chapter)
			}
		})
	}
}

// nobodyYet is a server on which nothing has happened and that knows nobody.
func nobodyYet(t *testing.T) *recording {
	t.Helper()
	clock := &nightClock{offset: time.Until(nightfall)}
	url, _ := airrad(t, []string{"AIRRA_DEMO=false", "AIRRA_ENVIRONMENT=production"}, daemon.WithClock(clock.now))
	return recordingOf(t, url, clock.now())
}

// nightfall is when the recorded nights begin, in the time of their server. In the demo
// the errors of payment-service rise at each full ten minutes.
var nightfall = time.Date(2026, 11, 26, 1, 42, 50, 0, time.UTC)

// nightClock is the clock of the recorded server.
type nightClock struct {
	mu     sync.Mutex
	offset time.Duration
}

func (c *nightClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset).UTC()
}

// until moves the clock ahead to a moment.
func (c *nightClock) until(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset = time.Until(at)
}

// recordingOf is an empty recording that asks a server.
func recordingOf(t *testing.T, url string, at time.Time) *recording {
	t.Helper()
	return &recording{at: at.Truncate(time.Second), known: map[[2]string]exchange{}, ask: func(req *http.Request, body []byte) exchange {
		onward := req.Clone(t.Context())
		onward.RequestURI, onward.Body = "", io.NopCloser(bytes.NewReader(body))
		to, err := onward.URL.Parse(url + req.URL.RequestURI())
		if err != nil {
			t.Error(err)
			return exchange{}
		}
		onward.URL, onward.Host = to, to.Host
		onward.Header.Del("Accept-Encoding") // The transport asks for it by itself, and unpacks.
		answer, err := http.DefaultTransport.RoundTrip(onward)
		if err != nil {
			t.Error(err)
			return exchange{}
		}
		content, err := io.ReadAll(answer.Body)
		if err := answer.Body.Close(); err != nil {
			t.Error(err)
		}
		if err != nil {
			t.Error(err)
		}
		return exchange{Status: answer.StatusCode, Answer: content}
	}}
}

// ids are names that are others in every night.
var ids = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// save writes a recording, with the ids numbered so that two recordings differ in what
// was said and not in all of it.
func (r *recording) save(t *testing.T, chapter string) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(recorded, chapter)); err != nil {
		t.Fatal(err)
	}
	files := map[string][]exchange{}
	for _, key := range r.order {
		e := r.known[key]
		files[nounOf(e.Question)] = append(files[nounOf(e.Question)], e)
	}
	numbers := map[string]string{}
	write := func(name string, content any) {
		text := pretty(t, content)
		text = ids.ReplaceAllFunc(text, func(id []byte) []byte {
			if numbers[string(id)] == "" {
				numbers[string(id)] = fmt.Sprintf("00000000-0000-7000-8000-%012d", len(numbers)+1)
			}
			return []byte(numbers[string(id)])
		})
		writeFile(t, filepath.Join(recorded, chapter, name), text)
	}
	write(clockFile, r.at)
	for noun, all := range files {
		write(noun+".json", all)
	}
}

// nounOf is what a question is about: the word behind the version of the API.
func nounOf(question string) string {
	path := strings.TrimPrefix(strings.Fields(question)[1], "/api/v1/")
	return strings.Trim(path[:strings.IndexAny(path+"/", "/?")], "/")
}

// numbersOnly are lists of numbers and points, which read better in one line.
var numbersOnly = regexp.MustCompile(`\[[-0-9eE.,\s]+\]|\{\s*"at": "[^"]+",\s*"value": [-0-9.eE+]+\s*\}`)

func pretty(t *testing.T, content any) []byte {
	t.Helper()
	var b bytes.Buffer
	to := json.NewEncoder(&b)
	to.SetIndent("", " ")
	to.SetEscapeHTML(false)
	if err := to.Encode(content); err != nil {
		t.Fatal(err)
	}
	return numbersOnly.ReplaceAllFunc(b.Bytes(), func(list []byte) []byte { return bytes.Join(bytes.Fields(list), []byte(" ")) })
}

func writeFile(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}
