package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// programs are the two binaries and a directory to run them in.
type programs struct {
	dir, airrad, airra string
}

// build makes both as a release does.
func build(ctx context.Context, dir string) (programs, error) {
	p := programs{dir: dir, airrad: filepath.Join(dir, "airrad"), airra: filepath.Join(dir, "airra")}
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", dir+"/", "./cmd/airrad", "./cmd/airra")
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	command.Stderr = os.Stderr
	return p, command.Run()
}

// daemon is a running airrad.
type daemon struct {
	command *exec.Cmd
	url     string
	key     string
	ready   time.Duration // from the start of the process to the first good answer
}

// key is the API key of the measured daemon.
const key = "bench-key-bench-key-bench-key"

// start runs airrad and waits until it is ready. The port is asked for in a
// tight loop, since the time of an answer is what is measured.
func (p programs) start(ctx context.Context, extra ...string) (*daemon, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	d := &daemon{url: "http://" + address, key: key}
	d.command = exec.CommandContext(ctx, p.airrad)
	d.command.Env = append(os.Environ(), append([]string{
		"AIRRA_HTTP_ADDR=" + address, "AIRRA_DATA_DIR=" + filepath.Join(p.dir, "data"), "AIRRA_API_KEY=" + key,
		"AIRRA_LLM_PROVIDER=offline", "AIRRA_LOG_LEVEL=error",
	}, extra...)...)
	d.command.Stderr = os.Stderr
	began := time.Now()
	if err := d.command.Start(); err != nil {
		return nil, err
	}
	for ctx.Err() == nil && time.Since(began) < 10*time.Second {
		if code, err := d.get(ctx, "/ready", nil); err == nil && code == http.StatusOK {
			d.ready = time.Since(began)
			return d, nil
		}
		pause(ctx, time.Millisecond)
	}
	return nil, errors.Join(errors.New("airrad did not become ready"), d.stop())
}

// stop ends the daemon as a person does.
func (d *daemon) stop() error {
	if err := d.command.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return d.command.Wait()
}

// get asks for a path and reads the answer into body when it is not nil.
func (d *daemon) get(ctx context.Context, path string, body *[]byte) (int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.url+path, nil)
	if err != nil {
		return 0, err
	}
	request.Header.Set("X-API-Key", d.key)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if body != nil {
		*body = content
	}
	return response.StatusCode, err
}

func freeAddress(ctx context.Context) (string, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// pause waits without being deaf to the end.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// residentMB reads the resident memory of a process.
func residentMB(pid int) (float64, error) {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(content)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmRSS:" {
			kib, err := strconv.ParseFloat(fields[1], 64)
			return kib * 1024 / 1e6, err
		}
	}
	return 0, errors.New("no VmRSS")
}

// cpuSeconds is the processor time a process has used.
func cpuSeconds(command *exec.Cmd) float64 {
	usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
}

// median of some durations, in milliseconds.
func median(durations []time.Duration) float64 { return quantile(durations, 0.5) }

// quantile of some durations, in milliseconds.
func quantile(durations []time.Duration, q float64) float64 {
	sorted := slices.Sorted(slices.Values(durations))
	return float64(sorted[min(len(sorted)-1, int(q*float64(len(sorted))))].Microseconds()) / 1000
}
