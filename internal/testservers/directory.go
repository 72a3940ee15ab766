package testservers

import (
	"fmt"
	"os"
	"sync"
	"syscall"
)

// memory is where Linux keeps files that no disk is written for. Tests make and close
// hundreds of databases, and each would wait for the disk.
const memory = "/dev/shm"

// roomNeeded is how much must be free there, in bytes: containers often have 64 MB, and
// a server that runs out of room fails in ways that look like bugs of ours.
const roomNeeded = 2 << 30

// copies holds the directory of this process's copies of SQLite files. Its watchdog
// removes it, however the process ends. The value must stay reachable: the lifeline is
// a file, which the garbage collector would close.
var copies = sync.OnceValues(func() (*process, error) {
	dir, err := tempDir("copies")
	if err != nil {
		return nil, err
	}
	holder := &process{dir: dir}
	return holder, holder.watch()
})

// tempDir makes a private directory that the watchdog removes. It is not
// t.TempDir: shared servers outlive the test that started them.
func tempDir(name string) (string, error) {
	base := ""
	var disk syscall.Statfs_t
	if err := syscall.Statfs(memory, &disk); err == nil && disk.Bavail*uint64(disk.Bsize) >= roomNeeded {
		base = memory
	}
	dir, err := os.MkdirTemp(base, "airra-"+name+"-")
	if err != nil {
		return "", fmt.Errorf("make a directory for %s: %w", name, err)
	}
	return dir, nil
}
