package command_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
	"github.com/airra/airra/internal/notify/command"
	"github.com/airra/airra/internal/notify/notifytest"
)

func message() notify.Message {
	return notify.Message{
		Key: "0198c0de.s0.sms.+49 30 1.a1", Kind: airra.NotifyPage, Channel: "sms", Priority: airra.PriorityHigh,
		Subject: "⚠️ [HIGH] $(reboot) `id` 'quoted'", Text: "Hello,\n", Recipient: notify.Recipient{Name: "Alice", Address: "+49 30 1"},
		AckURL: "https://airra.example/ack/t0kent0kent0ken", Step: 1, Attempt: 2, PossiblyTwice: true, At: time.Unix(1, 0).UTC(),
	}
}

// script writes a program that a test's channel runs. It is read by a shell and not
// executed itself: a file that was just written cannot be, while a neighbour's new
// process still holds it open.
func script(t *testing.T, body string, args ...string) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "send")
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return append([]string{"/bin/sh", path}, args...)
}

// send runs a script once as the channel sms.
func send(t *testing.T, argv ...string) (notify.Receipt, error) {
	t.Helper()
	return command.New(command.Options{Name: "sms", Argv: argv, Timeout: time.Minute}).Send(t.Context(), message())
}

func failed(t *testing.T, err error) *notify.Failure {
	t.Helper()
	var failure *notify.Failure
	if !errors.As(err, &failure) {
		t.Fatalf("got %v", err)
	}
	return failure
}

func TestACommandGetsTheMessageAndNothingElse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	receipt, err := send(t, script(t, `cat > "$1/stdin"; env > "$1/env"; printf '%s' "$2" > "$1/argument"; echo "queued  as 7"`, dir, "$(id); a b")...)
	if err != nil || receipt != (notify.Receipt{Answer: "queued as 7"}) {
		t.Fatalf("%+v, %v", receipt, err)
	}
	read := func(name string) string {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	var got notify.Message
	if err := json.Unmarshal([]byte(read("stdin")), &got); err != nil {
		t.Fatal(err)
	}
	if want := message(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := read("argument"); got != "$(id); a b" {
		t.Errorf("a shell has read the arguments: %q", got)
	}
	allowed := []string{"PATH", "HOME", "LANG", "AIRRA_NOTIFY_KEY", "PWD", "SHLVL", "_", "OLDPWD"} // The last four are the shell's own.
	for line := range strings.Lines(read("env")) {
		if name, _, _ := strings.Cut(line, "="); !slices.Contains(allowed, name) {
			t.Errorf("the command sees %s", name)
		}
	}
	if env := read("env"); !strings.Contains(env, "AIRRA_NOTIFY_KEY=0198c0de.s0.sms.+49=2030=201.a1\n") {
		t.Errorf("the key is not in the environment:\n%s", env)
	}
}

func TestWhatAnExitCodeMeans(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, body string
		permanent  bool
		message    string
	}{
		{"a passing trouble", "echo no signal >&2; exit 75", false, "the command ended with code 75: no signal"},
		{"a wrong setting", "echo no account; exit 78", true, "the command ended with code 78: no account"},
		{"any other", "exit 1", false, "the command ended with code 1"},
		{"a signal", "kill -9 $$", false, "the command was ended by a signal"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := send(t, script(t, tt.body)...)
			if f := failed(t, err); f.Message != tt.message || f.Permanent != tt.permanent || f.Gone {
				t.Errorf("got %+v", f)
			}
		})
	}
}

func TestACommandNeedNotRead(t *testing.T) {
	t.Parallel()
	if receipt, err := send(t, script(t, "exec 0<&-; exit 0")...); err != nil || receipt.Answer != "exit code 0" {
		t.Errorf("%+v, %v", receipt, err)
	}
}

