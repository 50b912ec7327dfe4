package main

import (
	"crypto/sha512"
	"encoding/base64"
)

// subresourceIntegrity is the value of an integrity attribute.
func subresourceIntegrity(b []byte) string {
	sum := sha512.Sum384(b)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}

// integrity writes integrity.json: the integrity attribute of each file.
func (d *dist) integrity() error {
	sums := map[string]string{}
	for _, name := range d.files {
		b, err := d.read(name)
		if err != nil {
			return err
		}
		sums[name] = subresourceIntegrity(b)
	}
	return d.writeJSON("integrity.json", sums)
}
