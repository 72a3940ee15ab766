package client

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/airra/airra/internal/airra"
)

// keyed puts a name that a person typed into a path. A name may hold a slash or a
// question mark, which must not become a part of the route.
func keyed(path, key string, parts ...string) string {
	return path + "/" + url.PathEscape(key) + strings.Join(append([]string{""}, parts...), "/")
}

// query collects parameters. What is empty restricts nothing, and stays out.
type query url.Values

func (q query) set(name, value string) {
	if value != "" {
		url.Values(q).Set(name, value)
	}
}

func (q query) moment(name string, at time.Time) {
	if !at.IsZero() {
		q.set(name, moment(&at))
	}
}

func (q query) yes(name string, value *bool) {
	if value != nil {
		q.set(name, strconv.FormatBool(*value))
	}
}

func (q query) values() url.Values { return url.Values(q) }

// paged gives what was collected together with the page that is asked for.
func (q query) paged(p airra.PageRequest) url.Values {
	pageQuery(url.Values(q), p)
	return url.Values(q)
}

// cleared is an update whose optional fields can be taken away. The domain says
// so with an empty text, or a 0, and the API with null: for the API an empty text
// is a value, and mostly one that is too short.
type cleared struct {
	update   any
	optional []string
}

// MarshalJSON writes the update with null for every optional field that is empty.
func (c cleared) MarshalJSON() ([]byte, error) {
	encoded, err := json.Marshal(c.update)
	if err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(encoded, &members); err != nil {
		return nil, err
	}
	for name, value := range members {
		if empty := string(value) == `""` || string(value) == "0"; empty && slices.Contains(c.optional, name) {
			members[name] = json.RawMessage("null")
		}
	}
	return json.Marshal(members)
}
