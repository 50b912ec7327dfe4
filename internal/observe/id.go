package observe

import (
	"context"
	"net/http"
	"strings"

	"github.com/google/uuid"
)

// Header carries a request's id: from who is in front, to the service, and back.
const Header = "X-Request-Id"

type idKey struct{}

// ID is the id of the request that ctx belongs to, "" outside of one.
func ID(ctx context.Context) string {
	id, _ := ctx.Value(idKey{}).(string)
	return id
}

// idOf takes over an id that a balancer gave, when it is one that may stand in a log and
// in a header: anybody can send one.
func idOf(r *http.Request) string {
	id := r.Header.Get(Header)
	ordinary := func(c rune) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.'
	}
	if id == "" || len(id) > 64 || strings.IndexFunc(id, func(c rune) bool { return !ordinary(c) }) >= 0 {
		return uuid.NewString()
	}
	return id
}
