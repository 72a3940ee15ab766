// Command airrad is the daemon: it watches, reasons, proposes, and acts when a
// person has said so.
package main

import (
	"os"

	"github.com/airra/airra/internal/daemon"
)

func main() {
	os.Exit(daemon.Main())
}
