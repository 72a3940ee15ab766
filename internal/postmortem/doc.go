// Package postmortem writes down what was learned from an incident. It makes a draft
// of what the record tells and of nothing else, writes a postmortem as Markdown and as
// HTML, and reads Markdown back after people have changed it.
//
// Everything here is a pure function. A draft never knows more than the record: where
// nobody has said what the cause was, it says that this is not established.
//
// The Markdown is one document with fixed headings. Whatever stands in a text is
// escaped, so a title that looks like a heading, a table or a script stays a text, and
// reading gives back what was written.
package postmortem
