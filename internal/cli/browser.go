package cli

import (
	"context"
	"fmt"
	"os/exec"
	"runtime"
)

// opener gives what shows a page in the person's browser, or nil where none can be
// shown: over SSH the browser would open at the other end, and without a display it
// would be one in the terminal that the cockpit already fills.
func (a *App) opener() func(ctx context.Context, address string) error {
	program := browserProgram(runtime.GOOS, a.Env)
	if program == nil {
		return nil
	}
	if _, err := exec.LookPath(program[0]); err != nil {
		return nil
	}
	return func(ctx context.Context, address string) error {
		// The page stays when the cockpit is left.
		open := exec.CommandContext(context.WithoutCancel(ctx), program[0], append(program[1:], address)...)
		if err := open.Run(); err != nil {
			return fmt.Errorf("open %s with %s: %w", address, program[0], err)
		}
		return nil
	}
}

// browserProgram is what opens an address on a system, or nil where nobody would see it.
func browserProgram(system string, env func(string) string) []string {
	switch {
	case env("SSH_CONNECTION") != "" || env("SSH_TTY") != "":
		return nil
	case system == "darwin":
		return []string{"open"}
	case system == "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler"}
	case env("DISPLAY") == "" && env("WAYLAND_DISPLAY") == "":
		return nil
	default:
		return []string{"xdg-open"}
	}
}
