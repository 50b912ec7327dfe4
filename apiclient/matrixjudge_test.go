package apiclient_test

import (
	"fmt"
	"slices"
	"strings"

	"credential-capture/fault"
)

// What may become of a cell. Delivered and reported are well: everything is there
// once in the end, and the second time the caller was told to call again.
const (
	delivered  = "delivered"
	reported   = "reported"
	lost       = "lost"
	duplicated = "duplicated"
	wrong      = "wrong"
)

// carried is what the sandbox was asked for a workflow execution.
type carried struct {
	Requests []struct {
		Operation, Part string
		Status          int
	}
	Waiting int
}

func (in *integrator) carried(execution string) (c carried) {
	in.t.Helper()
	in.call("POST", "/control/carried", "application/json", fmt.Sprintf(`{"execution":%q}`, execution), &c)
	return c
}

// judge looks into the sandbox when all is over, and says what it found.
func (e *errand) judge() (verdict, why string) {
	const all = "FRONT:front BACK:back FACE:face DOCUMENT:page 1 DOCUMENT:page 2"
	finalized, early, waiting := 0, 0, 0
	for _, id := range e.executions {
		c := e.in.carried(id)
		waiting += c.Waiting
		for _, r := range c.Requests {
			switch {
			case r.Operation != "finalize":
			case r.Status == 200:
				finalized++
			case r.Status == 400:
				early++
			}
		}
	}
	got := e.in.arrivedAt(execution(e.in.t, e.s))
	parts := got.parts(e.sums)
	unmet := slices.DeleteFunc(slices.Clone(e.codes), func(c fault.Code) bool { return slices.Contains(e.c.codes, c) })
	switch {
	case finalized > 1, strings.Count(parts, "DOCUMENT:") > 2, strings.Count(parts, "page 1") > 1:
		return duplicated, fmt.Sprintf("finalized %d times, there is %s", finalized, parts)
	case len(e.wrong) > 0:
		return wrong, strings.Join(e.wrong, "; ")
	case finalized == 0 || !got.Finalized || len(strings.Fields(parts)) < len(strings.Fields(all)) || got.data() == "":
		return lost, fmt.Sprintf("finalized %d times, there is %s, data %q", finalized, parts, got.data())
	case parts != all || got.data() != "Jane":
		return wrong, fmt.Sprintf("there is %s, data %q", parts, got.data())
	case early > 0:
		return wrong, "finalized before all was there"
	case len(unmet) > 0:
		return wrong, fmt.Sprintf("reported %v, which nobody expects", unmet)
	case e.c.device == nil && waiting > 0, e.c.device != nil && !e.device.struck:
		return wrong, "nothing went wrong: the trouble has not struck"
	case e.device.strayed:
		return wrong, "a request went elsewhere"
	case len(e.codes) > 0:
		return reported, fmt.Sprint(e.codes)
	}
	return delivered, ""
}

// data is the first name that arrived.
func (a arrived) data() string {
	for _, c := range a.Credentials {
		if name, is := c.Data["firstName"].(string); is {
			return name
		}
	}
	return ""
}

func (a arrived) has(part string) bool {
	return part == "PREPARED_DATA" && a.data() != "" || strings.Contains(a.parts(nil), part+":")
}
