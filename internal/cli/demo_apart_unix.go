//go:build unix

package cli

import "syscall"

// apart starts a process in a group of its own. A ctrl-c in the terminal then reaches
// only the demo, which stops its server in order, and a server that is kept survives it.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
