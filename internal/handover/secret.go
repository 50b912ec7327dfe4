package handover

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
)

// Lengths in bytes. What a device presents begins with the record's id, which is no
// secret; 16 random bytes can't be guessed.
const (
	idLen     = 16
	secretLen = 16
	keyLen    = 32
)

var encoding = base64.RawURLEncoding

// pass is what a device presents: the id, a secret of the device's own, and the key that
// opens what is stored. A link's has no key: its secret opens the key.
type pass struct{ id, secret, key []byte }

func (p pass) String() string {
	return encoding.EncodeToString(append(append(append([]byte{}, p.id...), p.secret...), p.key...))
}

// errPass says that a text is no pass at all.
var errPass = errors.New("handover: not a link's or a device's secret")

func parsePass(text string, keyLen int) (pass, error) {
	b, err := encoding.Strict().DecodeString(text)
	if err != nil || len(b) != idLen+secretLen+keyLen {
		return pass{}, errPass
	}
	return pass{id: b[:idLen], secret: b[idLen : idLen+secretLen], key: b[idLen+secretLen:]}, nil
}

// name is the id as a Store knows it.
func (p pass) name() string { return encoding.EncodeToString(p.id) }

// hash is what is stored of a secret. It is random, so that one round of SHA-256 will do.
func (p pass) hash() []byte {
	h := sha256.Sum256(append([]byte("handover "), p.secret...))
	return h[:]
}

// is reports whether a stored hash is of this pass.
func (p pass) is(hash []byte) bool { return subtle.ConstantTimeCompare(p.hash(), hash) == 1 }

// lock is the key that a link's secret makes; it isn't the hash that is stored.
func (p pass) lock() []byte {
	h := sha256.Sum256(append([]byte("handover key "), p.secret...))
	return h[:]
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // it never fails: it ends the program instead
	return b
}

// seal encrypts with AES-GCM. What it is sealed for can't be exchanged.
func seal(key []byte, purpose string, b []byte) []byte {
	g := gcm(key)
	nonce := random(g.NonceSize())
	return g.Seal(nonce, nonce, b, []byte(purpose))
}

// unseal rejects whatever isn't exactly what was sealed with this key for this purpose.
func unseal(key []byte, purpose string, b []byte) ([]byte, error) {
	g := gcm(key)
	if len(b) < g.NonceSize() {
		return nil, errors.New("handover: what was stored is cut")
	}
	return g.Open(nil, b[:g.NonceSize()], b[g.NonceSize():], []byte(purpose))
}

func gcm(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // keys are made here or have been measured
	}
	g, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return g
}
