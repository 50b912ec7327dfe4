package apiclient

import (
	"fmt"
	"io"
)

// Token is a credential's bearer token. It prints as REDACTED however it is
// printed; a struct that holds one prints a pointer at most.
type Token struct {
	// A pointer, because fmt reads unexported fields without asking for methods.
	secret *string
}

const redacted = "REDACTED"

// maxToken is far above any real token (a signed one has about 1 kB), in bytes.
const maxToken = 16 << 10

// newToken refuses what can't stand in a header: RFC 6750 tokens are printable
// ASCII without blanks.
func newToken(s string) (Token, bool) {
	if s == "" || len(s) > maxToken {
		return Token{}, false
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return Token{}, false
		}
	}
	return Token{&s}, true
}

// reveal returns the secret. Its callers are the Authorization header, the
// snapshot, and the search for an echoed token in an error's reason.
func (t Token) reveal() string {
	if t.secret == nil {
		return ""
	}
	return *t.secret
}

func (t Token) empty() bool { return t.secret == nil }

// String returns REDACTED.
func (t Token) String() string { return redacted }

// GoString returns REDACTED.
func (t Token) GoString() string { return redacted }

// Format prints REDACTED for every verb.
func (t Token) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText makes encoding/json, where a program has it, and others write REDACTED.
func (t Token) MarshalText() ([]byte, error) { return []byte(redacted), nil }
