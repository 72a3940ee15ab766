package command

import "github.com/airra/airra/internal/notify"

// mostOutput bounds what is shown of the output, and mostKept what is kept of it:
// enough more to recognise a link that lies across the bound.
const (
	mostOutput = 1 << 10
	mostKept   = mostOutput + 4<<10
)

// output keeps the beginning of what a command writes and takes the rest, so that a
// talkative program is neither stopped by a full pipe nor able to fill memory.
type output struct{ kept []byte }

func (o *output) Write(p []byte) (int, error) {
	o.kept = append(o.kept, p[:min(len(p), mostKept-len(o.kept))]...)
	return len(p), nil
}

// line is the output for people, without the link of the message.
func (o *output) line(m notify.Message) string {
	said := m.Discreet(string(o.kept))
	return notify.OneLine(said[:min(len(said), mostOutput)], mostOutput)
}
