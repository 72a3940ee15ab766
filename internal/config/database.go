package config

import (
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
)

// UnmarshalText accepts PostgreSQL URLs under the names that other programs give
// them, and SQLite files. The value is normalised to what store.Connect takes:
// postgres://… or a file's path behind file:.
func (u *databaseURL) UnmarshalText(text []byte) error {
	value := string(text)
	scheme, rest, found := strings.Cut(value, ":")
	if !found || strings.ContainsAny(scheme, "/.") {
		scheme, rest = "file", value // A bare path.
	}
	switch scheme {
	case "postgres", "postgresql", "postgresql+asyncpg":
		return u.postgres("postgres:"+rest, scheme == "postgresql+asyncpg")
	case "file", "sqlite":
		return u.file(strings.TrimPrefix(rest, "//"))
	default:
		return errForm
	}
}

// postgres checks the URL. The asyncpg driver of Python calls the sslmode
// parameter ssl; PostgreSQL would refuse that name only at the first connection.
func (u *databaseURL) postgres(text string, asyncpg bool) error {
	parsed, err := url.Parse(text)
	if err != nil || parsed.Host == "" && !parsed.Query().Has("host") {
		return errForm // A host may also be named as a parameter, for a Unix socket.
	}
	if strings.Trim(parsed.Path, "/") == "" {
		return errForm // Without a name, the user's name would be taken silently.
	}
	if query := parsed.Query(); asyncpg && query.Has("ssl") {
		query.Set("sslmode", query.Get("ssl"))
		query.Del("ssl")
		parsed.RawQuery = query.Encode()
	}
	*u = databaseURL(parsed.String())
	return nil
}

// file refuses parameters, because the pragmas are the store's to choose, and
// databases in memory, because every connection would get one of its own.
func (u *databaseURL) file(path string) error {
	if path == "" || path == ":memory:" || strings.ContainsAny(path, "?#\x00") || strings.HasSuffix(path, "/") {
		return errForm
	}
	*u = databaseURL("file:" + filepath.Clean(path))
	return nil
}

// shownURL is a URL without its password. A text that is no URL is not shown at
// all, since nobody can say which part of it is the secret; neither is one with a
// parameter that sounds like a secret.
func shownURL(text string) string {
	parsed, err := url.Parse(text)
	if err != nil {
		return maskedValue
	}
	for name := range parsed.Query() {
		if secretWord.MatchString(name) {
			return maskedValue
		}
	}
	if parsed.User == nil {
		return text // As it was typed; printing the parsed URL would escape paths.
	}
	return parsed.Redacted()
}

var secretWord = regexp.MustCompile(`(?i)pass|pwd|secret|token|key|auth`)
