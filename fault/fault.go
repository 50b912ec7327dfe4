package fault

import (
	"errors"
	"fmt"
)

// Error is the one shape in which a failure travels from where it happened to
// the page. Message is for developers; what a person reads is chosen by Code.
//
// Nothing personal and no secret belongs in any member: a message may end up in
// an integrator's log.
type Error struct {
	Code    Code
	Field   string         // the option, data field or header that is wrong, "" when none is
	Status  int            // HTTP status, 0 when no answer was involved
	Message string         // one clause, lower case, no full stop
	Details map[string]any // figures: numbers, strings and bools only, so that any encoder takes them
	Err     error          // the cause, nil when there is none
}

// New makes an Error with a formatted message.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap makes an Error around its cause.
func Wrap(code Code, err error, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Err: err}
}

// On names the option or field that is wrong and returns e.
func (e *Error) On(field string) *Error {
	e.Field = field
	return e
}

// With adds one figure and returns e.
func (e *Error) With(name string, value any) *Error {
	if e.Details == nil {
		e.Details = make(map[string]any, 2)
	}
	e.Details[name] = value
	return e
}

// Error gives the message, the field and the cause, led by the code.
func (e *Error) Error() string {
	s := string(e.Code)
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if e.Message != "" {
		s += ": " + e.Message
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap makes both errors.Is(err, fault.Truncated) and a look at the cause work.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Code}
	}
	return []error{e.Code, e.Err}
}

// Retryable reports whether the same call, made again, may succeed.
func (e *Error) Retryable() bool { return e.Code.Retryable() }

// CodeOf finds the code of any error: the code of the first Error in its tree,
// or Internal, because a failure that nobody classified is ours.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	var c Code
	if errors.As(err, &c) {
		return c
	}
	return Internal
}
