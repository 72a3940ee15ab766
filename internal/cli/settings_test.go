package cli_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/airra/airra/internal/cli"
)

// asked is a server that says which key it was given, and by which name it was
// reached.
func asked(t *testing.T, name string, got *[]string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*got = append(*got, name+" "+r.Header.Get("X-API-Key"))
		_, _ = w.Write([]byte("[]"))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestPrecedenceOfServersAndKeys(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		env   map[string]string
		flags []string
		want  string
	}{
		{"the current context", nil, nil, "kept kept-key"},
		{"the environment's server goes before it, without its key", map[string]string{"AIRRA_SERVER": "OTHER"}, nil, "other local-key"},
		{"the flag goes before the environment", map[string]string{"AIRRA_SERVER": "OTHER"}, []string{"--server", "THIRD"}, "third local-key"},
		{"a key of the environment goes before the current context's", map[string]string{"AIRRA_API_KEY": "env-key"}, nil, "kept env-key"},
		{"a context that was named goes before the environment", map[string]string{"AIRRA_SERVER": "OTHER", "AIRRA_API_KEY": "env-key"}, []string{"-C", "prod"}, "kept kept-key"},
		{"the flag with the context's own server keeps its key", nil, []string{"--server", "KEPT/"}, "kept kept-key"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			urls := strings.NewReplacer("KEPT", asked(t, "kept", &got), "OTHER", asked(t, "other", &got), "THIRD", asked(t, "third", &got))
			home := t.TempDir()
			write(t, filepath.Join(home, "config", "airra", "config.yaml"), urls.Replace("current: prod\ncontexts:\n  prod: {server: \"KEPT\", api_key: kept-key}\n"))
			write(t, filepath.Join(home, "state", "airra", "api-key"), "local-key\n")
			env := map[string]string{"AIRRA_API_KEY": "", "HOME": home, "XDG_CONFIG_HOME": filepath.Join(home, "config"), "XDG_STATE_HOME": filepath.Join(home, "state")}
			for name, value := range test.env {
				env[name] = urls.Replace(value)
			}
			args := []string{"service", "list"}
			for _, flag := range test.flags {
				args = append(args, urls.Replace(flag))
			}
			if ended := (shell{env: env}).run(t, "", args...); ended.code != 0 {
				t.Fatal(ended.err)
			}
			wants(t, "who was asked with which key", []string{test.want}, got)
		})
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTheLocalKeyStaysOnThisMachine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "api-key"), "local-key\n")
	streams := cli.Streams{Env: func(name string) string { return map[string]string{"AIRRA_DATA_DIR": dir}[name] }}
	for server, want := range map[string]string{
		"http://127.0.0.1:8000": "local-key", "http://localhost:8000": "local-key", "http://[::1]:8000": "local-key",
		"http://127.0.0.1.example.com": "", "https://airra.example.com": "", "http://10.0.0.1:8000": "",
	} {
		got, err := cli.KeyFor(streams, server)
		if err != nil || got != want {
			t.Errorf("%s would get the key %q, %v", server, got, err)
		}
	}
}

func TestContextsAreKeptForTheirOwnerAlone(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	run := func(in string, args ...string) typed {
		return shell{in: in, env: map[string]string{"HOME": home}}.run(t, "", args...)
	}
	wants(t, "nothing yet", typed{0, "NAME\tCURRENT\tSERVER\tKEY\n", ""}, run("", "context", "list"))
	wants(t, "add", typed{}, run("key-1\n", "context", "add", "prod", "--server", "https://airra.example.com/", "--key-file", "-", "--use"))
	wants(t, "add another", typed{}, run("", "context", "add", "dev", "--server", "http://127.0.0.1:8000"))
	wants(t, "list shows no key", typed{0, "NAME\tCURRENT\tSERVER\tKEY\ndev\tfalse\thttp://127.0.0.1:8000\tfalse\nprod\ttrue\thttps://airra.example.com\ttrue\n", ""}, run("", "context", "list"))
	wants(t, "use", typed{}, run("", "context", "use", "dev"))
	wants(t, "the current one", typed{0, "dev\n", ""}, run("", "context", "list", "-q", ".[] | select(.current) | .name"))
	wants(t, "an unknown one", typed{3, "", "airra: there is no context nope.\n       See: airra context list\n"}, run("", "context", "use", "nope"))
	wants(t, "rm", typed{}, run("", "context", "rm", "dev", "prod"))
	wants(t, "nothing any more", typed{0, "", ""}, run("", "context", "list", "-o", "name"))
	info, err := os.Stat(filepath.Join(home, ".config", "airra", "config.yaml"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
	if bad := run("", "context", "add", "x", "--server", "ftp://x"); bad.code != 2 {
		t.Errorf("a server that is none ended with %+v", bad)
	}
}

func TestWhoActs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		env  map[string]string
		args []string
		want string
	}{
		{"the flag first", map[string]string{"AIRRA_USER": "env@example.com"}, []string{"--as", "flag@example.com"}, "flag@example.com"},
		{"then AIRRA_USER", map[string]string{"AIRRA_USER": "env@example.com", "EMAIL": "mail@example.com"}, nil, "env@example.com"},
		{"then the e-mail", map[string]string{"AIRRA_USER": "", "EMAIL": "mail@example.com", "USER": "jane"}, nil, "mail@example.com"},
		{"an e-mail that is no name is passed over", map[string]string{"AIRRA_USER": "", "EMAIL": "Jane <jane@example.com>", "USER": "jane"}, nil, "jane"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e := acked("INC-1", `{"acknowledged_by":"`+test.want+`"}`)
			e.actor = test.want
			server := record(t, e)
			if got := (shell{env: test.env}).run(t, server.server.URL, append([]string{"ack", "INC-1"}, test.args...)...); got.code != 0 {
				t.Error(got.err)
			}
		})
	}
}
