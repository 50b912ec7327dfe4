//go:build !js || gocodec

package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"io"
	"strconv"

	"credential-capture/imageproc/container"
)

// unlock tries the empty password, as viewers do before they ask for one, and then reads the
// pages (7.6, and ISO 32000-2 for revision 6).
func (f *file) unlock(info *container.Info, dict dictionary) error {
	if info.Password = !f.tryEmptyPassword(dict); info.Password {
		return nil
	}
	return f.readPages(info)
}

// padding fills a password up to 32 bytes.
const padding = "\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a"

// tryEmptyPassword prepares the decryption of streams if the password is empty. An unknown
// method counts as a password.
func (f *file) tryEmptyPassword(dict dictionary) bool {
	revision, _ := toInt(f.get(dict, "R"))
	user := f.bytes(dict["U"])
	var key []byte
	switch {
	case f.get(dict, "Filter") != nameObject("Standard"):
	case revision >= 2 && revision <= 4 && len(user) >= 32:
		key = f.oldKey(dict, revision, user)
	case (revision == 5 || revision == 6) && len(user) >= 48:
		key = newKey(revision, user, f.bytes(dict["UE"]), nil)
		if owner := f.bytes(dict["O"]); key == nil && len(owner) >= 48 {
			key = newKey(revision, owner, f.bytes(dict["OE"]), user[:48])
		}
	}
	if f.method(dict, "StmF") == "" && f.method(dict, "StrF") == "" { // only attachments are encrypted
		return true
	}
	if key == nil {
		return false
	}
	switch f.method(dict, "StmF") {
	case "":
	case "V2":
		f.decipher = func(r io.Reader, num, _ int64) io.Reader {
			c, err := rc4.NewCipher(objectKey(key, num, ""))
			if err != nil {
				return bytes.NewReader(nil)
			}
			return cipher.StreamReader{S: c, R: r}
		}
	case "AESV2":
		f.decipher = func(r io.Reader, num, length int64) io.Reader {
			return decryptCBC(objectKey(key, num, "sAlT"), io.LimitReader(r, min(length, maxInflated)))
		}
	case "AESV3":
		f.decipher = func(r io.Reader, _, length int64) io.Reader {
			return decryptCBC(key, io.LimitReader(r, min(length, maxInflated)))
		}
	default:
		return false
	}
	return true
}

// method returns the method of the filter of the streams or of the strings, "" if they are not
// encrypted.
func (f *file) method(dict dictionary, filterOf nameObject) nameObject {
	if v, _ := toInt(f.get(dict, "V")); v < 4 {
		return "V2"
	}
	name, _ := f.get(dict, filterOf).(nameObject)
	filters, _ := f.get(dict, "CF").(dictionary)
	filter, _ := f.get(filters, name).(dictionary)
	method, _ := f.get(filter, "CFM").(nameObject)
	if name == "" || name == "Identity" || method == "None" {
		return ""
	}
	return method
}

// oldKey returns the key of revisions 2 to 4, nil if the password isn't empty. Writers disagree
// where a key's length stands, so the usual lengths are tried too.
func (f *file) oldKey(dict dictionary, revision int64, user []byte) []byte {
	permissions, _ := f.get(dict, "P").(float64)
	length, _ := toInt(f.get(dict, "Length"))
	owner, id := f.bytes(dict["O"]), f.fileID()
	seed := append([]byte(padding), owner[:min(len(owner), 32)]...)
	seed = binary.LittleEndian.AppendUint32(seed, uint32(int64(permissions)))
	seed = append(seed, id...)
	if revision >= 4 && f.get(dict, "EncryptMetadata") == false {
		seed = append(seed, 0xff, 0xff, 0xff, 0xff)
	}
	for _, n := range []int64{length / 8, 16, 5} {
		if n < 5 || n > 16 {
			continue
		}
		sum := md5.Sum(seed)
		if revision >= 3 {
			for range 50 {
				sum = md5.Sum(sum[:n])
			}
		}
		key := sum[:n]
		if want := userEntry(key, revision, id); bytes.Equal(user[:len(want)], want) {
			return key
		}
	}
	return nil
}

// userEntry returns what U is for a key: all of it, or the part that isn't arbitrary.
func userEntry(key []byte, revision int64, id []byte) []byte {
	if revision == 2 {
		u := []byte(padding)
		applyRC4(key, u)
		return u
	}
	sum := md5.Sum(append([]byte(padding), id...))
	for i := range 20 {
		each := bytes.Clone(key)
		for j := range each {
			each[j] ^= byte(i)
		}
		applyRC4(each, sum[:])
	}
	return sum[:]
}

