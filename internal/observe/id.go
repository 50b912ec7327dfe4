package observe

import (
	"context"
	"net/http"
	"regexp"

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

var safeID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// idOf returns the id that the request has, when it is safe in a log and in a header, or a
// new one.
func idOf(r *http.Request) string {
	if id := r.Header.Get(Header); safeID.MatchString(id) {
		return id
	}
	return uuid.NewString()
}
