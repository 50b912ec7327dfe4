package middleware

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
)

// maxJSON is in bytes. A session of ten credentials with tokens of 2 kB is 25 kB.
const maxJSON = 64 << 10

// WriteJSON answers with a body that no cache keeps.
func WriteJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// Problem answers with an error in the API's own shape.
func Problem(w http.ResponseWriter, status int, detail string) {
	WriteJSON(w, status, map[string]any{"title": http.StatusText(status), "status": status, "detail": detail})
}

// Refusal is an error that is answered as a Problem.
type Refusal struct {
	Status int
	Detail string // repeats nothing of the request
}

func (r *Refusal) Error() string { return r.Detail }

// Refuse returns a *Refusal.
func Refuse(status int, detail string) error { return &Refusal{status, detail} }

// HandlerFunc is a handler that returns an error when it has not answered. One that is no
// *Refusal is logged, and answered 500.
type HandlerFunc func(w http.ResponseWriter, r *http.Request) error

func (f HandlerFunc) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	err := f(w, r)
	var refused *Refusal
	switch {
	case errors.As(err, &refused):
		Problem(w, refused.Status, refused.Detail)
	case err != nil:
		slog.Error("request", "kind", fmt.Sprintf("%T", err)) // its text may quote the peer
		Problem(w, http.StatusInternalServerError, "the server failed")
	}
}

// ReadJSON returns a body of at most 64 KiB whose type is application/json. Its error is a
// *Refusal.
func ReadJSON(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	// A form of another site can't send this type without a preflight (CORS).
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, Refuse(http.StatusBadRequest, "Content-Type must be application/json")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxJSON))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, Refuse(http.StatusRequestEntityTooLarge, "the body is over 64 KiB")
	case err != nil:
		return nil, Refuse(http.StatusBadRequest, "the body was cut")
	}
	return body, nil
}
