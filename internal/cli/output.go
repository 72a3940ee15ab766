package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/client"
	"github.com/airra/airra/internal/look"
)

// formats are the values of --output. The empty one means a table for a person
// and tab-separated columns for a pipe.
var formats = []string{"json", "jsonl", "yaml", "name", "wide", "csv"}

// drawsKey is where a command keeps the formats that only it has.
const drawsKey = "airra_draws"

// draws says which further formats a command has.
func draws(cmd *cobra.Command, formats ...string) {
	cmd.Annotations[drawsKey] = strings.Join(formats, ",")
}

func checkFormat(cmd *cobra.Command, format string) error {
	known := formats
	if own := cmd.Annotations[drawsKey]; own != "" {
		known = append(slices.Clone(formats), strings.Split(own, ",")...)
	}
	if format != "" && !slices.Contains(known, format) {
		return usagef("", "--output takes %s, not %q", strings.Join(known, ", "), format)
	}
	return nil
}

// result is what a command has to show, in every form that can be asked for.
type result struct {
	// raw is the API's own answer. Nobody re-encodes it, so a script sees
	// members that this version does not know, and numbers as they were.
	raw []byte
	// items are the rows of a list, each as the API gave it. Nil means that raw
	// is one object.
	items []json.RawMessage
	grid  func(wide bool) grid
	names []string
	human func(s *screen) // nil means the grid
	empty string          // what to tell a person when there are no rows
}

// emit shows a result in the form that was asked for.
func (a *App) emit(ctx context.Context, r result) error {
	asked := a.global
	if len(asked.fields) > 0 {
		if err := r.project(asked.fields); err != nil {
			return err
		}
	}
	switch {
	case asked.jq != "":
		return a.jq(ctx, r.raw, asked.jq)
	case asked.output == "json" || asked.output == "" && len(asked.fields) > 0:
		return a.printJSON(r.raw)
	case asked.output == "jsonl":
		return a.printLines(r)
	case asked.output == "yaml":
		return a.printYAML(r.raw)
	case asked.output == "name":
		return a.printNames(r.names)
	case asked.output == "csv":
		return r.grid(true).csv(a.Out, !asked.noHeaders, a.csvData())
	default:
		return a.printTable(r, asked.output == "wide")
	}
}

// csvData leaves a pipe its bytes, and shows a terminal nothing that it would obey.
func (a *App) csvData() func(string) string {
	if a.OutTTY {
		return manyLines
	}
	return func(text string) string { return text }
}

func (a *App) printTable(r result, wide bool) error {
	if !a.OutTTY {
		return r.grid(wide).tsv(a.Out, !a.global.noHeaders)
	}
	s := a.screen()
	if wide {
		s.width = 0
	}
	if r.human != nil && !wide {
		r.human(s)
	} else {
		g := r.grid(wide)
		if len(g.rows) == 0 {
			a.say("%s", r.empty)
			return nil
		}
		g.human(s, !a.global.noHeaders, s.width)
	}
	_, err := io.WriteString(a.Out, s.text.String())
	return err
}

// printJSON gives the bytes of the API to a pipe as they are. On a terminal
// they are indented, and the characters that JSON allows but a terminal obeys
// are written as their numbers, which is the same JSON.
func (a *App) printJSON(raw []byte) error {
	if !a.OutTTY {
		_, err := a.Out.Write(append(bytes.TrimRight(raw, "\n"), '\n'))
		return err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, bytes.TrimSpace(raw), "", "  "); err != nil {
		return fmt.Errorf("indent the answer: %w", err)
	}
	_, err := io.WriteString(a.Out, safeJSON(b.String())+"\n")
	return err
}

func safeJSON(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r != '\n' && look.Visible(r) != r {
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// printLines gives one object on each line.
func (a *App) printLines(r result) error {
	items := r.items
	if items == nil {
		items = []json.RawMessage{r.raw}
	}
	var b bytes.Buffer
	for _, item := range items {
		if err := json.Compact(&b, item); err != nil {
			return fmt.Errorf("compact the answer: %w", err)
		}
		b.WriteByte('\n')
	}
	text := b.String()
	if a.OutTTY {
		text = safeJSON(text)
	}
	_, err := io.WriteString(a.Out, text)
	return err
}

func (a *App) printNames(names []string) error {
	var b strings.Builder
	for _, name := range names {
		b.WriteString(escaped(name) + "\n")
	}
	_, err := io.WriteString(a.Out, b.String())
	return err
}

// listResult is the result of a list whose answer is a JSON array.
func listResult[T any](raw []byte, columns []column[T], values []T, name func(T) string, empty string) (result, error) {
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		return result{}, fmt.Errorf("read the list again: %w", err)
	}
	r := tableResult(columns, values, name, empty)
	r.raw, r.items = raw, rowsOf(items)
	return r, nil
}

// emitList asks for a whole list, with the columns that show it, and writes it.
func emitList[T any](ctx context.Context, a *App, ask func(*client.Client) ([]T, []column[T], error), name func(T) string, empty string) error {
	c, err := a.client()
	if err != nil {
		return err
	}
	keeping := c.Keeping()
	values, columns, err := ask(keeping)
	if err != nil {
		return err
	}
	r, err := listResult(keeping.Kept(), columns, values, name, empty)
	if err != nil {
		return err
	}
	return a.emit(ctx, r)
}

// tableResult is the result of values that stand in a table, without their
// JSON.
func tableResult[T any](columns []column[T], values []T, name func(T) string, empty string) result {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = name(v)
	}
	return result{names: names, empty: empty, grid: func(wide bool) grid { return gridOf(columns, values, wide) }}
}

// rowsOf keeps an empty list apart from an object that is no list.
func rowsOf(items []json.RawMessage) []json.RawMessage {
	if items == nil {
		return []json.RawMessage{}
	}
	return items
}

// joined is a JSON array of the given values, unchanged.
func joined(items []json.RawMessage) []byte {
	var b bytes.Buffer
	b.WriteByte('[')
	for i, item := range items {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(bytes.TrimSpace(item))
	}
	b.WriteByte(']')
	return b.Bytes()
}

// property is one line of an object's view in a pipe.
type property struct{ name, value string }

// properties is the grid of one object: a name and a value on each line.
func properties(list []property) func(bool) grid {
	columns := []column[property]{
		{name: "FIELD", cell: func(p property) cell { return cell{data: p.name} }},
		{name: "VALUE", cell: func(p property) cell { return cell{data: p.value} }},
	}
	return func(wide bool) grid { return gridOf(columns, list, wide) }
}

// fieldsOf lists the JSON members of T, for --json.
func fieldsOf[T any]() []string {
	var names []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" && f.IsExported() {
			names = append(names, name)
		}
	}
	return names
}
