package middleware

import (
	"encoding/json"
	"errors"
	"io"
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

// ReadJSON returns a body of at most 64 KiB whose type is application/json. When ok is
// false it has answered with a problem.
func ReadJSON(w http.ResponseWriter, r *http.Request) (body []byte, ok bool) {
	// A form of another site can't send this type without a preflight (CORS).
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		Problem(w, http.StatusBadRequest, "Content-Type must be application/json")
		return nil, false
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxJSON))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		Problem(w, http.StatusRequestEntityTooLarge, "the body is over 64 KiB")
	case err != nil:
		Problem(w, http.StatusBadRequest, "the body was cut")
	}
	return body, err == nil
}
