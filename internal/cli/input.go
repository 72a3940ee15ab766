package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// jsonFlag reads a JSON object from a flag or from the file it names.
func (a *App) jsonFlag(flag, text string) (json.RawMessage, error) {
	if text == "" {
		return nil, nil
	}
	if text[0] == '@' {
		content, err := a.textFile(text[1:])
		if err != nil {
			return nil, err
		}
		text = content
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &object); err != nil || object == nil {
		return nil, usagef("Like: "+flag+` '{"error_rate": 9.1}'`, "%s takes a JSON object", flag)
	}
	return json.RawMessage(text), nil
}

// maxInput bounds what is read from a file: the server takes no more anyway.
const maxInput = 1 << 20

// textFile reads a whole file, or standard input for "-".
func (a *App) textFile(name string) (string, error) {
	in := a.In
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return "", usagef("", "%s cannot be read: %v", name, cause(err))
		}
		defer file.Close() //nolint:errcheck // It was only read.
		in = file
	}
	content, err := io.ReadAll(io.LimitReader(in, maxInput+1))
	if err != nil {
		return "", fmt.Errorf("read %s: %w", name, err)
	}
	if len(content) > maxInput {
		return "", usagef("", "%s is larger than the 1 MiB that airrad takes", name)
	}
	return string(content), nil
}

// cause leaves the operation and the path out of a file error, since the
// message names the path already.
func cause(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
