package config

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// Command is a channel that is a program of this machine. Commands are read from a
// file and from nowhere else, so that nobody can have the daemon run something who
// may not write to the server's disk.
type Command struct {
	Name    string
	Argv    []string      // the program and its arguments; no shell reads them
	Timeout time.Duration // of one run
}

// Bounds of a run. A page that waits for longer keeps others waiting.
const (
	usualTimeout    = 10 * time.Second
	shortestTimeout = 100 * time.Millisecond
	longestTimeout  = 5 * time.Minute
)

var (
	channelName = regexp.MustCompile(`^[a-z0-9_-]{1,50}$`)
	// takenNames belong to channels that are something else.
	takenNames = []string{"email", "slack"}
)

// loadCommands reads the channels file; without one there are no commands.
func loadCommands(path string) ([]Command, error) {
	if path == "" {
		return nil, nil
	}
	file := yamlFile{setting: rowOf("ChannelsFile"), path: path}
	root, err := file.root("channels")
	if err != nil {
		return nil, err
	}
	nodes, err := file.mapping(root)
	if err != nil {
		return nil, err
	}
	commands := make([]Command, 0, len(nodes))
	for _, name := range slices.Sorted(maps.Keys(nodes)) {
		command, err := file.command(name, nodes[name])
		if err != nil {
			return nil, err
		}
		commands = append(commands, command)
	}
	return commands, nil
}

// command reads one entry.
func (f yamlFile) command(name string, node *yaml.Node) (Command, error) {
	c := Command{Name: name, Timeout: usualTimeout}
	line := resolved(node).Line
	switch {
	case slices.Contains(takenNames, name):
		return c, f.at(line, "the name %s belongs to a channel that is no command", name)
	case !channelName.MatchString(name):
		return c, f.at(line, "the name %q is not accepted: small letters, digits, _ and -, at most 50, such as sms", name)
	}
	values, err := f.mapping(node, "command", "timeout")
	if err != nil {
		return c, err
	}
	if c.Argv, err = f.argv(name, values["command"], line); err != nil {
		return c, err
	}
	return c, f.timeout(values["timeout"], &c.Timeout)
}

// argv reads the program and its arguments. A text in place of a list is refused,
// since it would look as if a shell read it.
func (f yamlFile) argv(name string, node *yaml.Node, line int) ([]string, error) {
	if node == nil {
		return nil, f.at(line, "the channel %s has no command", name)
	}
	if list := resolved(node); list.Kind != yaml.SequenceNode {
		return nil, f.at(list.Line, "want a list here, such as [/usr/local/bin/send-sms, --flag]")
	}
	argv, err := f.texts(node)
	if err != nil {
		return nil, err
	}
	if len(argv) == 0 || strings.TrimSpace(argv[0]) == "" {
		return nil, f.at(resolved(node).Line, "the command of the channel %s is empty", name)
	}
	if slices.ContainsFunc(argv, func(one string) bool { return strings.Contains(one, "\x00") }) {
		return nil, f.at(resolved(node).Line, "the command of the channel %s holds a zero byte", name)
	}
	return argv, nil
}

// timeout reads an optional duration.
func (f yamlFile) timeout(node *yaml.Node, into *time.Duration) error {
	if node == nil {
		return nil
	}
	var text string
	if err := f.text(node, &text); err != nil {
		return err
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < shortestTimeout || d > longestTimeout {
		return f.at(resolved(node).Line, "the timeout %q is not accepted: a duration from 100ms to 5m, such as 10s", text)
	}
	*into = d
	return nil
}
