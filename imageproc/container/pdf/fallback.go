//go:build js && !gocodec

package pdf

import (
	"credential-capture/fault"
	"credential-capture/imageproc/container"
)

// Fallback reads an encrypted or a damaged file in another program, fallback.wasm: few files need
// the ciphers and the search for objects, which add 7 kB to a compressed capture.wasm.
//
// It sets Password, Pages, XFA and Portfolio. It returns what is wrong with the file, and why it
// could not be read.
var Fallback func(src container.Source, info *container.Info) (problem, err error)

var errEncrypted = fault.New(fault.PDFEncrypted, "the PDF is encrypted")

// unlock fails, so that Inspect calls retry.
func (f *file) unlock(*container.Info, dictionary) error { return errEncrypted }

// retry reads the file by Fallback.
func (f *file) retry(info *container.Info, _ int64, _ error) error {
	problem, err := Fallback(f.r.Source(), info)
	if err != nil {
		return f.r.Fail(err)
	}
	return problem
}
