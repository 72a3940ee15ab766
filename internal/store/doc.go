// Package store keeps everything: incidents and what was found, concluded and
// done about them, the timeline, the audit trail, people, their schedules and
// what was told to them, leases and idempotency keys.
// It is the only room that speaks SQL about them, and it speaks the same SQL to
// SQLite, the embedded default, and to PostgreSQL.
//
// The story of a unit of work: [Store.InTx] runs a use case against a
// transaction. What the use case inserts is collected, and written at the very
// end with one statement per table, because a batch then takes its refs and ids
// as one range and the counters' rows are locked for the shortest time. The
// counter of the events is the last row that is touched before the commit: it
// stays locked until then, so the order of the event ids is the order of the
// commits, and a reader who resumes after an id has missed nothing. A database
// sequence was rejected for that, since it hands out ids in another order than
// the one in which transactions become visible.
//
// People's rows are written at once instead: they take no numbers, and whether a
// page's key or a name is free must be known before the use case goes on. What
// counts an engineer's work is never stored but counted, so no way out of an
// incident can forget to give it back.
//
// A search for a part of any word is answered from the texts of all incidents, which
// are held in memory ([Store.HoldTexts]); inside a transaction, and where they are not
// held, the database looks through its rows and finds the same.
//
// Jobs are enqueued on the same transaction, through a function that is given at
// construction, so that a change and the work it causes commit together.
//
// On SQLite there is one connection that writes and a few that only read: Go
// queues the writers fairly, where several writing connections would poll for
// the file's lock. In WAL mode with synchronous NORMAL a commit survives the
// death of the process at any moment; only a power failure can take the last
// few commits back, and never leaves the file broken.
package store
