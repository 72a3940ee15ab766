// Package jobs does the work that must happen after a transaction has
// committed, on River, over SQLite and over PostgreSQL.
//
// The story of a job: a use case puts it into its transaction (Queue.Enqueue),
// so the change and the work commit together. A worker of any daemon takes it
// and calls one use case. A failure that may pass is tried again after a short
// wait, a failure that cannot pass ends the job at once, and the use case is
// told when an attempt is the last one, so that it can leave a state that a
// person can go on from. What concerns people is tireless instead: a page, the
// next step of an escalation, a message, a deadline are tried until they succeed
// or until their subject is gone, and channels that hang hold up nothing but
// themselves.
//
// A job with a time is a timer. It waits in the database and is due for every
// process at once: each looks several times a second, and none has to be the
// leader for it, since a leader can be killed.
//
// Delivery is at least once. A process can die after its use case has committed
// and before the job is marked as done, and a process that was paused can wake
// up after its jobs were given to another one. The use cases therefore change
// state on condition only, and a second run finds nothing left to do.
//
// Jobs of a dead process are taken over within ten seconds. River itself looks
// at the age of a job and needs an hour to be sure; here every daemon shows a
// sign of life, and the others act when it is missing.
package jobs
