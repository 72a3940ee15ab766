package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/airra/airra/internal/client"
)

// keys gives the ids of a command line. A "-" stands for those on standard
// input: separated by white space, or in the first column where there are tabs,
// so that the output of a list can be piped into a command as it is.
func (a *App) keys(args []string) ([]string, error) {
	if !slices.Contains(args, "-") {
		return args, nil
	}
	var keys []string
	for _, arg := range args {
		if arg != "-" {
			keys = append(keys, arg)
			continue
		}
		read, err := readKeys(a.In)
		if err != nil {
			return nil, err
		}
		keys = append(keys, read...)
	}
	if len(keys) == 0 {
		return nil, usagef("", "standard input names nothing, so nothing is done")
	}
	return keys, nil
}

func readKeys(in io.Reader) ([]string, error) {
	var keys []string
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 64<<10), 4<<20)
	for first := true; lines.Scan(); first = false {
		line := lines.Text()
		found := strings.Fields(line)
		if column, _, tabs := strings.Cut(line, "\t"); tabs {
			found = strings.Fields(column)
		}
		if first && len(found) == 1 && (found[0] == "REF" || found[0] == "ID") {
			continue // The header of our own lists.
		}
		keys = append(keys, found...)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read standard input: %w", err)
	}
	return keys, nil
}

// outcome is what was done to several things: the values and their unchanged
// JSON, in the order of the keys.
type outcome[T any] struct {
	values []T
	raws   []json.RawMessage
	many   bool  // several were asked for, so the JSON is an array
	failed error // how the worst failure ends the command
}

// each does one thing for every key. A failure does not keep the others from
// being done: it is reported at once, and the worst one decides how the command
// ends. The failure of a single key is simply returned.
func each[T any](ctx context.Context, a *App, c *client.Client, args []string, do func(c *client.Client, key string) (T, error)) (outcome[T], error) {
	keys, err := a.keys(args)
	if err != nil {
		return outcome[T]{}, err
	}
	out := outcome[T]{many: len(args) > 1 || slices.Contains(args, "-")}
	code := ExitOK
	for _, key := range keys {
		keeping := c.Keeping()
		value, err := do(keeping, key)
		if err != nil && ctx.Err() != nil {
			return out, context.Cause(ctx)
		}
		if err != nil && !out.many {
			return out, err
		}
		if err != nil {
			report(a.Err, named(key, err))
			code = worse(code, exitCode(err))
			continue
		}
		out.values, out.raws = append(out.values, value), append(out.raws, keeping.Kept())
	}
	if code != ExitOK {
		out.failed = errReported{code}
	}
	return out, nil
}

// named puts the key before a message that does not name it, so that one can
// tell the failures of several apart.
func named(key string, err error) error {
	message := messageOf(err)
	if strings.Contains(strings.ToUpper(message), strings.ToUpper(key)) {
		return err
	}
	return &exitError{code: exitCode(err), message: key + ": " + message, hint: strings.Join(hintsOf(err), " ")}
}

// show emits an outcome as a table in a pipe and as one sentence for each value
// on a terminal.
func show[T any](ctx context.Context, a *App, out outcome[T], columns []column[T], name func(T) string, sentence func(s *screen, v T)) error {
	if len(out.values) == 0 && out.failed != nil {
		return out.failed // A header without a row would only look like an answer.
	}
	r := tableResult(columns, out.values, name, "")
	if out.many {
		r.items, r.raw = rowsOf(out.raws), joined(out.raws)
	} else if len(out.raws) == 1 {
		r.raw = out.raws[0]
	}
	r.human = func(s *screen) {
		for _, v := range out.values {
			sentence(s, v)
		}
	}
	if err := a.emit(ctx, r); err != nil {
		return err
	}
	return out.failed
}

// confirm asks a question. Where nobody can be asked, it names the flag that
// answers it.
func (a *App) confirm(ctx context.Context, question string) error {
	if a.global.yes {
		return nil
	}
	if !a.interactive() {
		return usagef("Add --yes when you mean it.", "this needs a yes, and nobody can be asked here: --yes is missing")
	}
	_, _ = fmt.Fprint(a.Err, question+" [y/N] ") // Without a question there is no yes, see below.
	answer := make(chan string, 1)
	// A read of a terminal cannot be called back. When the person interrupts it,
	// the process ends and takes this goroutine along.
	go func() {
		line, _ := bufio.NewReader(a.In).ReadString('\n')
		answer <- line
	}()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case line := <-answer:
		if word := strings.ToLower(strings.TrimSpace(line)); word == "y" || word == "yes" {
			return nil
		}
		return &exitError{code: ExitFailed, message: "nothing was done, because the answer was no"}
	}
}
