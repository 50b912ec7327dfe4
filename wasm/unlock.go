//go:build js && wasm && !gocodec

package main

import (
	"context"
	"syscall/js"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/imageproc/container/pdf"
	"credential-capture/internal/jsbridge"
)

// unlockBy makes package pdf read encrypted files by the page's unlock, which runs validate in
// fallback.wasm. That returns numbers and codes that this program encoded.
func unlockBy(page js.Value) {
	pdf.Unlock = func(src imageproc.Source, info *imageproc.Info) (problem, err error) {
		blob, ok := src.(*jsbridge.Blob)
		if !ok {
			return nil, nil
		}
		v, err := jsbridge.Call(page, "unlock", blob.Value())
		if err == nil {
			v, err = jsbridge.Await(context.Background(), v)
		}
		if err != nil {
			return nil, fault.Wrap(fault.Network, err, "load fallback.wasm for an encrypted PDF")
		}
		info.Pages = v.Get("pages").Int()
		info.XFA, info.Portfolio = v.Get(imageproc.AdviceXFA).Bool(), v.Get(imageproc.AdvicePortfolio).Bool()
		code := fault.Code(v.Get("code").String())
		if info.Password = code == fault.PDFEncrypted; !info.Password && code != "" {
			problem = fault.New(code, "the encrypted PDF is damaged")
		}
		return problem, nil
	}
}
