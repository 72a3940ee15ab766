package webhook

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"github.com/airra/airra/internal/notify"
	"github.com/airra/airra/internal/notify/post"
)

// Bounds of a connection. The timeout of a whole request is the client's.
const (
	handshakeTimeout = 10 * time.Second
	idleTimeout      = 30 * time.Second
	mostIdle         = 2
	mostHeaders      = 16 << 10
)

// judge says why an address must not be dialled, or nothing.
type judge func(netip.Addr) error

func anywhere(netip.Addr) error { return nil }

func publicOnly(address netip.Addr) error {
	if notify.Public(address) {
		return nil
	}
	return &post.Forbidden{Reason: "leads to a private address, which webhooks may not call (AIRRA_WEBHOOK_ALLOW_PRIVATE)"}
}

// transport dials what the judge allows. No proxy is asked: one would be dialled in
// place of the receiver, and the judge would see its address instead.
func transport(allowed judge) *http.Transport {
	dialer := &net.Dialer{ControlContext: allowed.control}
	return &http.Transport{
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true,
		TLSHandshakeTimeout:    handshakeTimeout,
		IdleConnTimeout:        idleTimeout,
		MaxIdleConnsPerHost:    mostIdle,
		MaxResponseHeaderBytes: mostHeaders,
	}
}

// control sees the address that is about to be dialled, after the name was resolved,
// so that no answer of a name server comes between the judgement and the call.
func (j judge) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	parsed, err := netip.ParseAddrPort(address)
	if err != nil {
		return &post.Forbidden{Reason: "leads to an address that cannot be judged"}
	}
	return j(parsed.Addr())
}
