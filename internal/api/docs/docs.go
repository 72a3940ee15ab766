// Package docs serves the reader of the API document: Swagger UI, kept here as
// it was published (version 5.35.0, with its licences beside it), so that it
// works on a machine without a network. The two large files are kept compressed
// and go out that way to every client that can take them.
package docs

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io"
	"net/http"
	"strings"
)

//go:embed static
var static embed.FS

// files names what is served, by the last part of the path. The page itself is
// the empty name.
var files = map[string]struct{ file, mediaType string }{
	"":                     {"index.html", "text/html; charset=utf-8"},
	"init.js":              {"init.js", "text/javascript; charset=utf-8"},
	"swagger-ui-bundle.js": {"swagger-ui-bundle.js.gz", "text/javascript; charset=utf-8"},
	"swagger-ui.css":       {"swagger-ui.css.gz", "text/css; charset=utf-8"},
	"LICENSE":              {"LICENSE", "text/plain; charset=utf-8"},
	"NOTICE":               {"NOTICE", "text/plain; charset=utf-8"},
}

// Handler serves the page for a path without {file} and the file otherwise.
// What is not there is given to missing.
func Handler(missing http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file, known := files[r.PathValue("file")]
		if !known {
			missing(w, r)
			return
		}
		content, err := static.ReadFile("static/" + file.file)
		if err != nil {
			panic("embedded file is missing: " + file.file)
		}
		w.Header().Set("Content-Type", file.mediaType)
		w.Header().Set("Cache-Control", "private, max-age=3600")
		serve(w, r, content, strings.HasSuffix(file.file, ".gz"))
	})
}

func serve(w http.ResponseWriter, r *http.Request, content []byte, packed bool) {
	if packed {
		w.Header().Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			w.Header().Set("Content-Encoding", "gzip")
		} else {
			content = unpack(content)
		}
	}
	_, _ = w.Write(content) // A client that has left needs no answer.
}

func unpack(content []byte) []byte {
	reader, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		panic("embedded file is damaged: " + err.Error())
	}
	plain, err := io.ReadAll(reader)
	if err != nil {
		panic("embedded file is damaged: " + err.Error())
	}
	return plain
}
