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

// setFallback makes package pdf read encrypted and damaged files by the page's readPDF, which runs
// validate in fallback.wasm. That returns what this program encoded.
func setFallback(page js.Value) {
	pdf.Fallback = func(src imageproc.Source, info *imageproc.Info) (problem, err error) {
		blob, ok := src.(*jsbridge.Blob)
		if !ok {
			return fault.New(fault.Corrupt, "a damaged PDF that is no Blob"), nil
		}
		v, err := jsbridge.Call(page, "readPDF", blob.Value())
		if err == nil {
			v, err = jsbridge.Await(context.Background(), v)
		}
		if err != nil {
			return nil, fault.Wrap(fault.Network, err, "load fallback.wasm for an encrypted or damaged PDF")
		}
		info.Pages = v.Get("pages").Int()
		info.XFA, info.Portfolio = v.Get(imageproc.AdviceXFA).Bool(), v.Get(imageproc.AdvicePortfolio).Bool()
		code := fault.Code(v.Get("code").String())
		if info.Password = code == fault.PDFEncrypted; !info.Password && code != "" {
			problem = fault.New(code, "%s", v.Get("message").String())
		}
		return problem, nil
	}
}
