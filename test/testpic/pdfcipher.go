package testpic

import (
	"crypto/md5"
	"crypto/rc4"
	"encoding/binary"
	"fmt"
)

// pdfCipher is the standard security handler, version 1, revision 2 (PDF 1.4,
// 3.5): weak, and what every viewer still reads.
type pdfCipher struct{ key, owner []byte }

const pdfPadding = "\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08" +
	"\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a"

// pdfPermissions allows everything.
const pdfPermissions = -4

func newPDFCipher(password string) *pdfCipher {
	padded := []byte((password + pdfPadding)[:32])
	hash := md5.Sum(padded)
	owner := rc4Seal(hash[:5], padded)
	permissions := int32(pdfPermissions)
	material := binary.LittleEndian.AppendUint32(append(padded, owner...), uint32(permissions))
	hash = md5.Sum(append(material, pdfID...))
	return &pdfCipher{key: hash[:5], owner: owner}
}

// dict is the encryption dictionary.
func (c *pdfCipher) dict() string {
	user := rc4Seal(c.key, []byte(pdfPadding))
	return fmt.Sprintf("<</Filter/Standard/V 1/R 2/O<%x>/U<%x>/P %d>>", c.owner, user, pdfPermissions)
}

// seal encrypts a stream of object id.
func (c *pdfCipher) seal(id int, data []byte) []byte {
	hash := md5.Sum(append(append([]byte(nil), c.key...), byte(id), byte(id>>8), byte(id>>16), 0, 0))
	return rc4Seal(hash[:10], data)
}

func rc4Seal(key, data []byte) []byte {
	c, err := rc4.NewCipher(key)
	must(err)
	out := make([]byte, len(data))
	c.XORKeyStream(out, data)
	return out
}
