package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// largestFile bounds what is read, so that a wrong path does not fill memory.
const largestFile = 4 << 20

// yamlFile is a settings file while it is being read. Its errors name the
// variable, the file and the line, and what would be accepted there.
type yamlFile struct {
	setting Setting
	path    string
}

// root reads the file and gives the node under its one top key.
func (f yamlFile) root(key string) (*yaml.Node, error) {
	content, err := f.read()
	if err != nil {
		return nil, err
	}
	var document yaml.Node
	if err := yaml.Unmarshal(content, &document); err != nil {
		return nil, f.syntax(err)
	}
	if len(document.Content) == 0 {
		return nil, f.at(1, "the file is empty: it begins with %s:", key)
	}
	top, err := f.mapping(document.Content[0], key)
	if err != nil {
		return nil, err
	}
	if top[key] == nil {
		return nil, f.at(1, "the key %s is missing", key)
	}
	return top[key], nil
}

func (f yamlFile) read() ([]byte, error) {
	file, err := os.Open(f.path)
	if err != nil {
		var reason *os.PathError
		if errors.As(err, &reason) {
			err = reason.Err
		}
		return nil, fmt.Errorf("%s=%q cannot be read (%w): give %s", f.setting.Name, f.path, err, f.setting.Form)
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(io.LimitReader(file, largestFile+1))
	if err != nil || len(content) > largestFile {
		return nil, f.setting.wrong(f.path)
	}
	return content, nil
}

// at is an error that points into the file.
func (f yamlFile) at(line int, format string, args ...any) error {
	return fmt.Errorf("%s: %s:%d: %s", f.setting.Name, f.path, line, fmt.Sprintf(format, args...))
}

// mapping gives the values of a mapping by key. Unknown keys are refused, all
// keys are allowed when none are named, and a double one is an error: silently
// taking one of two would let a typing mistake hide a service.
func (f yamlFile) mapping(node *yaml.Node, allowed ...string) (map[string]*yaml.Node, error) {
	node = resolved(node)
	if node.Kind != yaml.MappingNode {
		return nil, f.at(node.Line, "want keys and values here")
	}
	found := map[string]*yaml.Node{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := node.Content[i]
		if len(allowed) > 0 && !slices.Contains(allowed, key.Value) {
			return nil, f.at(key.Line, "unknown key %q (accepted: %s)", key.Value, strings.Join(allowed, ", "))
		}
		if found[key.Value] != nil {
			return nil, f.at(key.Line, "%q stands here a second time", key.Value)
		}
		found[key.Value] = node.Content[i+1]
	}
	return found, nil
}

// text reads a scalar; one that is not there leaves the default standing.
func (f yamlFile) text(node *yaml.Node, into *string) error {
	if node == nil {
		return nil
	}
	node = resolved(node)
	if node.Kind != yaml.ScalarNode || node.Tag == "!!null" {
		return f.at(node.Line, "want one text here")
	}
	*into = node.Value
	return nil
}

// texts reads an optional list of scalars.
func (f yamlFile) texts(node *yaml.Node) ([]string, error) {
	if node == nil {
		return nil, nil
	}
	node = resolved(node)
	if node.Kind != yaml.SequenceNode {
		return nil, f.at(node.Line, "want a list here, such as [database, redis]")
	}
	found := make([]string, 0, len(node.Content))
	for _, item := range node.Content {
		var one string
		if err := f.text(item, &one); err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, nil
}

func resolved(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): (.*)$`)

// syntax gives the parser's complaint our form.
func (f yamlFile) syntax(err error) error {
	if match := yamlLine.FindStringSubmatch(err.Error()); match != nil {
		if line, bad := strconv.Atoi(match[1]); bad == nil {
			return f.at(line, "this is not YAML: %s", match[2])
		}
	}
	return f.at(1, "this is not YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
}
