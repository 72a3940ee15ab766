package cli

import (
	"context"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
)

// build is what `airra version` tells.
type build struct {
	Version  string `json:"version"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func newVersionCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Long:  `Print the version of airra. That of the server stands in "airra status".`,
		Example: `  airra version
  airra version -o json`,
		Args: takesNone,
		RunE: func(cmd *cobra.Command, _ []string) error { return showVersion(cmd.Context(), a) },
	}
	offers(cmd, fieldsOf[build]())
	return cmd
}

func showVersion(ctx context.Context, a *App) error {
	b := build{Version: airra.Version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	return a.emit(ctx, result{
		raw: []byte(jsonText(b)), names: []string{b.Version},
		grid:  properties([]property{{"version", b.Version}, {"go", b.Go}, {"platform", b.Platform}}),
		human: func(s *screen) { s.line("airra " + b.Version) },
	})
}
