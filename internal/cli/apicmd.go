package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
)

type apiOptions struct {
	app      *App
	method   string
	path     string
	fields   []string
	raw      []string
	input    string
	paginate bool
}

func newAPICmd(a *App) *cobra.Command {
	o := &apiOptions{app: a}
	cmd := &cobra.Command{
		Use:   "api METHOD PATH",
		Short: "Send any request to the API",
		Long: `Send a request to the API with the server and the key of the other commands, and
print the answer unchanged. A path without a slash at its start stands below
/api/v1.

-f adds a field: to the query of a GET, else to the JSON body, where true, false,
null and numbers are what they look like; -F adds it as text in any case.
--input sends a body of your own. --paginate follows a list to its end and prints
all its items as one array.

A refusal is printed like an answer, and the exit code says what it was.`,
		Example: `  airra api GET incidents -f status=detected -f page_size=5
  airra api POST incidents/INC-142/comments -f text="rolled back by hand"
  airra api GET incidents --paginate -q '.[].ref'
  airra api GET /ready`,
		Args: takes(2, 2, "a method and a path"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.method, o.path = strings.ToUpper(args[0]), args[1]
			return o.run(cmd.Context())
		},
	}
	f := cmd.Flags()
	f.StringArrayVarP(&o.fields, "field", "f", nil, "a `KEY=VALUE` of the query or the body")
	f.StringArrayVarP(&o.raw, "raw-field", "F", nil, "a `KEY=VALUE` whose value is text in any case")
	f.StringVar(&o.input, "input", "", "the body from this `FILE`, - for standard input")
	f.BoolVar(&o.paginate, "paginate", false, "follow a list to its end")
	return cmd
}

func (o *apiOptions) run(ctx context.Context) error {
	path, query, err := o.where()
	if err != nil {
		return err
	}
	body, err := o.body(query)
	if err != nil {
		return err
	}
	c, err := o.app.client()
	if err != nil {
		return err
	}
	if actor, err := o.app.actor(); err == nil && o.method != http.MethodGet {
		ctx = airra.WithActor(ctx, actor)
	}
	if o.paginate {
		return o.pages(ctx, c, path, query)
	}
	answer, err := c.Raw(ctx, o.method, path, query, body)
	if err != nil {
		return err
	}
	return o.print(ctx, c, answer)
}

// where gives the path from the root of the server, and the query that stands
// in it already.
func (o *apiOptions) where() (string, url.Values, error) {
	given, err := url.Parse(o.path)
	if err != nil || given.Host != "" || given.Scheme != "" {
		return "", nil, usagef("Like: airra api GET incidents", "%q is no path on the server", o.path)
	}
	path := given.EscapedPath()
	if !strings.HasPrefix(path, "/") {
		path = "/api/v1/" + path
	}
	return path, given.Query(), nil
}

// body makes the body from the fields or the input. The fields of a GET go into
// the query instead.
func (o *apiOptions) body(query url.Values) ([]byte, error) {
	if o.input != "" {
		text, err := o.app.textFile(o.input)
		return []byte(text), err
	}
	members := map[string]any{}
	for i, field := range append(slices.Clone(o.fields), o.raw...) {
		name, value, ok := strings.Cut(field, "=")
		if !ok || name == "" {
			return nil, usagef("Like: -f status=detected", "%q is not KEY=VALUE", field)
		}
		if o.method == http.MethodGet || o.method == http.MethodDelete {
			query.Add(name, value)
			continue
		}
		members[name] = value
		if i < len(o.fields) {
			members[name] = typed(value)
		}
	}
	if len(members) == 0 {
		return nil, nil
	}
	body, err := json.Marshal(members)
	if err != nil {
		return nil, fmt.Errorf("write the body: %w", err)
	}
	return body, nil
}

// typed reads a value as what it looks like.
func typed(value string) any {
	switch value {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	if _, err := strconv.ParseFloat(value, 64); err == nil && json.Valid([]byte(value)) {
		return json.Number(value)
	}
	return value
}

func (o *apiOptions) print(ctx context.Context, c *client.Client, answer *client.Answer) error {
	refused := answer.Err(c.Server())
	body := bytes.TrimSpace(answer.Body)
	switch {
	case len(body) == 0:
	case !json.Valid(body):
		text := string(answer.Body)
		if o.app.OutTTY {
			text = manyLines(text)
		}
		if _, err := fmt.Fprint(o.app.Out, text); err != nil {
			return err
		}
	case refused != nil:
		if err := o.app.printJSON(body); err != nil {
			return err
		}
	default:
		if err := o.emit(ctx, body, nil); err != nil {
			return err
		}
	}
	return refused
}

// emit prints JSON in the form that was asked for. There are no columns to make
// a table of, so the default is the JSON itself.
func (o *apiOptions) emit(ctx context.Context, body []byte, items []json.RawMessage) error {
	a := *o.app
	switch a.global.output {
	case "", "json", "jsonl", "yaml":
	default:
		return usagef("", "airra api has no columns or names: --output takes json, jsonl or yaml")
	}
	if a.global.output == "" {
		a.global.output = "json"
	}
	return a.emit(ctx, result{raw: body, items: items})
}

// pages follows a list, by the cursor where the server gives one and by number
// where it does not, and prints all items as one array.
func (o *apiOptions) pages(ctx context.Context, c *client.Client, path string, query url.Values) error {
	var items []json.RawMessage
	for {
		answer, err := c.Raw(ctx, http.MethodGet, path, query, nil)
		if err != nil {
			return err
		}
		if answer.Err(c.Server()) != nil {
			return o.print(ctx, c, answer)
		}
		var page airra.Page[json.RawMessage]
		if err := json.Unmarshal(answer.Body, &page); err != nil || page.Items == nil {
			return usagef("Leave --paginate out.", "%s is no list with pages", path)
		}
		items = append(items, page.Items...)
		switch {
		case page.NextCursor != "":
			query.Set("cursor", page.NextCursor)
		case page.Page < page.Pages:
			query.Set("page", strconv.Itoa(page.Page+1))
		default:
			return o.emit(ctx, joined(items), rowsOf(items))
		}
	}
}
