package perceive_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/airra/airra/internal/perceive"
)

// serveRange answers a range query in the form of the Prometheus API.
func serveRange(w http.ResponseWriter, r *http.Request, source perceive.Source) {
	series, err := source.QueryRange(r.Context(), r.FormValue("query"),
		formTime(r, "start"), formTime(r, "end"), time.Duration(formNumber(r, "step")*float64(time.Second)))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]any{"status": "error", "errorType": "bad_data", "error": err.Error()})
		return
	}
	result := make([]any, 0, len(series))
	for _, s := range series {
		values := make([]any, 0, len(s.Points))
		for _, p := range s.Points {
			values = append(values, []any{float64(p.At.UnixMilli()) / 1000, strconv.FormatFloat(p.Value, 'g', -1, 64)})
		}
		result = append(result, map[string]any{"metric": s.Labels, "values": values})
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"status": "success", "data": map[string]any{"resultType": "matrix", "result": result}})
}

func formNumber(r *http.Request, name string) float64 {
	number, _ := strconv.ParseFloat(r.FormValue(name), 64)
	return number
}

func formTime(r *http.Request, name string) time.Time {
	return time.UnixMilli(int64(formNumber(r, name)*1000 + 0.5))
}