func applyRC4(key, b []byte) {
	if c, err := rc4.NewCipher(key); err == nil {
		c.XORKeyStream(b, b)
	}
}

// objectKey returns the key of an object of generation 0, which all object streams are.
func objectKey(key []byte, num int64, salt string) []byte {
	b := append(bytes.Clone(key), byte(num), byte(num>>8), byte(num>>16), 0, 0)
	sum := md5.Sum(append(b, salt...))
	return sum[:min(len(key)+5, 16)]
}

// newKey returns the key of revisions 5 and 6, nil if the password isn't empty. The entry U, or O
// for the owner, is a hash and the salts of two, of which the second decrypts UE or OE. The owner's
// hashes are also of U.
func newKey(revision int64, entry, encrypted, user []byte) []byte {
	hash := func(salt []byte) []byte {
		sum := sha256.Sum256(append(bytes.Clone(salt), user...))
		if revision == 6 {
			return hardenedHash(sum[:], user)
		}
		return sum[:]
	}
	if !bytes.Equal(hash(entry[32:40]), entry[:32]) || len(encrypted) < 32 {
		return nil
	}
	key := bytes.Clone(encrypted[:32])
	block, err := aes.NewCipher(hash(entry[40:48]))
	if err != nil {
		return nil
	}
	cipher.NewCBCDecrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(key, key)
	return key
}

// hardenedHash is algorithm 2.B of ISO 32000-2 for the empty password, from the first hash on. It
// ends after at most 288 rounds, because the last byte of one is at most 255.
func hardenedHash(k, user []byte) []byte {
	for i, last := 0, 0; i < 64 || last > i-32; i++ {
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		e := bytes.Repeat(append(bytes.Clone(k), user...), 64)
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(e, e)
		rest := 0
		for _, c := range e[:16] {
			rest += int(c)
		}
		switch last = int(e[len(e)-1]); rest % 3 {
		case 0:
			sum := sha256.Sum256(e)
			k = sum[:]
		case 1:
			sum := sha512.Sum384(e)
			k = sum[:]
		case 2:
			sum := sha512.Sum512(e)
			k = sum[:]
		}
	}
	return k[:32]
}

// decryptCBC decrypts what an initialisation vector precedes. The padding at the end stays: it
// lies behind the compressed data.
func decryptCBC(key []byte, r io.Reader) io.Reader {
	b, _ := io.ReadAll(r)
	b = b[:len(b)-len(b)%aes.BlockSize]
	block, err := aes.NewCipher(key)
	if err != nil || len(b) < aes.BlockSize {
		return bytes.NewReader(nil)
	}
	data := b[aes.BlockSize:]
	cipher.NewCBCDecrypter(block, b[:aes.BlockSize]).CryptBlocks(data, data)
	return bytes.NewReader(data)
}

// fileID returns the first part of the file's identifier.
func (f *file) fileID() []byte {
	for _, t := range f.trailers {
		if list, _ := f.get(t, "ID").([]any); len(list) > 0 {
			return f.bytes(list[0])
		}
	}
	return nil
}

// bytes returns what a string stands for (7.3.4).
func (f *file) bytes(v any) []byte {
	v, _ = f.resolve(v)
	s, _ := v.(stringObject)
	if len(s) < 2 {
		return nil
	}
	if s[0] == '<' {
		return hexBytes(s[1 : len(s)-1])
	}
	var b []byte
	for i := 1; i < len(s)-1; i++ {
		if s[i] != '\\' {
			b = append(b, s[i])
			continue
		}
		i++
		octal := 0
		for octal < 3 && i+octal < len(s)-1 && s[i+octal] >= '0' && s[i+octal] <= '7' {
			octal++
		}
		switch at := bytes.IndexByte([]byte("nrtbf\n"), s[i]); {
		case octal > 0:
			n, _ := strconv.ParseUint(string(s[i:i+octal]), 8, 16)
			b = append(b, byte(n))
			i += octal - 1
		case at >= 0 && at < 5:
			b = append(b, "\n\r\t\b\f"[at])
		case at < 0 && s[i] != '\r': // a line end after a backslash is nothing
			b = append(b, s[i])
		case s[i] == '\r' && s[i+1] == '\n':
			i++
		}
	}
	return b
}

func hexBytes(s stringObject) (b []byte) {
	high := -1
	for _, c := range []byte(s) {
		n, err := strconv.ParseUint(string(c), 16, 8)
		switch {
		case err != nil:
		case high < 0:
			high = int(n) << 4
		default:
			b, high = append(b, byte(high)|byte(n)), -1
		}
	}
	if high >= 0 {
		b = append(b, byte(high))
	}
	return b
}
