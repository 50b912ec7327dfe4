package fault

import (
	"errors"
	"fmt"
)

// Error is a failure with its code. The text for end users is chosen by Code, since
// Message is for developers and not translated.
//
// No field contains personal data or secrets, so an Error may be logged.
type Error struct {
	Code    Code
	Field   string         // invalid option or data field, such as "address.country"; "" if none
	Status  int            // HTTP status, 0 without an answer
	Message string         // lower case, without a full stop
	Details map[string]any // numbers, strings and bools, such as "limit" or "width"; docs/errors.md lists them
	Err     error          // cause, nil if there is none
}

// New returns an Error with a formatted message.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap returns an Error with a formatted message and a cause.
func Wrap(code Code, err error, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Err: err}
}

// On sets Field and returns e.
func (e *Error) On(field string) *Error {
	e.Field = field
	return e
}

// With adds a detail and returns e.
func (e *Error) With(name string, value any) *Error {
	if e.Details == nil {
		e.Details = make(map[string]any, 2)
	}
	e.Details[name] = value
	return e
}

// Error returns code, field, message and cause.
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

// Unwrap returns the code and the cause, for errors.Is and errors.As.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Code}
	}
	return []error{e.Code, e.Err}
}

// Retryable reports whether the same call may succeed later.
func (e *Error) Retryable() bool { return e.Code.Retryable() }

// CodeOf returns the code of the first Error, or else Code, in the tree of err. It
// returns Internal for an error without a code and "" for nil.
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
