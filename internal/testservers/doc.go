// Package testservers gives a test the real servers AIRRA runs on: PostgreSQL,
// Redis and Prometheus, as the machine has them installed.
//
// The stores of AIRRA are only as good as their behaviour on the real thing, so
// there are no stand-ins here. PostgreSQL and Redis start once per test process,
// at the first call, and every caller gets a database of its own in them; a
// Prometheus is started per call, because its targets differ. Everything listens
// on 127.0.0.1, on ports the kernel chose.
//
// A test process may end by panic, time-out or SIGKILL, where no cleanup runs.
// Each server is therefore watched by a small shell that reads a pipe whose other
// end only the test process holds: when that end closes, however it closes, the
// shell kills the server and removes its files.
//
// With -short every function skips the test. Otherwise a missing program fails
// the test and names the package to install, so that a green run has really run.
package testservers
