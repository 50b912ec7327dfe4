package handover

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
)

// Lengths in bytes. A credential begins with the record's id, which is not secret; 16 random
// bytes can't be guessed.
const (
	idLen     = 16
	secretLen = 16
	keyLen    = 32
)

var encoding = base64.RawURLEncoding

// credential is what a device or a link presents: the record's id, a secret, and the key of
// the stored session. A link has no key: its secret decrypts the key.
type credential struct{ id, secret, key []byte }

func (c credential) String() string {
	return encoding.EncodeToString(append(append(append([]byte{}, c.id...), c.secret...), c.key...))
}

func parseCredential(text string, keyLen int) (credential, error) {
	b, err := encoding.Strict().DecodeString(text)
	if err != nil || len(b) != idLen+secretLen+keyLen {
		return credential{}, errors.New("handover: not a link's or a device's secret")
	}
	return credential{id: b[:idLen], secret: b[idLen : idLen+secretLen], key: b[idLen+secretLen:]}, nil
}

// name is the id as a Store has it.
func (c credential) name() string { return encoding.EncodeToString(c.id) }

// hash is stored instead of the secret. The secret is random, so that one round of SHA-256
// is enough.
func (c credential) hash() []byte {
	h := sha256.Sum256(append([]byte("handover "), c.secret...))
	return h[:]
}

// matches reports whether a stored hash is this credential's.
func (c credential) matches(hash []byte) bool { return subtle.ConstantTimeCompare(c.hash(), hash) == 1 }

// linkKey derives a key from a link's secret; it differs from the stored hash.
func (c credential) linkKey() []byte {
	h := sha256.Sum256(append([]byte("handover key "), c.secret...))
	return h[:]
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return b
}

// seal encrypts with AES-GCM, with the nonce in front. Purpose is authenticated, so that
// ciphertexts can't be swapped.
func seal(key []byte, purpose string, b []byte) []byte {
	return gcm(key).Seal(nil, nil, b, []byte(purpose))
}

func unseal(key []byte, purpose string, b []byte) ([]byte, error) {
	return gcm(key).Open(nil, nil, b, []byte(purpose))
}

func gcm(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // impossible: all keys have keyLen bytes
	}
	g, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return g
}

// sealedUpdate is what is encrypted.
type sealedUpdate struct {
	Origin string `json:"origin"` // of the session's hrefs
	update
}

func (h *handler) seal(c credential, r *http.Request, u update) ([]byte, error) {
	b, err := json.Marshal(sealedUpdate{Origin: h.Origin(r), update: u})
	if err != nil {
		return nil, err
	}
	return seal(c.key, c.name(), b), nil
}

// fits returns errKey when a credential's key isn't the record's.
func fits(c credential, record Record) error {
	if _, err := unseal(c.key, c.name(), record.Sealed); err != nil {
		return errKey
	}
	return nil
}

// unseal returns the latest update, with hrefs for the device that asks.
func (h *handler) unseal(c credential, r *http.Request, sealed []byte) (update, error) {
	b, err := unseal(c.key, c.name(), sealed)
	if err != nil {
		return update{}, errKey
	}
	var s sealedUpdate
	if err := json.Unmarshal(b, &s); err != nil {
		return update{}, err
	}
	if to := h.Origin(r); to != s.Origin {
		s.Session = h.Rewrite(s.Session, s.Origin, to)
	}
	return s.update, nil
}
