package cli

import (
	"bytes"
	"encoding/json"
	"strings"
)

// document reads a file of YAML or JSON into a body of the API. A member that the
// body does not have is a mistake, because a word that was mistyped would otherwise
// be left out in silence. JSON is not read as YAML, although it nearly is: its numbers
// stay as they were written, and so do the escapes that YAML does not know.
func (a *App) document(name string, into any) error {
	content, err := a.textFile(name)
	if err != nil {
		return err
	}
	raw := []byte(content)
	if !json.Valid(raw) {
		if raw, err = jsonOf(content); err != nil {
			return usagef("", "%s is neither YAML nor JSON: %s", name, plainReason(err))
		}
	}
	if raw = bytes.TrimSpace(raw); !bytes.HasPrefix(raw, []byte("{")) {
		return usagef("--example prints one to begin with.", "%s does not fit: it is not an object with named members", name)
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return usagef("", "%s does not fit: %s", name, misfit(err))
	}
	return nil
}

func jsonOf(content string) ([]byte, error) {
	tree, err := yamlTree(content)
	if err != nil {
		return nil, err
	}
	return json.Marshal(tree)
}

// plainReason leaves out the names of the libraries that found a mistake.
func plainReason(err error) string {
	text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "json: "), "yaml: ")
	return oneLine(strings.TrimSpace(text))
}
