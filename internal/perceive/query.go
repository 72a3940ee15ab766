package perceive

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/airra/airra/internal/airra"
)

// placeholder stands in a query for the services it is about.
const placeholder = "$services"

// Everything as the only monitored service means all that the queries return.
const Everything airra.ServiceName = "*"

const defaultLabel = "service"

func (s SignalSpec) label() string {
	if s.Label == "" {
		return defaultLabel
	}
	return s.Label
}

// all is the query for the given services at once.
func (s SignalSpec) all(services []airra.ServiceName) string {
	if slices.Contains(services, Everything) {
		return strings.ReplaceAll(s.Query, placeholder, ".+")
	}
	patterns := make([]string, len(services))
	for i, name := range services {
		patterns[i] = pattern(name)
	}
	return strings.ReplaceAll(s.Query, placeholder, strings.Join(patterns, "|"))
}

// one is the query for exactly one service, which is what a person can run
// again. A query that has no placeholder is narrowed from outside.
func (s SignalSpec) one(service airra.ServiceName) string {
	if strings.Contains(s.Query, placeholder) {
		return strings.ReplaceAll(s.Query, placeholder, pattern(service))
	}
	return fmt.Sprintf(`(%s) and on(%s) label_replace(vector(1), %q, %s, "", "")`,
		s.Query, s.label(), s.label(), quoteReplacement(service))
}

// pattern is a regular expression for one name, as it must stand inside a
// double-quoted PromQL string. A name comes from labels or from a caller, so
// neither its dots nor its quotes may mean anything.
func pattern(name airra.ServiceName) string {
	quoted := strconv.Quote(regexp.QuoteMeta(string(name)))
	return quoted[1 : len(quoted)-1]
}

// quoteReplacement is a name as the replacement of label_replace, where a
// dollar sign would refer to a group.
func quoteReplacement(name airra.ServiceName) string {
	return strconv.Quote(strings.ReplaceAll(string(name), "$", "$$"))
}
