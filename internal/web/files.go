package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed static
var embedded embed.FS

// file is something that pages load: its address carries a part of its digest, so a
// browser keeps it for good and asks again only when a release has changed it. The page
// behind the link of a message knows only the name, and asks again after five minutes.
type file struct {
	plain     []byte
	mediaType string
	address   string
	packed    func() []byte // made when it is first asked for, and kept
}

// files are all of them, by their name below static.
var files = sync.OnceValue(func() map[string]*file {
	all := map[string]*file{}
	err := fs.WalkDir(embedded, "static", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := embedded.ReadFile(name)
		if err != nil {
			return err
		}
		name = strings.TrimPrefix(name, "static/")
		digest := sha256.Sum256(content)
		all[name] = &file{
			plain: content, mediaType: mediaType(name), address: "/static/" + name + "?" + hex.EncodeToString(digest[:6]),
			packed: sync.OnceValue(func() []byte { return pack(content) }),
		}
		return nil
	})
	if err != nil {
		panic("embedded files: " + err.Error()) // They were there when this was compiled.
	}
	return all
})

func mediaType(name string) string {
	if known := mime.TypeByExtension(path.Ext(name)); known != "" {
		return known
	}
	return "text/plain; charset=utf-8" // The licences.
}

// asset gives the address of a file for a page.
func asset(name string) string { return files()[name].address }

func (w *Web) registerFiles() {
	w.mux.HandleFunc("GET /static/{name...}", func(rw http.ResponseWriter, r *http.Request) {
		one, known := files()[r.PathValue("name")]
		if !known {
			w.missing(rw, r)
			return
		}
		h := rw.Header()
		h.Set("Cache-Control", "public, max-age=300")
		if "/static/"+r.PathValue("name")+"?"+r.URL.RawQuery == one.address {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		h.Set("Content-Type", one.mediaType)
		h.Set("Vary", "Accept-Encoding")
		content := one.plain
		if takesGzip(r) {
			h.Set("Content-Encoding", "gzip")
			content = one.packed()
		}
		_, _ = rw.Write(content) // A browser that has left needs no answer.
	})
}

func takesGzip(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
}

// pack compresses as well as can be: it is done once for each file.
func pack(content []byte) []byte {
	var b bytes.Buffer
	writer, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err) // The level is a constant of the package.
	}
	_, _ = writer.Write(content) // A buffer does not fail.
	_ = writer.Close()
	return b.Bytes()
}

// packers are kept, because one of them is most of a megabyte.
var packers = sync.Pool{New: func() any {
	writer, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		panic(err) // The levels are constants of the package.
	}
	return writer
}}

// packPage compresses quickly: every page is another one.
func packPage(content []byte) []byte {
	writer, _ := packers.Get().(*gzip.Writer)
	defer packers.Put(writer)
	var b bytes.Buffer
	b.Grow(len(content) / 4)
	writer.Reset(&b)
	_, _ = writer.Write(content) // A buffer does not fail.
	_ = writer.Close()
	return b.Bytes()
}
