package config_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/airra/airra/internal/config"
)

func TestAKeyIsGeneratedOnceAndKeptForTheOwner(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state", "airra")
	first, second := config.Config{DataDir: dir}, config.Config{DataDir: dir}
	created, err := config.EnsureAPIKey(&first)
	if err != nil || !created || len(first.APIKey) < 20 {
		t.Fatalf("the first start: %q, %v, %v", first.APIKey, created, err)
	}
	created, err = config.EnsureAPIKey(&second)
	if err != nil || created || second.APIKey != first.APIKey {
		t.Errorf("the second start: %q, %v, %v; want %q again", second.APIKey, created, err, first.APIKey)
	}
	for path, want := range map[string]fs.FileMode{dir: 0o700, filepath.Join(dir, config.APIKeyFile): 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s is %o, want %o", path, got, want)
		}
	}
}

func TestAKeyOfTheEnvironmentIsNotWrittenDown(t *testing.T) {
	t.Parallel()
	cfg := config.Config{DataDir: t.TempDir(), APIKey: "given"}
	if created, err := config.EnsureAPIKey(&cfg); err != nil || created || cfg.APIKey != "given" {
		t.Fatalf("%q, %v, %v", cfg.APIKey, created, err)
	}
	left, err := os.ReadDir(cfg.DataDir)
	if err != nil || len(left) != 0 {
		t.Errorf("the data directory holds %v, %v", left, err)
	}
}

func TestAKeyThatOthersCouldReadIsClosed(t *testing.T) {
	t.Parallel()
	cfg := config.Config{DataDir: t.TempDir()}
	path := filepath.Join(cfg.DataDir, config.APIKeyFile)
	if err := os.WriteFile(path, []byte("old\n"), 0o644); err != nil { //nolint:gosec // The wide mode is the case.
		t.Fatal(err)
	}
	if _, err := config.EnsureAPIKey(&cfg); err != nil || cfg.APIKey != "old" {
		t.Fatalf("%q, %v", cfg.APIKey, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestABrokenKeyFileIsNotReplaced(t *testing.T) {
	t.Parallel()
	cfg := config.Config{DataDir: t.TempDir()}
	path := filepath.Join(cfg.DataDir, config.APIKeyFile)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := config.EnsureAPIKey(&cfg)
	if err == nil || !strings.Contains(err.Error(), "delete it") {
		t.Errorf("got %v", err)
	}
}

// TestDaemonsThatStartTogetherAgreeOnOneKey repeats the start, because the moment
// between looking for the key and putting one there is short.
func TestDaemonsThatStartTogetherAgreeOnOneKey(t *testing.T) {
	t.Parallel()
	for range 50 {
		startTogether(t, t.TempDir())
	}
}

func startTogether(t *testing.T, dir string) {
	t.Helper()
	starts := make([]config.Config, 8)
	var all sync.WaitGroup
	gun := make(chan struct{})
	for i := range starts {
		starts[i].DataDir = dir
		all.Go(func() {
			<-gun
			if _, err := config.EnsureAPIKey(&starts[i]); err != nil {
				t.Error(err)
			}
		})
	}
	close(gun)
	all.Wait()
	for _, start := range starts {
		if start.APIKey == "" || start.APIKey != starts[0].APIKey {
			t.Fatalf("got %q beside %q", start.APIKey, starts[0].APIKey)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("drafts are left behind: %v, %v", left, err)
	}
}
