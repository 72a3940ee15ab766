package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/itchyny/gojq"
	"github.com/spf13/cobra"
	"gopkg.in/yaml.v3"
)

// fieldsKey is where a command keeps the names that --json takes.
const fieldsKey = "airra_fields"

// offers says which fields the objects of a command have.
func offers(cmd *cobra.Command, fields []string) {
	if cmd.Annotations == nil {
		cmd.Annotations = map[string]string{}
	}
	cmd.Annotations[fieldsKey] = strings.Join(fields, "\n")
}

// fieldListing ends a command on which --json was given without a value: the
// answer is the list of what could be given, and that is no mistake.
type fieldListing struct{ fields string }

func (f fieldListing) Error() string  { return "fields: " + f.fields }
func (f fieldListing) String() string { return f.fields }

// checkFields refuses names that no object of the command has.
func checkFields(cmd *cobra.Command, asked []string) error {
	known, has := cmd.Annotations[fieldsKey]
	if len(asked) == 0 {
		return nil
	}
	if !has {
		return usagef("", "%s gives no JSON, so --json does not fit", cmd.CommandPath())
	}
	for _, name := range asked {
		if !strings.Contains("\n"+known+"\n", "\n"+name+"\n") {
			return usagef("There are: "+strings.ReplaceAll(known, "\n", ", "), "there is no field %q", name)
		}
	}
	return nil
}

// project keeps only the asked members, in the order in which they were asked
// for. A list becomes an array of such objects, without its page.
func (r *result) project(fields []string) error {
	if r.items == nil {
		one, err := pick(r.raw, fields)
		r.raw = one
		return err
	}
	picked := make([]json.RawMessage, len(r.items))
	for i, item := range r.items {
		one, err := pick(item, fields)
		if err != nil {
			return err
		}
		picked[i] = one
	}
	r.items, r.raw = picked, joined(picked)
	return nil
}

func pick(raw []byte, fields []string) ([]byte, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return nil, fmt.Errorf("read the object again: %w", err)
	}
	var b bytes.Buffer
	b.WriteByte('{')
	for i, name := range fields {
		if i > 0 {
			b.WriteByte(',')
		}
		value, ok := members[name]
		if !ok {
			value = json.RawMessage("null")
		}
		fmt.Fprintf(&b, "%q:%s", name, value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// jq runs an expression over an answer. Strings are printed bare, because they
// go into variables of scripts; everything else is JSON, one value on a line.
func (a *App) jq(ctx context.Context, raw []byte, expression string) error {
	query, err := gojq.Parse(expression)
	if err != nil {
		return usagef("The language is that of jq: https://jqlang.org/manual", "--jq cannot be read: %v", err)
	}
	code, err := gojq.Compile(query)
	if err != nil {
		return usagef("", "--jq cannot be used: %v", err)
	}
	var input any
	if err := json.Unmarshal(raw, &input); err != nil {
		return fmt.Errorf("read the answer again: %w", err)
	}
	values := code.RunWithContext(ctx, input)
	for {
		value, more := values.Next()
		if !more {
			return nil
		}
		if failed, ok := value.(error); ok {
			var halt *gojq.HaltError
			if errors.As(failed, &halt) && halt.Value() == nil {
				return nil
			}
			return usagef("", "--jq failed: %v", failed)
		}
		if err := a.jqValue(value); err != nil {
			return err
		}
	}
}

func (a *App) jqValue(value any) error {
	text, bare := value.(string)
	if !bare {
		encoded, err := gojq.Marshal(value)
		if err != nil {
			return fmt.Errorf("write the result of --jq: %w", err)
		}
		text = string(encoded)
	}
	if a.OutTTY {
		text = manyLines(text)
	}
	_, err := io.WriteString(a.Out, text+"\n")
	return err
}

// printYAML writes an answer as YAML with its members in the API's order.
func (a *App) printYAML(raw []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	node, err := yamlNode(decoder)
	if err != nil {
		return fmt.Errorf("read the answer again: %w", err)
	}
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := errors.Join(encoder.Encode(node), encoder.Close()); err != nil {
		return err
	}
	text := b.String()
	if a.OutTTY {
		text = safeJSON(text) // The encoder leaves the marks in that turn the reading direction.
	}
	_, err = io.WriteString(a.Out, text)
	return err
}

// yamlNode reads one JSON value. A detour over Go maps was rejected because it
// sorts the members.
func yamlNode(d *json.Decoder) (*yaml.Node, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case json.Delim:
		node := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		if t == '[' {
			node = &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		}
		for d.More() {
			if err := appendNodes(d, node); err != nil {
				return nil, err
			}
		}
		if len(node.Content) == 0 {
			node.Style = yaml.FlowStyle
		}
		_, err := d.Token()
		return node, err
	case json.Number:
		tag := "!!int"
		if strings.ContainsAny(t.String(), ".eE") {
			tag = "!!float"
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: t.String()}, nil
	default:
		node := &yaml.Node{}
		return node, node.Encode(t)
	}
}

// appendNodes reads the next member or element of node.
func appendNodes(d *json.Decoder, node *yaml.Node) error {
	count := 1
	if node.Kind == yaml.MappingNode {
		count = 2
	}
	for range count {
		child, err := yamlNode(d)
		if err != nil {
			return err
		}
		node.Content = append(node.Content, child)
	}
	return nil
}
