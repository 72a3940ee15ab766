// Package embedded is the metrics source that needs nothing installed: a PromQL
// engine over a ring of samples in memory, filled by a scraper.
//
// The engine is that of Prometheus itself, so a query means the same here as on
// a real server, and one signals file serves both. Its storage was not taken:
// two hours of a few thousand series fit into memory, and the time series
// database would double the size of the program.
//
// A source reads the metrics pages of its targets and, without a connection,
// the page of its own process. Samples carry the moment at which their scrape
// began. As with Prometheus, every target has a series "up", and a series that
// has vanished from its page, or whose page cannot be read, is marked stale, so
// that no old value looks like a new one.
package embedded
