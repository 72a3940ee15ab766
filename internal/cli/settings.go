package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/airra/airra/tui"
)

// defaultServer is where a bare airrad listens.
const defaultServer = "http://127.0.0.1:8000"

// target is the server a command will speak to, and where each half of that
// knowledge came from, for the doctor.
type target struct {
	server, serverFrom string
	key, keyFrom       string
}

// contextsFile is the file in which a person keeps servers and filters under names.
type contextsFile struct {
	Current  string                 `yaml:"current,omitempty"`
	Contexts map[string]namedServer `yaml:"contexts,omitempty"`
	Sections []tui.SavedSection     `yaml:"sections,omitempty"` // of the cockpit's list of incidents
}

// namedServer is one context.
type namedServer struct {
	Server string `yaml:"server"`
	APIKey string `yaml:"api_key,omitempty"`
}

// target decides with the precedence flag, environment, context, default. The
// key of a context is only ever sent to the server of that context, and the key
// file of a local airrad only to this machine: whoever redirects a command to
// another server must not get a key that was meant for the first.
func (a *App) target() (target, error) {
	name, chosen, err := a.chosenContext()
	if err != nil {
		return target{}, err
	}
	t := target{server: defaultServer, serverFrom: "the default"}
	switch {
	case a.global.server != "":
		t.server, t.serverFrom = a.global.server, "--server"
	case a.global.context == "" && a.Env("AIRRA_SERVER") != "":
		t.server, t.serverFrom = a.Env("AIRRA_SERVER"), "AIRRA_SERVER"
	case name != "":
		t.server, t.serverFrom = chosen.Server, "context "+name
	}
	sameServer := name != "" && strings.TrimRight(chosen.Server, "/") == strings.TrimRight(t.server, "/")
	switch {
	case a.global.context != "" && sameServer && chosen.APIKey != "":
		t.key, t.keyFrom = chosen.APIKey, "context "+name
	case a.Env("AIRRA_API_KEY") != "":
		t.key, t.keyFrom = a.Env("AIRRA_API_KEY"), "AIRRA_API_KEY"
	case sameServer && chosen.APIKey != "":
		t.key, t.keyFrom = chosen.APIKey, "context "+name
	case local(t.server):
		t.key, t.keyFrom = a.localKey()
	}
	return t, nil
}

// chosenContext gives the context of -C, or the current one, or none. An
// explicit -C counts as a flag and so goes before the environment.
func (a *App) chosenContext() (string, namedServer, error) {
	file, err := a.readContexts()
	if err != nil {
		return "", namedServer{}, err
	}
	name := a.global.context
	if name == "" {
		name = file.Current
	}
	chosen, ok := file.Contexts[name]
	if !ok && a.global.context != "" {
		return "", namedServer{}, usagef("See: airra context list", "there is no context %q", name)
	}
	if !ok {
		return "", namedServer{}, nil
	}
	return name, chosen, nil
}

// local says whether a server is on this machine.
func local(server string) bool {
	u, err := url.Parse(server)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// localKey is the key that a local airrad keeps in its data directory.
func (a *App) localKey() (key, from string) {
	dir := a.Env("AIRRA_DATA_DIR")
	if dir == "" {
		dir = a.home("XDG_STATE_HOME", ".local", "state")
	}
	if dir == "" {
		return "", ""
	}
	path := filepath.Join(dir, "api-key")
	content, err := os.ReadFile(path)
	if err != nil {
		return "", ""
	}
	return strings.TrimSpace(string(content)), path
}

// home gives airra's directory of one XDG kind, or nothing without a home.
func (a *App) home(variable string, fallback ...string) string {
	if dir := a.Env(variable); filepath.IsAbs(dir) {
		return filepath.Join(dir, "airra")
	}
	if dir := a.Env("HOME"); dir != "" {
		return filepath.Join(append(append([]string{dir}, fallback...), "airra")...)
	}
	return ""
}

func (a *App) contextsPath() (string, error) {
	dir := a.home("XDG_CONFIG_HOME", ".config")
	if dir == "" {
		return "", usagef("", "neither XDG_CONFIG_HOME nor HOME says where contexts are kept")
	}
	return filepath.Join(dir, "config.yaml"), nil
}

// readContexts reads the file; one that is not there is empty.
func (a *App) readContexts() (contextsFile, error) {
	var file contextsFile
	path, err := a.contextsPath()
	if err != nil {
		// Without a home there are no contexts, which matters only to a person
		// who asks for one.
		return file, nil
	}
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return file, nil
	}
	if err != nil {
		return file, fmt.Errorf("read the contexts: %w", err)
	}
	if err := yaml.Unmarshal(content, &file); err != nil {
		return file, usagef("Repair or remove it.", "%s cannot be read: %v", path, err)
	}
	return file, nil
}

// writeContexts replaces the file as a whole, readable for nobody else, since
// it holds keys.
func (a *App) writeContexts(file contextsFile) error {
	path, err := a.contextsPath()
	if err != nil {
		return err
	}
	content, err := yaml.Marshal(file)
	if err != nil {
		return fmt.Errorf("write the contexts: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the directory of the contexts: %w", err)
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".config-*") // CreateTemp makes it 0600.
	if err != nil {
		return fmt.Errorf("write the contexts: %w", err)
	}
	defer os.Remove(temporary.Name()) //nolint:errcheck // After the rename it is gone, which is what is wanted.
	_, err = temporary.Write(content)
	if err := errors.Join(err, temporary.Close()); err != nil {
		return fmt.Errorf("write the contexts: %w", err)
	}
	if err := os.Rename(temporary.Name(), path); err != nil {
		return fmt.Errorf("write the contexts: %w", err)
	}
	return nil
}
