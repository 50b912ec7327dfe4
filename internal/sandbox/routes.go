package sandbox

import (
	"net/http"
	"path"
	"slices"
	"strings"
)

const (
	executionPath = "/api/v1/accounts/{account}/workflow-executions/{execution}"
	partPath      = executionPath + "/credentials/{credential}/parts/{classifier}"
)

// route is where requests go. Its name is an operation's, which for some parts has
// another: the API has one path for all of them.
type route struct {
	name, pattern string
	handle        func(s *Sandbox, w http.ResponseWriter, r *http.Request)
}

func (r route) method() string {
	method, _, _ := strings.Cut(r.pattern, " ")
	return method
}

var routes = []route{
	{"issueToken", "POST /oauth2/token", (*Sandbox).issueToken},
	{"createAccount", "POST /api/v1/accounts", (*Sandbox).createAccount},
	{"updateAccount", "PUT /api/v1/accounts/{account}", (*Sandbox).updateAccount},
	{"addPart", "POST " + partPath, onPart(addPart)},
	{"updatePart", "PUT " + partPath, onPart(updatePart)},
	{"deletePart", "DELETE " + partPath, onPart(deletePart)},
	{"finalize", "PUT " + executionPath, (*Sandbox).finalize},
	{"retrieveStatus", "GET " + executionPath + "/status", (*Sandbox).retrieveStatus},
	{"retrieve", "GET " + executionPath, (*Sandbox).retrieve},
	{"retrievePart", "GET " + partPath, (*Sandbox).retrievePart},
	{"retrievePart", "GET " + partPath + "/{page}", (*Sandbox).retrievePart},
}

// special are the names of operations on parts that are called otherwise.
var special = map[[2]string]string{
	{"addPart", "DOCUMENT"}:      "uploadDocument",
	{"addPart", "PREPARED_DATA"}: "submitData",
	{"deletePart", "DOCUMENT"}:   "deletePages",
}

// Operations lists the names that a Fault's Operation may have.
func Operations() []string {
	var names []string
	for _, r := range routes {
		names = append(names, r.name)
	}
	for _, name := range special {
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// operationOf names what a request that matches a route's pattern asks for.
func operationOf(pattern, requested string) string {
	for _, r := range routes {
		if r.pattern != pattern {
			continue
		}
		if name, ok := special[[2]string{r.name, path.Base(requested)}]; ok {
			return name
		}
		return r.name
	}
	return ""
}
