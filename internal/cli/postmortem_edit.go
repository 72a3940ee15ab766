package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/client"
	"github.com/airra/airra/internal/postmortem"
)

func newPostmortemEditCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "edit INCIDENT",
		Short: "Write a postmortem in your editor",
		Long: `Write the postmortem of an incident in the editor of VISUAL or EDITOR, as Markdown.
Where there is none yet it begins with a draft from the record, and is stored when
you have written something. What could not be understood is named with its line; your
file is kept then, and also when it could not be saved.`,
		Example: `  airra postmortem edit INC-142
  airra postmortem edit INC-142 -o json`,
		Args:              takes(1, 1, "one incident"),
		ValidArgsFunction: completeIncidents(a),
		RunE:              func(cmd *cobra.Command, args []string) error { return editPostmortem(cmd.Context(), a, args[0]) },
	}
	offers(cmd, postmortemFields)
	return cmd
}

func editPostmortem(ctx context.Context, a *App, key string) error {
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	editor := a.editor()
	if len(editor) == 0 {
		return usagef("Or: airra postmortem export "+key+" > file.md, and airra postmortem import "+key+" -F file.md", "there is no editor: set EDITOR")
	}
	before, exists, err := editable(ctx, c, key)
	if err != nil {
		return err
	}
	name, after, err := a.edited(ctx, editor, before)
	if err != nil {
		return err
	}
	switch strings.TrimSpace(after) {
	case "", strings.TrimSpace(before):
		a.say("Nothing was written, so nothing was saved.")
		return os.Remove(name)
	}
	text, understood := a.readMarkdown(after)
	was, _ := postmortem.Read(before)
	if exists { // What the person left alone is not said again: somebody else may have changed it.
		text = postmortem.Changed(was, text)
	}
	if err = losesNoItem(ctx, c, key, text, was.ActionItems); err == nil {
		err = a.savePostmortem(ctx, c, key, text)
	}
	if err != nil || !understood {
		a.say("Your text is kept: airra postmortem import %s -F %s", oneLine(key), name)
		return err
	}
	return os.Remove(name)
}

// editable is the document that a person begins with, and whether it is of a
// postmortem that exists.
func editable(ctx context.Context, c *client.Client, key string) (markdown string, exists bool, err error) {
	p, err := c.FindPostmortem(ctx, key)
	switch {
	case err == nil:
		d, err := documentOf(ctx, c, *p)
		return postmortem.Markdown(d), true, err
	case airra.ErrorCode(err) != airra.CodeNotFound:
		return "", false, err
	}
	draft, err := c.DraftPostmortem(ctx, key)
	if err != nil {
		return "", false, err
	}
	return draft.Markdown, false, nil
}

// edited has a text changed by the person's editor. The file stays, because what was
// written must not be lost when the server is away.
func (a *App) edited(ctx context.Context, editor []string, text string) (name, after string, err error) {
	file, err := os.CreateTemp("", "airra-postmortem-*.md")
	if err != nil {
		return "", "", err
	}
	_, err = file.WriteString(text)
	if err := errors.Join(err, file.Close()); err != nil {
		return "", "", errors.Join(err, os.Remove(file.Name()))
	}
	run := exec.CommandContext(ctx, editor[0], append(slices.Clone(editor[1:]), file.Name())...)
	run.Stdin, run.Stdout, run.Stderr = a.In, a.Out, a.Err
	if !a.OutTTY {
		run.Stdout = a.Err // What is printed is the answer of the server and nothing else.
	}
	if err := run.Run(); err != nil {
		return "", "", errors.Join(&exitError{code: ExitFailed, message: "the editor " + editor[0] + " failed, so nothing was saved"}, os.Remove(file.Name()))
	}
	content, err := os.ReadFile(file.Name())
	return file.Name(), string(content), err
}

// readMarkdown gives what a document says, and names what in it was not understood.
func (a *App) readMarkdown(markdown string) (text airra.PostmortemText, understood bool) {
	text, problems := postmortem.Read(markdown)
	for _, p := range problems {
		a.say("%s", oneLine(p.String()))
	}
	return text, len(problems) == 0
}

// losesNoItem fails when a text would take action items away that whoever wrote it has
// never seen: they were added while it was written, or since it was exported.
func losesNoItem(ctx context.Context, c *client.Client, key string, text airra.PostmortemText, seen []airra.ActionItem) error {
	if text.ActionItems == nil {
		return nil
	}
	p, err := c.FindPostmortem(ctx, key)
	if airra.ErrorCode(err) == airra.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	var lost []string
	for _, item := range p.ActionItems {
		same := func(i airra.ActionItem) bool { return i.Number == item.Number }
		if !slices.ContainsFunc(text.ActionItems, same) && !slices.ContainsFunc(seen, same) {
			lost = append(lost, fmt.Sprintf("%d (%s)", item.Number, oneLine(item.Description)))
		}
	}
	if len(lost) == 0 {
		return nil
	}
	return &airra.Error{
		Code: airra.CodeConflict, Message: "the text does not have action item " + strings.Join(lost, ", ") + ", and would take it away",
		Hint: "see what is there with airra postmortem export " + key + ", or import with --drop-items when you mean it",
	}
}

// savePostmortem changes the postmortem of an incident, or writes the first one.
func (a *App) savePostmortem(ctx context.Context, c *client.Client, key string, text airra.PostmortemText) error {
	keeping := c.Keeping()
	p, err := keeping.UpdatePostmortem(ctx, key, text)
	if airra.ErrorCode(err) == airra.CodeNotFound {
		p, err = keeping.CreatePostmortem(ctx, airra.NewPostmortem{IncidentID: key, PostmortemText: text})
	}
	if err != nil {
		return err
	}
	return showPostmortem(ctx, a, *p, keeping.Kept())
}

func newPostmortemImportCmd(a *App) *cobra.Command {
	var file string
	var drop bool
	cmd := &cobra.Command{
		Use:   "import INCIDENT -F FILE",
		Short: "Write a postmortem from a file of Markdown",
		Long: `Write the postmortem of an incident from a file of Markdown, or change the one that
is there. A section that is missing in the file says nothing, and one that is empty
empties it. What could not be understood is named with its line and left out. Action
items that the file does not have are not taken away, unless --drop-items says so.`,
		Example: `  airra postmortem import INC-142 -F inc-142.md
  airra postmortem draft INC-142 -o md | airra postmortem import INC-142 -F -`,
		Args:              takes(1, 1, "one incident"),
		ValidArgsFunction: completeIncidents(a),
		RunE: func(cmd *cobra.Command, args []string) error {
			return importPostmortem(cmd.Context(), a, args[0], file, drop)
		},
	}
	cmd.Flags().StringVarP(&file, "file", "F", "", "read the Markdown from this `FILE`, - for standard input (required)")
	cmd.Flags().BoolVar(&drop, "drop-items", false, "take action items away that the file does not have")
	offers(cmd, postmortemFields)
	return cmd
}

func importPostmortem(ctx context.Context, a *App, key, file string, drop bool) error {
	if file == "" {
		return usagef("Like: airra postmortem import INC-142 -F inc-142.md", "--file is missing")
	}
	markdown, err := a.textFile(file)
	if err != nil {
		return err
	}
	ctx, c, err := a.acting(ctx)
	if err != nil {
		return err
	}
	text, _ := a.readMarkdown(markdown)
	if !drop {
		if err := losesNoItem(ctx, c, key, text, nil); err != nil {
			return err
		}
	}
	return a.savePostmortem(ctx, c, key, text)
}
