// Package notify tells people. It turns an incident into a letter, and hands a
// letter to a channel: e-mail, Slack, a webhook, or a command on this machine. Each
// way of sending is a sub-package; what they have in common stands here and is pure.
//
// Whether, when and to whom something is sent, how often it is tried again, and
// what is written down about it is not decided here. A channel makes one attempt
// and says how it ended: with a [Receipt], or with a [Failure] that says whether
// another attempt can help. It is never silent about a doubt: what may or may not
// have arrived is a failure, and the next attempt carries the same key, so that a
// receiver can tell a page that came twice from two pages.
//
// What is said of a failure is read by people, in the explanation of a page and in
// logs. No text that leaves this package holds a secret: not the path of a webhook,
// not a password, not what a server repeats of them.
package notify
