package observe

import (
	"context"
	"net/http"
	"strings"

	"github.com/google/uuid"
)

// Header carries a request's id, from a proxy in front, to the service and to the page.
const Header = "X-Request-Id"

type idKey struct{}

// ID returns the id of the context's request, or "".
func ID(ctx context.Context) string {
	id, _ := ctx.Value(idKey{}).(string)
	return id
}

// idOf returns the id that the request has, when it is safe in a log and in a header, or a
// new one.
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
