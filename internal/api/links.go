package api

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

const (
	// acknowledgePath is the operation that takes a token instead of the key.
	acknowledgePath = "/notifications/acknowledge"
	// ackPath is before the token in the links that messages carry.
	ackPath = "/ack/"
)

// linkToken is the body of POST /notifications/acknowledge.
type linkToken struct {
	Token string `json:"token" minLength:"1" maxLength:"512" doc:"As it stands at the end of the link"`
}

// registerLinks adds the two ways in which whoever was paged can answer: an
// operation for programs, and behind the link itself a page for people.
func (s *server) registerLinks() {
	op := post(base+acknowledgePath, "acknowledge-notification", "Answer a page with the token of its link; needs no key", "notifications")
	registerOpen(s, s.ack(op), func(ctx context.Context, in *struct{ Body linkToken }) (*reply[airra.NotificationAck], error) {
		return answering(whole(fillAcknowledged)(s.acknowledge(ctx, in.Body.Token)))
	})
	s.mux.HandleFunc("GET "+ackPath+"{token}", s.showLink)
	s.mux.HandleFunc("POST "+ackPath+"{token}", s.takeLink)
}

func (s *server) acknowledge(ctx context.Context, token string) (*airra.NotificationAck, error) {
	ack, err := s.opts.Backend.AcknowledgeNotification(ctx, token)
	return ack, badToken(err)
}

// badToken says the same of every token that is not good, whatever is wrong with
// it: the difference would tell a stranger how near a guess has come.
func badToken(err error) error {
	switch airra.ErrorCode(err) {
	case airra.CodeForbidden, airra.CodeNotFound, airra.CodeInvalid:
		return airra.Errorf(airra.CodeForbidden, "Invalid or expired token")
	default:
		return err
	}
}
