package cli

import "github.com/spf13/cobra"

func newSimCmd(a *App) *cobra.Command {
	return newNounCmd("sim", "Have incidents invented",
		`What happens here is not real: incidents say so wherever they are shown, and count
in no measure.`,
		`  airra sim generate --wait
  airra incident list --origin generated`,
		[]string{"simulator"},
		newSimGenerateCmd(a))
}