func TestOfTheOutputTheBeginningIsKept(t *testing.T) {
	t.Parallel()
	receipt, err := send(t, script(t, `printf 'start\033[2J\n'; i=0; while [ $i -lt 2000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done`)...)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(receipt.Answer); n > 1100 || n < 1000 || !strings.HasPrefix(receipt.Answer, "start␛[2J 0123") {
		t.Errorf("%d bytes are kept: %.60q", n, receipt.Answer)
	}
}

// A command that prints what it reads must not bring the link into the record.
func TestTheLinkIsNotKept(t *testing.T) {
	t.Parallel()
	message, err := message().JSON()
	if err != nil {
		t.Fatal(err)
	}
	// So much before it puts the middle of the token where the output is cut.
	before := strconv.Itoa(1024 - 8 - strings.Index(string(message), "t0ken"))
	for _, body := range []string{"cat", "printf '%" + before + "s' x; cat", "cat; exit 75"} {
		receipt, err := send(t, script(t, body)...)
		notifytest.AssertLeaksNoSecret(t, []string{"t0kent0kent0ken", "t0kent0"}, receipt, err)
	}
}

func TestACommandThatIsNotThereIsPermanent(t *testing.T) {
	t.Parallel()
	plain := filepath.Join(t.TempDir(), "plain")
	if err := os.WriteFile(plain, []byte("#!/bin/sh\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"/nowhere/send-sms":        "the command is not there",
		"airra-no-such-program-25": "the command is not there",
		plain:                      "the command cannot be executed",
	} {
		_, err := send(t, name, "--password=hunter2")
		if f := failed(t, err); !f.Permanent || !strings.Contains(f.Message, want) {
			t.Errorf("%s: %+v", name, f)
		}
		notifytest.AssertLeaksNoSecret(t, []string{"hunter2", name}, err)
	}
}

func TestACommandThatHangsIsGivenUp(t *testing.T) {
	t.Parallel()
	_, err := command.New(command.Options{Name: "sms", Argv: script(t, "exec sleep 600"), Timeout: 20 * time.Millisecond}).Send(t.Context(), message())
	if f := failed(t, err); f.Permanent || f.Message != "the command did not end within 20ms and was killed" || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %+v", f)
	}
}

// The script starts a child that holds on to a pipe of the test, and then the caller
// leaves. The test reads to the end of the pipe, which is there only when the child is
// gone too.
func TestACommandIsKilledWithItsChildren(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "alive")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		alive, err := os.Open(pipe)
		if err != nil {
			ended <- err
			return
		}
		if _, err := io.ReadFull(alive, make([]byte, len("started"))); err != nil {
			ended <- err
			return
		}
		cancel()
		_, err = io.ReadAll(alive)
		ended <- errors.Join(err, alive.Close())
	}()
	channel := command.New(command.Options{Name: "sms", Argv: script(t, `exec 3>"$1"; sleep 600 & printf started >&3; wait`, pipe), Timeout: time.Hour})
	_, err := channel.Send(ctx, message())
	if f := failed(t, err); f.Permanent || f.Message != "the command was broken off" || !errors.Is(err, context.Canceled) {
		t.Errorf("got %+v", f)
	}
	if err := <-ended; err != nil {
		t.Errorf("the pipe: %v", err)
	}
}

// A program that sends from the background has done its part when it ends well.
func TestAChildInTheBackgroundDoesNotMakeItFail(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pipe := filepath.Join(dir, "go")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	receipt, err := send(t, script(t, `(read line < "$1") & echo queued`, pipe)...)
	if err != nil || receipt.Answer != "queued" {
		t.Errorf("%+v, %v", receipt, err)
	}
	if err := os.WriteFile(pipe, []byte("go\n"), 0o600); err != nil { // Lets the child end.
		t.Error(err)
	}
}

func TestTheCommandIsNotShown(t *testing.T) {
	t.Parallel()
	got := command.New(command.Options{Name: "sms", Argv: []string{"/opt/send", "--password=hunter2"}}).Info()
	if want := (airra.ChannelInfo{Name: "sms", Kind: airra.KindExec, Configured: true, Target: "a command on the server"}); got != want {
		t.Errorf("got %+v", got)
	}
}
