package email

import (
	"html"
	"strings"

	"github.com/airra/airra/internal/airra"
	"github.com/airra/airra/internal/notify"
)

// colours stand at the top of a mail, by priority.
var colours = map[airra.NotificationPriority]string{
	airra.PriorityCritical: "#b91c1c",
	airra.PriorityHigh:     "#c2410c",
	airra.PriorityNormal:   "#1d4ed8",
	airra.PriorityLow:      "#4b5563",
}

// page is the mail as HTML. It is put together from strings: executing a template
// would keep every method of every type in the daemon. Everything that is not
// written here goes through esc.
func page(m notify.Message) string {
	colour := colours[m.Priority]
	if colour == "" {
		colour = colours[airra.PriorityNormal]
	}
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html><head><meta charset="utf-8"></head>` +
		`<body style="margin:0;padding:16px;font-family:sans-serif;color:#111827">` +
		`<h1 style="margin:0 0 16px;padding:8px 0 0;border-top:4px solid ` + colour + `;font-size:18px">` + esc(m.Subject) + `</h1>` +
		`<div style="white-space:pre-wrap;font-size:14px;line-height:1.5">` + esc(strings.TrimSpace(m.Text)) + `</div>`)
	if m.AckURL != "" {
		b.WriteString(`<p style="margin:24px 0"><a href="` + esc(m.AckURL) + `" style="display:inline-block;padding:12px 24px;` +
			`border-radius:6px;background:` + colour + `;color:#ffffff;font-weight:bold;text-decoration:none">Acknowledge</a></p>`)
	}
	if m.IncidentURL != "" {
		b.WriteString(`<p><a href="` + esc(m.IncidentURL) + `">Open the incident</a></p>`)
	}
	if note := m.Note(); note != "" {
		b.WriteString(`<p style="color:#4b5563">` + esc(note) + `</p>`)
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

func esc(text string) string { return html.EscapeString(text) }
