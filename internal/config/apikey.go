package config

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// APIKeyFile is the name of the generated key's file in the data directory;
// airra looks for it there.
const APIKeyFile = "api-key"

// EnsureAPIKey sets the key of a development server that was given none: the one
// generated at an earlier start, or a new one, kept in the data directory for the
// owner's eyes only. It reports whether the key is new. A key of the environment
// is not touched and not written down.
func EnsureAPIKey(cfg *Config) (created bool, err error) {
	if cfg.APIKey != "" {
		return false, nil
	}
	path := filepath.Join(cfg.DataDir, APIKeyFile)
	if cfg.APIKey, err = readAPIKey(path); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	created, err = writeAPIKey(path, rand.Text())
	if err != nil {
		return false, err
	}
	// Read what is there now: of two daemons that start together one has won.
	cfg.APIKey, err = readAPIKey(path)
	return created, err
}

// readAPIKey also closes a file that others could read, as a copied data
// directory may have left it.
func readAPIKey(path string) (string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read the API key: %w", err)
	}
	var key apiKey
	text := strings.TrimSpace(string(content))
	if err := key.UnmarshalText([]byte(text)); err != nil || text == "" {
		return "", fmt.Errorf("%s holds no usable API key: delete it to have one generated, or set AIRRA_API_KEY", path)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return "", fmt.Errorf("close the API key to others: %w", err)
	}
	return string(key), nil
}

// writeAPIKey makes the file appear whole or not at all. It is linked and not
// renamed into place, because a link never replaces the key of another daemon.
func writeAPIKey(path, key string) (created bool, err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return false, fmt.Errorf("AIRRA_DATA_DIR=%q cannot be made: %w", dir, err)
	}
	draft, err := os.CreateTemp(dir, APIKeyFile+"-*") // CreateTemp gives 0600.
	if err != nil {
		return false, fmt.Errorf("AIRRA_DATA_DIR=%q cannot be written: %w", dir, err)
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	_, err = draft.WriteString(key + "\n")
	if err := errors.Join(err, draft.Close()); err != nil {
		return false, fmt.Errorf("write the API key: %w", err)
	}
	if err := os.Link(draft.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return false, fmt.Errorf("keep the API key: %w", err)
	} else if err != nil {
		return false, nil
	}
	return true, nil
}
