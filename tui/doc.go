// Package tui is the cockpit: the screens for whoever is paged and sits before a
// terminal. It speaks the domain's interfaces and knows neither HTTP nor a database.
//
// The story of a frame: one root [Model] holds what is known (data), which screen is
// shown, and the dialogs over it. Update routes a message to whoever it is for and does
// nothing else; everything slow happens in commands, which answer with messages. View
// draws only what fits, so ten thousand incidents cost no more than thirty.
//
// The server's event stream says that something has changed; the rows it names are read
// again and replaced in place, a burst of events as one. The cursor stays on its
// incident, not on its line. What is shown while the server is away is the last that was
// known, with its age.
//
// Nothing is done with one key that cannot be taken back. An act is a dialog that says
// what will happen, ignores keys for a moment so that typing in flight cannot approve
// anything, and leaves the `airra …` line that does the same in the command log.
//
// [Prompt] is the same model for those who listen: the files prompts_*.go tell each
// screen in words, and answer the lines and dialogs of the cockpit with lines that are
// typed. What is asked, done and written into the log is the cockpit's own.
package tui
