//go:build js && !gocodec

package pdf

import "credential-capture/imageproc/container"

// Unlock reads an encrypted file in another program, fallback.wasm: the ciphers add 6 kB to a
// compressed capture.wasm, and few files need them. If it is nil, each encrypted file counts as
// one with a password.
//
// It sets Password, Pages, XFA and Portfolio. It returns what is wrong with the file, and why it
// could not be read.
var Unlock func(src container.Source, info *container.Info) (problem, err error)

func (f *file) unlock(info *container.Info, _ dictionary) error {
	info.Password = true
	if Unlock == nil {
		return nil
	}
	problem, err := Unlock(f.r.Source(), info)
	if err != nil {
		return f.r.Fail(err)
	}
	return problem
}
