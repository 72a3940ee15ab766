// Command generate writes what is made from the commands of airra: the
// completion scripts and the reference. It is run by go generate in
// internal/cli.
package main

import (
	"bytes"
	"log"
	"os"
	"path/filepath"

	"github.com/airra/airra/internal/cli"
)

const (
	completions = "../../completions"
	reference   = "../../docs/cli/airra.md"
)

func main() {
	for shell, name := range cli.Shells() {
		var script bytes.Buffer
		if err := cli.Completion(&script, shell); err != nil {
			log.Fatalf("make the completion of %s: %v", shell, err)
		}
		write(filepath.Join(completions, name), script.Bytes())
	}
	write(reference, []byte(cli.Reference()))
}

func write(path string, content []byte) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		log.Fatalf("make the directory: %v", err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		log.Fatalf("write what was made: %v", err)
	}
}
