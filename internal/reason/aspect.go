package reason

import (
	"slices"
	"strings"
	"unicode"

	"github.com/airra/airra/internal/airra"
)

// aspect is what a signal speaks of. Names of metrics differ from house to
// house, so the words in a name decide, not the whole name.
type aspect string

const (
	aspectTraffic    aspect = "traffic"
	aspectLatency    aspect = "latency"
	aspectErrors     aspect = "errors"
	aspectCPU        aspect = "cpu"
	aspectMemory     aspect = "memory"
	aspectCollection aspect = "garbage collection"
	aspectQueue      aspect = "queue"
	aspectRestarts   aspect = "restarts"
	aspectReadiness  aspect = "readiness"
	aspectDatabase   aspect = "database"
	aspectDependency aspect = "dependency"
	aspectNetwork    aspect = "network"
	aspectDisk       aspect = "disk"
	aspectOther      aspect = "other"
)

// aspectWords is read from the top, and the first line that shares a word with
// the name decides. Whose measure it is comes before what is measured:
// external_api_errors_total speaks of the dependency, not of the service. Error
// and latency words come before traffic words, since their names often contain
// "request" as well.
var aspectWords = []struct {
	aspect aspect
	words  string
}{
	{aspectDependency, "external upstream dependency dependencies gateway partner provider circuit breaker"},
	{aspectDatabase, "database db sql postgres postgresql mysql mongo mongodb query queries deadlock deadlocks replication hikaricp"},
	{aspectNetwork, "network dns tcp packet packets retransmit retransmits retransmissions unreachable"},
	{aspectMemory, "oom oomkilled"},
	{aspectRestarts, "restart restarts restarted restarting crash crashes crashloop looping crashlooping"},
	{aspectReadiness, "ready readiness notready replicas"},
	{aspectErrors, "error errors err failure failures failed failing exception exceptions 5xx 500 502 503 504"},
	{aspectCollection, "gc garbage"},
	{aspectLatency, "latency duration slow slowness p50 p90 p95 p99"},
	{aspectMemory, "memory mem heap rss swap"},
	{aspectCPU, "cpu throttled throttling"},
	{aspectDisk, "disk filesystem fs inode inodes volume iops"},
	{aspectQueue, "queue queued queues backlog thread threads pool worker workers inflight connections saturation lag"},
	{aspectTraffic, "request requests rps qps throughput traffic"},
}

// aspectOf reads the name, and where that says nothing the category that the
// detector gave.
func aspectOf(s airra.Signal) aspect {
	words := tokens(s.Name)
	switch {
	case slices.Contains(words, "connection") && slices.Contains(words, "pool"):
		return aspectDatabase
	case slices.Contains(words, "response") && slices.Contains(words, "time"):
		return aspectLatency
	}
	for _, line := range aspectWords {
		for word := range strings.FieldsSeq(line.words) {
			if slices.Contains(words, word) {
				return line.aspect
			}
		}
	}
	return aspectOfCategory(s.Category)
}

func aspectOfCategory(category string) aspect {
	switch first, _, _ := strings.Cut(category, "_"); first {
	case "error":
		return aspectErrors
	case "latency":
		return aspectLatency
	case "memory":
		return aspectMemory
	case "cpu":
		return aspectCPU
	case "traffic":
		return aspectTraffic
	case "database":
		return aspectDatabase
	case "network":
		return aspectNetwork
	case "dependency":
		return aspectDependency
	}
	return aspectOther
}

// tokens splits a name into lower-case words, at everything that is neither a
// letter nor a digit and where a capital begins a word, so that HighErrorRate
// and high_error_rate are the same.
func tokens(name string) []string {
	var spaced strings.Builder
	previous := ' '
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(previous) {
			spaced.WriteByte(' ')
		}
		spaced.WriteRune(unicode.ToLower(r))
		previous = r
	}
	return strings.FieldsFunc(spaced.String(), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}
