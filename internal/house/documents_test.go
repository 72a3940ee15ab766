package house_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// link is a Markdown link to something in the repository.
var link = regexp.MustCompile(`\]\(([^)#]+)[^)]*\)`)

func TestDocumentsPointAtWhatIsThere(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	documents, err := filepath.Glob(filepath.Join(root, "docs", "*", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/performance.md"} {
		documents = append(documents, filepath.Join(root, name))
	}
	for _, document := range documents {
		content, err := os.ReadFile(document)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, found := range link.FindAllStringSubmatch(string(content), -1) {
			if strings.Contains(found[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(document), found[1])); err != nil {
				t.Errorf("%s points at %s, which is not there", document, found[1])
			}
		}
	}
}

// A stranger types what the README shows, so every make target and every program
// it names must exist.
func TestTheReadmeNamesMakeTargetsThatExist(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`make ([a-z-]+)`|^    make ([a-z-]+)|(?m)^    make ([a-z-]+)").FindAllStringSubmatch(string(readme), -1)
	if len(named) == 0 {
		t.Fatal("the README names no make target")
	}
	for _, n := range named {
		target := n[1] + n[2] + n[3]
		if !regexp.MustCompile(`(?m)^` + target + `:`).Match(makefile) {
			t.Errorf("the README names make %s, which is not there", target)
		}
	}
}
