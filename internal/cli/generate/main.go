// Command generate writes what is made from the commands of airra: the
// completion scripts and the reference. It is run by go generate in
// internal/cli.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/airra/airra/internal/cli"
)

const (
	completions = "../../completions"
	reference   = "../../docs/cli/airra.md"
)

func main() {
	if err := generate(); err != nil {
		_, _ = os.Stderr.WriteString("generate: " + err.Error() + "\n") // There is nobody else to tell.
		os.Exit(1)
	}
}

func generate() error {
	for shell, name := range cli.Shells() {
		var script bytes.Buffer
		if err := cli.Completion(&script, shell); err != nil {
			return fmt.Errorf("make the completion of %s: %w", shell, err)
		}
		if err := write(filepath.Join(completions, name), script.Bytes()); err != nil {
			return err
		}
	}
	return write(reference, []byte(cli.Reference()))
}

func write(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("make the directory of %s: %w", path, err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
