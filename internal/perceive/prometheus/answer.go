package prometheus

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/airra/airra/internal/airra"
)

// maxAnswer bounds what is read of one answer: ten thousand series with an hour
// of history each need about a quarter of it.
const maxAnswer = 256 << 20

// answer is the envelope of the query API, with the one shape of data that
// range queries return.
type answer struct {
	Status string `json:"status"`
	Error  string `json:"error"`
	Data   struct {
		ResultType string   `json:"resultType"`
		Result     []series `json:"result"`
	} `json:"data"`
}

type series struct {
	Metric map[string]string `json:"metric"`
	Values samples           `json:"values"`
}

func (s *Source) read(response *http.Response) ([]airra.Series, error) {
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, s.unavailable("broke off its answer", err)
	case len(body) > maxAnswer:
		return nil, s.unavailable("gave an answer that is too large", nil)
	case response.StatusCode == http.StatusUnauthorized, response.StatusCode == http.StatusForbidden:
		return nil, s.unavailable("refuses the credentials", fmt.Errorf("status %d", response.StatusCode))
	}
	var parsed answer
	if err := json.Unmarshal(body, &parsed); err != nil || parsed.Status == "" {
		return nil, s.unavailable(fmt.Sprintf("answered %d and not in the form of its API", response.StatusCode), err)
	}
	if parsed.Status != "success" {
		return nil, s.refusal(response.StatusCode, parsed.Error)
	}
	if parsed.Data.ResultType != "matrix" {
		return nil, s.unavailable("answered with a "+strconv.Quote(parsed.Data.ResultType)+" to a range query", nil)
	}
	found := make([]airra.Series, len(parsed.Data.Result))
	for i, r := range parsed.Data.Result {
		found[i] = airra.Series{Labels: r.Metric, Points: r.Values}
	}
	return found, nil
}

// refusal tells a wrong query from a server in trouble.
func (s *Source) refusal(status int, text string) error {
	if status == http.StatusBadRequest || status == http.StatusUnprocessableEntity {
		err := airra.Invalid("query", "is not accepted by Prometheus")
		err.Err = errors.New(text)
		return err
	}
	return s.unavailable(fmt.Sprintf("answered %d", status), errors.New(text))
}

// samples reads [[1435781430.781,"1.5"],…] without an allocation per value,
// which is what makes a cycle over thousands of series cheap. Values that are
// no numbers are left out, as the interface of a source promises.
type samples []airra.Point

// UnmarshalJSON reads one list of values. It is called by package json, which
// has made sure that data is well-formed, so only its shape can be wrong.
func (s *samples) UnmarshalJSON(data []byte) error {
	r := reader{data: data}
	points := make([]airra.Point, 0, len(data)/24)
	r.expect('[')
	for !r.failed && r.next() != ']' {
		if len(points) > 0 || r.separated {
			r.expect(',')
		}
		r.expect('[')
		at := r.number()
		r.expect(',')
		r.expect('"')
		value := r.number()
		r.expect('"')
		r.expect(']')
		r.separated = true
		if !math.IsNaN(value) && !math.IsInf(value, 0) {
			points = append(points, airra.Point{At: time.UnixMilli(int64(math.Round(at * 1000))).UTC(), Value: value})
		}
	}
	if r.failed {
		return fmt.Errorf("values at byte %d are not pairs of a time and a text", r.at)
	}
	*s = points
	return nil
}

// reader walks over the bytes of a list of values.
type reader struct {
	data      []byte
	at        int
	failed    bool
	separated bool // a pair was read, so a comma must follow
}

// next gives the next byte that is no white space, or 0 at the end.
func (r *reader) next() byte {
	for ; r.at < len(r.data); r.at++ {
		if b := r.data[r.at]; b != ' ' && b != '\n' && b != '\t' && b != '\r' {
			return b
		}
	}
	r.failed = true
	return 0
}

func (r *reader) expect(want byte) {
	if r.next() != want {
		r.failed = true
		return
	}
	r.at++
}

// number reads up to the next delimiter. The bytes are turned into a string
// that does not escape, so nothing is allocated.
func (r *reader) number() float64 {
	r.next()
	start := r.at
	for r.at < len(r.data) && r.data[r.at] != ',' && r.data[r.at] != '"' && r.data[r.at] != ']' {
		r.at++
	}
	value, err := strconv.ParseFloat(string(r.data[start:r.at]), 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		r.failed = true
	}
	return value
}
