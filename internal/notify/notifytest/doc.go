// Package notifytest is the other side of the channels, for tests: a mail server
// that speaks SMTP and keeps whole mails, and receivers for Slack and for webhooks
// that keep whole requests. They are strict, answer by a script, and repeat in their
// refusals what they were given, as careless servers do, so that a test can prove
// that none of it is passed on.
package notifytest
