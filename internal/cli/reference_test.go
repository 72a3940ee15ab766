package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/airra/airra/internal/cli"
)

func TestCompletionsAreFresh(t *testing.T) {
	t.Parallel()
	for shell, name := range cli.Shells() {
		kept, err := os.ReadFile(filepath.Join("..", "..", "completions", name))
		if err != nil {
			t.Fatal(err)
		}
		var made bytes.Buffer
		if err := cli.Completion(&made, shell); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(kept, made.Bytes()) {
			t.Errorf("completions/%s is stale: run go generate ./internal/cli", name)
		}
	}
}

func TestTheReferenceIsFresh(t *testing.T) {
	t.Parallel()
	kept, err := os.ReadFile(filepath.Join("..", "..", "docs", "cli", "airra.md"))
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != cli.Reference() {
		t.Error("docs/cli/airra.md is stale: run go generate ./internal/cli")
	}
}

func TestEveryCommandHasExamplesThatAreUnderstood(t *testing.T) {
	t.Parallel()
	for path, examples := range cli.CommandExamples() {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			if len(examples) < 2 {
				t.Errorf("there are only %d examples", len(examples))
			}
			for _, example := range examples {
				for _, args := range commandsIn(example) {
					if err := cli.Check(t.Context(), args); err != nil {
						t.Errorf("%s: %v", example, err)
					}
				}
			}
		})
	}
}

// commandsIn gives the arguments of every airra in a line of shell.
func commandsIn(line string) [][]string {
	var found [][]string
	words := shellWords(strings.NewReplacer("||", "|", "<(", "| ").Replace(line))
	for start, word := range words {
		if word != "airra" {
			continue
		}
		end := start + 1
		for end < len(words) && words[end] != "|" && words[end] != ">" {
			end++
		}
		found = append(found, words[start+1:end])
	}
	return found
}

// shellWords splits a line at spaces outside quotes.
func shellWords(line string) []string {
	var words []string
	var word strings.Builder
	var quote rune
	started := false
	flush := func() {
		if started {
			words = append(words, word.String())
		}
		word.Reset()
		started = false
	}
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, started = r, true
		case quote == 0 && r == ' ':
			flush()
		case quote == 0 && r == '|':
			flush()
			words = append(words, "|")
		default:
			started = true
			word.WriteRune(r)
		}
	}
	flush()
	return words
}

func TestHelpTopicsAreThere(t *testing.T) {
	t.Parallel()
	for topic, want := range map[string]string{
		"exit-codes": "  130  Interrupted with ctrl-c.", "environment": "AIRRA_SERVER", "formatting": "-o jsonl",
	} {
		got := shell{}.run(t, "", "help", topic)
		if got.code != 0 || !strings.Contains(got.out, want) {
			t.Errorf("help %s ended with %d and says %s", topic, got.code, got.out)
		}
	}
}
