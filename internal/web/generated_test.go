package web_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What templ makes of the templates is kept beside them, so that nobody needs templ to
// build the program. It must be what the templates say.
func TestThePagesAreMadeFromTheirTemplates(t *testing.T) {
	t.Parallel()
	copied := t.TempDir()
	templates, err := filepath.Glob("*.templ")
	if err != nil || len(templates) == 0 {
		t.Fatalf("%d templates, %v", len(templates), err)
	}
	for _, name := range templates {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(copied, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.CommandContext(t.Context(), "go", "tool", "-modfile=tools/go.mod", "templ", "generate", "-path", copied)
	command.Dir = "../.."
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	place := regexp.MustCompile("FileName: `[^`]*`") // templ writes the path it was given.
	for _, name := range templates {
		name = strings.TrimSuffix(name, ".templ") + "_templ.go"
		want, err := os.ReadFile(filepath.Join(copied, name))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(name)
		if err != nil || !bytes.Equal(place.ReplaceAll(got, nil), place.ReplaceAll(want, nil)) {
			t.Errorf("%s is not what its template says (%v): run go generate ./internal/web", name, err)
		}
	}
}

// firstVisit is what a first visit may weigh, compressed, everything included.
const firstVisit = 150_000

// A first visit is the page and all that it names. None of it comes from elsewhere.
func TestAFirstVisitIsLight(t *testing.T) {
	t.Parallel()
	s := startSite(t)
	i := s.proposed(t, "payment-service")
	v := s.guest(t, "alice")
	v.get("/incidents/" + i.Ref)
	total := weigh(t, v, "/incidents/"+i.Ref)
	named := regexp.MustCompile(`(?:src|href)="(/static/[^"]+)"`).FindAllStringSubmatch(v.page, -1)
	if len(named) < 6 {
		t.Fatalf("the page names %d files", len(named))
	}
	for _, file := range named {
		total += weigh(t, v, file[1])
	}
	if total > firstVisit {
		t.Errorf("a first visit weighs %d bytes, more than %d", total, firstVisit)
	}
	t.Logf("a first visit weighs %d bytes", total)
	if elsewhere := regexp.MustCompile(`(?:src|href|action)="(?:https?:)?//`).FindString(v.page); elsewhere != "" {
		t.Errorf("the page leads elsewhere: %s", elsewhere)
	}
	if inline := regexp.MustCompile(`(?i)<style|\sstyle=|<script>|\son[a-z]+=`).FindString(v.page); inline != "" {
		t.Errorf("the page has %s in it", inline)
	}
}

// weigh asks for something compressed and counts what is sent. It must be the same
// thing that is sent without compression.
func weigh(t testing.TB, v *visitor, path string) int {
	t.Helper()
	r := v.request(http.MethodGet, path, "")
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Encoding", "gzip")
	response, err := v.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	packed, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || response.Header.Get("Content-Encoding") != "gzip" && len(packed) > 1024 {
		t.Fatalf("%s: %d, %q, %v", path, response.StatusCode, response.Header.Get("Content-Encoding"), err)
	}
	if response.Header.Get("Content-Encoding") == "gzip" {
		reader, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := io.ReadAll(reader); err != nil || len(plain) == 0 {
			t.Errorf("%s cannot be unpacked: %v", path, err)
		}
	}
	return len(packed)
}
