package sandbox

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// methods are those that each operation has; special ones have their route's.
func methods(operation string) (methods []string) {
	for _, r := range routes {
		if r.name == operation {
			methods = append(methods, r.method())
		}
		for of, name := range special {
			if name == operation && of[0] == r.name {
				methods = append(methods, r.method())
			}
		}
	}
	return methods
}

// bodiless are the operations whose requests have none, so that it has no middle.
var bodiless = []string{"finalize", "deletePart", "deletePages", "retrieve", "retrieveStatus", "retrievePart"}

// onExecution are the operations that a token of a workflow execution is good for.
var onExecution = []string{"addPart", "updatePart", "deletePart", "submitData", "uploadDocument", "deletePages", "finalize"}

// check finds out why a fault could never strike, or not as it says.
func (f *Fault) check() error {
	for _, check := range []func() error{f.checkRequest, f.checkPoint, f.checkFigures, f.checkAnswer} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (f *Fault) checkRequest() error {
	switch {
	case f.Operation != "" && !slices.Contains(Operations(), f.Operation):
		return fmt.Errorf("unknown operation %q", f.Operation)
	case f.Method != "" && !slices.Contains([]string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete}, f.Method):
		return fmt.Errorf("no operation has the method %q", f.Method)
	case f.Operation != "" && f.Method != "" && !slices.Contains(methods(f.Operation), f.Method):
		return fmt.Errorf("%s has not the method %s", f.Operation, f.Method)
	case (f.Expire || f.Idle) && f.Operation != "" && !slices.Contains(onExecution, f.Operation):
		return fmt.Errorf("%s is not asked for with a token of an execution", f.Operation)
	}
	return nil
}

func (f *Fault) checkPoint() error {
	points := []Point{"", Before, During, After, Done, Middle}
	bare := f.Method == http.MethodGet || f.Method == http.MethodDelete || slices.Contains(bodiless, f.Operation)
	during := f.At == During || f.Drop == During
	switch {
	case !slices.Contains(points, f.At):
		return fmt.Errorf("unknown point %q", f.At)
	case !slices.Contains(points, f.Drop):
		return fmt.Errorf("unknown drop %q", f.Drop)
	case f.Drop != "" && f.At != "" && f.At != f.Drop:
		return errors.New("drop and at differ")
	case f.At == Middle && f.Drop == "":
		return errors.New("in the middle of the answer it can only be dropped")
	case during && f.Bytes < 1, !during && f.Bytes != 0:
		return errors.New("bytes, one at least, go with the point during, and with that alone")
	case during && bare, f.Rate != 0 && bare:
		return errors.New("the request has no body")
	}
	return nil
}

func (f *Fault) checkFigures() error {
	switch {
	case f.Status != 0 && (f.Status < 200 || f.Status > 599), f.Times < 0, f.Latency < 0, f.Rate < 0:
		return errors.New("status, times, latency or rate is out of range")
	case f.Latency == 0 && f.Rate == 0 && !f.Expire && !f.Idle && f.Skew == 0 && f.Drop == "" && f.Status == 0 && f.Answer == "":
		return errors.New("the fault does nothing")
	}
	return nil
}

func (f *Fault) checkAnswer() error {
	switch {
	case f.Answer != "" && !slices.Contains(Answers(), f.Answer):
		return fmt.Errorf("unknown answer %q", f.Answer)
	case f.Answer != "" && f.At != "" && f.At != Done && slices.Contains(made, f.Answer):
		return fmt.Errorf("the answer %q is made of the real one: its point is %q", f.Answer, Done)
	case f.Drop != "" && (f.Status != 0 || f.Answer != "" || f.Skew != 0 && f.Drop != Middle):
		return errors.New("a dropped connection has no answer")
	case f.Late < 0, f.Late > 0 && f.Drop != After:
		return errors.New("late is what was dropped after its body")
	case f.Status == 0 && (f.RetryAfter != "" || f.RetryIn != nil):
		return errors.New("a time to try again goes with a status")
	case f.RetryAfter != "" && f.RetryIn != nil:
		return errors.New("there is one Retry-After")
	case f.Location != "" && f.Status/100 != 3:
		return errors.New("a location goes with a status that redirects")
	case f.Status != 0 && slices.Contains(made, f.Answer):
		return fmt.Errorf("the answer %q is of a success", f.Answer)
	}
	return nil
}
