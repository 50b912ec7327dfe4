package store

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// secret is something that may only go where it belongs.
type secret struct {
	name  string
	value []byte
}

// forms are what a secret may look like: as it is, and as code that means no harm writes it.
func (s secret) forms() map[string][]byte {
	text := string(s.value)
	quoted, _ := json.Marshal(text)
	all := map[string][]byte{
		"plain":            s.value,
		"JSON":             bytes.Trim(quoted, `"`),
		"URL query":        []byte(url.QueryEscape(text)),
		"URL path":         []byte(url.PathEscape(text)),
		"every byte as %":  percent(s.value),
		"hex":              []byte(hex.EncodeToString(s.value)),
		"numbers":          numbers(s.value),
		"base32":           []byte(strings.TrimRight(base32.StdEncoding.EncodeToString(s.value), "=")),
		"UTF-16LE":         wide(text, binary.LittleEndian),
		"UTF-16BE":         wide(text, binary.BigEndian),
		"escaped in a log": []byte(strings.Trim(fmt.Sprintf("%q", text), `"`)),
	}
	for name, e := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
		for shift := range 3 {
			all[fmt.Sprintf("%s, %d bytes in", name, shift)] = shifted(s.value, e, shift)
		}
	}
	return all
}

// folded are the forms in small letters, made once, since each is looked for in hundreds of texts.
func (s secret) folded() map[string][]byte {
	all, made := foldedForms[string(s.value)]
	if !made {
		all = s.forms()
		for form, b := range all {
			all[form] = bytes.ToLower(b)
		}
		foldedForms[string(s.value)] = all
	}
	return all
}

var foldedForms = map[string]map[string][]byte{}

// shifted is what a secret looks like within the base64 of something longer, where so many
// bytes stand before it: without the characters that its neighbours share.
func shifted(value []byte, e *base64.Encoding, shift int) []byte {
	text := e.EncodeToString(append(make([]byte, shift), value...))
	first := (shift*8 + 5) / 6
	last := (shift + len(value)) * 8 / 6
	return []byte(text[first:last])
}

func percent(value []byte) []byte {
	var b bytes.Buffer
	for _, c := range value {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.Bytes()
}

// numbers is what JavaScript makes of a Uint8Array that becomes a text.
func numbers(value []byte) []byte {
	return []byte(strings.Trim(strings.ReplaceAll(fmt.Sprint(value), " ", ","), "[]"))
}

func wide(text string, order binary.AppendByteOrder) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// leaks names the secrets that a text holds, and in which form.
func leaks(text []byte, secrets []secret) (found []string) {
	folded := bytes.ToLower(text)
	for _, s := range secrets {
		for form, b := range s.folded() {
			// Capitals are no disguise, neither of a name nor of hex.
			if bytes.Contains(folded, b) {
				found = append(found, s.name+" ("+form+")")
				break
			}
		}
	}
	return found
}

// TestLeaks_encodingsAreFound hides each secret in each encoding among other bytes, and near
// misses.
func TestLeaks_encodingsAreFound(t *testing.T) {
	secrets := append([]secret{{"token", []byte("eyJhbGciOiJIUzUxMiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl-_x")}}, typedSecrets...)
	secrets = append(secrets, pictureSecrets...)
	for _, s := range secrets {
		for form, b := range s.forms() {
			for _, around := range []string{"", "x", "name=", strings.Repeat("padding ", 1000)} {
				text := slices.Concat([]byte(around), b, []byte(around))
				if got := leaks(text, []secret{s}); len(got) != 1 {
					t.Errorf("%s as %s within %.10q: found %q", s.name, form, around, got)
				}
			}
			if len(b) < 8 {
				t.Errorf("%s as %s is %q: too short to be told from chance", s.name, form, b)
			}
			// A form that lacks its last character is no secret.
			if got := leaks(b[:len(b)-1], []secret{s}); len(got) > 0 && !strings.HasPrefix(form, "base64") && !strings.HasPrefix(form, "UTF-16") {
				t.Errorf("%s as %s, cut: found %q", s.name, form, got)
			}
		}
	}
	// The base64 of a longer text, wherever in it the secret stands.
	for _, s := range secrets {
		for n := range 9 {
			long := slices.Concat([]byte(strings.Repeat("é", n)[:n]), s.value, []byte("and so on"))
			for _, e := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
				if got := leaks([]byte(e.EncodeToString(long)), []secret{s}); len(got) != 1 {
					t.Errorf("%s, %d bytes into a base64: found %q", s.name, n, got)
				}
			}
		}
	}
}
