package notify

import "net/netip"

// special are networks that are no part of the public internet, or that hide which
// part of it they lead to. Loopback, private, link-local and multicast ones are not
// listed, because netip knows them.
var special = prefixes(
	"0.0.0.0/8",       // this network
	"100.64.0.0/10",   // shared by the customers of a provider
	"192.0.0.0/24",    // protocol assignments
	"192.0.2.0/24",    // documentation
	"192.88.99.0/24",  // relays of 6to4
	"198.18.0.0/15",   // measurements
	"198.51.100.0/24", // documentation
	"203.0.113.0/24",  // documentation
	"240.0.0.0/4",     // reserved, and the broadcast address
	"2001::/23",       // protocol assignments, Teredo among them
	"2001:db8::/32",   // documentation
	"2002::/16",       // 6to4, which holds an IPv4 address
	"3fff::/20",       // documentation
)

var (
	globalUnicast = netip.MustParsePrefix("2000::/3")
	nat64         = netip.MustParsePrefix("64:ff9b::/96")
)

func prefixes(texts ...string) []netip.Prefix {
	parsed := make([]netip.Prefix, 0, len(texts))
	for _, text := range texts {
		parsed = append(parsed, netip.MustParsePrefix(text))
	}
	return parsed
}

// Public says whether an address is one of the public internet, which is all that a
// URL may lead to that somebody gave over the API. Otherwise the daemon could be
// made to call what only it can reach: a neighbour without a password, the metadata
// of its cloud. An IPv4 address inside an IPv6 one is judged as what it is.
func Public(address netip.Addr) bool {
	address = address.Unmap().WithZone("")
	if nat64.Contains(address) {
		bytes := address.As16()
		address = netip.AddrFrom4([4]byte(bytes[12:]))
	}
	if address.Is6() && !globalUnicast.Contains(address) {
		return false
	}
	for _, network := range special {
		if network.Contains(address) {
			return false
		}
	}
	return address.IsGlobalUnicast() && !address.IsPrivate()
}
