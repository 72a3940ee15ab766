package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/airra/airra/internal/client"
)

// demoServer is an airrad that this command has started for itself.
type demoServer struct {
	app    *App // turned to this server
	cmd    *exec.Cmd
	dir    string
	url    string
	ended  chan struct{} // closed when the process is gone
	waiter sync.WaitGroup
}

const (
	demoLog = "airrad.log"
	// stopPatience is how long airrad may take to stop in order.
	stopPatience = 15 * time.Second
	// readyPause is how often a starting airrad is asked whether it is ready.
	readyPause = 50 * time.Millisecond
)

// startDemoServer starts airrad in a directory of its own.
func startDemoServer(a *App) (*demoServer, error) {
	program, err := findDaemon()
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "airra-demo-")
	if err != nil {
		return nil, fmt.Errorf("make a directory for the demo: %w", err)
	}
	s := &demoServer{dir: dir, url: "http://" + address, ended: make(chan struct{})}
	s.app = demoApp(a, s.url, s.data())
	if err := s.start(program, address); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

func (s *demoServer) data() string { return filepath.Join(s.dir, "data") }

// findDaemon finds the airrad that belongs to this airra: the one beside it, else the
// one on the PATH.
func findDaemon() (string, error) {
	if self, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(self), "airrad")
		if info, err := os.Stat(beside); err == nil && info.Mode().IsRegular() {
			return beside, nil
		}
	}
	program, err := exec.LookPath("airrad")
	if err != nil {
		return "", &exitError{code: ExitFailed, message: "there is no airrad, neither beside airra nor on the PATH", hint: "Put it there; in the source tree: make build"}
	}
	return program, nil
}

// freeAddress finds a port that nobody uses at this moment.
func freeAddress() (string, error) {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	address := listener.Addr().String()
	return address, listener.Close()
}

// start runs airrad with short intervals, and with nothing happening in the demo but
// what the story is about. It gets none of the person's own settings:
// those may name a database or a model that a demo must not touch.
func (s *demoServer) start(program, address string) error {
	log, err := os.OpenFile(filepath.Join(s.dir, demoLog), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("open the log of the demo: %w", err)
	}
	defer log.Close() //nolint:errcheck // The process has its own handle of it.
	// The context of the command must not end the process: it is stopped in order.
	s.cmd = exec.CommandContext(context.Background(), program)
	s.cmd.Stdout, s.cmd.Stderr, s.cmd.SysProcAttr = log, log, apart()
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "AIRRA_") {
			s.cmd.Env = append(s.cmd.Env, variable)
		}
	}
	s.cmd.Env = append(s.cmd.Env, "AIRRA_HTTP_ADDR="+address, "AIRRA_DATA_DIR="+s.data(), "AIRRA_DEMO=true", "AIRRA_DEMO_SPIKES=false",
		"AIRRA_LLM_PROVIDER=offline", "AIRRA_SCRAPE_INTERVAL=1s", "AIRRA_ANOMALY_CHECK_INTERVAL=1s")
	if err := s.cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", program, err)
	}
	s.waiter.Go(func() {
		_ = s.cmd.Wait() // How it ended stands in its log.
		close(s.ended)
	})
	return nil
}

// ready waits until airrad answers.
func (s *demoServer) ready(ctx context.Context, c *client.Client) error {
	ticker := time.NewTicker(readyPause)
	defer ticker.Stop()
	for {
		if r, err := c.Ready(ctx); err == nil && r.Ready {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-s.ended:
			return &exitError{code: ExitFailed, message: "airrad did not start", hint: s.lastWords()}
		case <-ticker.C:
		}
	}
}

// lastWords is the last line that airrad has logged.
func (s *demoServer) lastWords() string {
	content, err := os.ReadFile(filepath.Join(s.dir, demoLog))
	if err != nil {
		return ""
	}
	lines := bytes.Split(bytes.TrimSpace(content), []byte("\n"))
	return string(lines[len(lines)-1])
}

// leave ends the server and removes all that it kept. A failure that went before is the
// one to be told.
func (s *demoServer) leave(ctx context.Context, before error) error {
	if ctx.Err() != nil {
		s.app.say("\nairra: stopping the demo.")
	}
	_ = s.cmd.Process.Signal(os.Interrupt) // It fails only when the process is gone already.
	impatient := time.AfterFunc(stopPatience, func() { _ = s.cmd.Process.Kill() })
	s.waiter.Wait()
	impatient.Stop()
	if err := os.RemoveAll(s.dir); err != nil && before == nil {
		return fmt.Errorf("remove what the demo kept: %w", err)
	}
	return before
}
