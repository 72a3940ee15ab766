// Command airra is what people type: see internal/cli.
package main

import (
	"os"

	"github.com/airra/airra/internal/cli"
)

func main() { os.Exit(cli.Main()) }
