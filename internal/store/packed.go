package store

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"
)

// fieldEnd stands between the fields of packed rows.
const fieldEnd = "\x1e"

// packed reads the columns of many rows as one text, and gives the rows' fields one
// by one; the rows come in no order. Handing a row over takes database/sql and the driver of
// SQLite about a microsecond for each column, which for thousands of rows is most of
// what a measure takes. Columns must be texts and never null.
func (r reader) packed(ctx context.Context, doing string, rows *bun.SelectQuery, columns []string, row func(fields []string) error) error {
	text, count, err := readPacked(ctx, rows.Clone(), columns)
	if err == nil && torn(text, count, len(columns)) {
		clean := make([]string, len(columns))
		for i, column := range columns { // Somebody chose a word with the end of a field in it.
			clean[i] = "replace(" + column + ", '" + fieldEnd + "', ' ')"
		}
		text, count, err = readPacked(ctx, rows, clean)
	}
	fields := make([]string, len(columns))
	for ; count > 0 && err == nil; count-- {
		for i := range fields {
			fields[i], text, _ = strings.Cut(text, fieldEnd)
		}
		err = row(fields)
	}
	return fault(doing, err)
}

func readPacked(ctx context.Context, rows *bun.SelectQuery, columns []string) (text string, count int, err error) {
	row := strings.Join(columns, " || '"+fieldEnd+"' || ")
	rows = rows.ColumnExpr("count(*)").ColumnExpr("coalesce(string_agg(" + row + ", '" + fieldEnd + "'), '')")
	return text, count, rows.Scan(ctx, &count, &text)
}

// torn says whether a text has another number of fields than so many rows have.
func torn(text string, count, columns int) bool {
	return count > 0 && strings.Count(text, fieldEnd) != count*columns-1
}

// unpackedBool reads a boolean, which SQLite writes as 1 and PostgreSQL as true.
func unpackedBool(field string) bool { return field == "1" || field == "true" }

// unpackedNumbers reads whole numbers.
func unpackedNumbers(fields []string) ([]int64, error) {
	numbers := make([]int64, len(fields))
	var err error
	for i, field := range fields {
		n, wrong := strconv.ParseInt(field, 10, 64)
		numbers[i], err = n, cmp.Or(err, wrong)
	}
	return numbers, err
}

// unpackedTime reads a time, none from an empty field. Both databases write it like
// "2026-11-23 02:14:30.123456", SQLite with "+00:00" behind it, and PostgreSQL with the zone
// of the connection, "+00" in most places.
func unpackedTime(field string) (*time.Time, error) {
	if field == "" {
		return nil, nil //nolint:nilnil // No time is what the column says.
	}
	for _, zone := range []string{"+00:00", "+00"} {
		if clock, ok := strings.CutSuffix(field, zone); ok {
			if t, ok := clockTime(clock); ok {
				return &t, nil
			}
		}
	}
	t, err := time.Parse("2006-01-02 15:04:05-07:00", field)
	if err != nil {
		t, err = time.Parse("2006-01-02 15:04:05-07", field)
	}
	t = t.UTC()
	return &t, err
}

// clockTime reads a time in UTC without the ways that time.Parse has to try, in a fifth of
// its time. It is not ok for what is written in another way.
func clockTime(clock string) (time.Time, bool) {
	const shape = "2006-01-02 15:04:05"
	if len(clock) < len(shape) || len(clock) > len(shape)+7 || len(clock) == len(shape)+1 {
		return time.Time{}, false
	}
	var digits [20]int // those of the shape, then six of the fraction
	n := 0
	for i := range len(clock) {
		c := clock[i]
		if i < len(shape) && (shape[i] < '0' || shape[i] > '9') {
			if c != shape[i] {
				return time.Time{}, false
			}
			continue
		}
		if i == len(shape) {
			if c != '.' {
				return time.Time{}, false
			}
			continue
		}
		if c < '0' || c > '9' {
			return time.Time{}, false
		}
		digits[n] = int(c - '0')
		n++
	}
	two := func(i int) int { return digits[i]*10 + digits[i+1] }
	micros := 0
	for _, digit := range digits[14:] {
		micros = micros*10 + digit
	}
	month, day, hour, minute, second := two(4), two(6), two(8), two(10), two(12)
	if month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	return time.Date(two(0)*100+two(2), time.Month(month), day, hour, minute, second, micros*1000, time.UTC), true
}
