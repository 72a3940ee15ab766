package cli_test

import (
	"slices"
	"testing"

	"github.com/airra/airra/internal/cli"
)

// A page that nobody would see is not opened.
func TestABrowserIsOpenedOnlyWhereItIsSeen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		system string
		env    map[string]string
		want   []string
	}{
		"a desktop":              {"linux", map[string]string{"DISPLAY": ":0"}, []string{"xdg-open"}},
		"a newer desktop":        {"linux", map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, []string{"xdg-open"}},
		"a console":              {"linux", nil, nil},
		"a desktop, over SSH":    {"linux", map[string]string{"DISPLAY": ":10", "SSH_CONNECTION": "1.2.3.4"}, nil},
		"a Mac":                  {"darwin", nil, []string{"open"}},
		"a Mac, over SSH":        {"darwin", map[string]string{"SSH_TTY": "/dev/ttys1"}, nil},
		"where addresses differ": {"windows", nil, []string{"rundll32", "url.dll,FileProtocolHandler"}},
	} {
		if got := cli.BrowserProgram(c.system, func(key string) string { return c.env[key] }); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
