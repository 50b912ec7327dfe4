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

// unlockBy makes package pdf read encrypted files by the page's unlock, which runs validate of
// fallback.wasm.
func unlockBy(page js.Value) {
	pdf.Unlock = func(src imageproc.Source, info *imageproc.Info) (problem, err error) {
		blob, ok := src.(*jsbridge.Blob)
		if !ok {
			return nil, nil
		}
		promise, err := jsbridge.Call(page, "unlock", blob.Value())
		if err == nil {
			promise, err = jsbridge.Await(context.Background(), promise)
		}
		if err != nil {
			return nil, fault.Wrap(fault.Network, err, "load fallback.wasm for an encrypted PDF")
		}
		report := promise // of web/capture.d.ts, written by encodeReport
		info.Pages = report.Get("pages").Int()
		advice := report.Get("advice")
		for i := range advice.Length() {
			code := advice.Index(i).Get("code").String()
			info.XFA = info.XFA || code == imageproc.AdviceXFA
			info.Portfolio = info.Portfolio || code == imageproc.AdvicePortfolio
		}
		first := report.Get("problems").Index(0)
		info.Password = first.Truthy()
		if info.Password && first.Get("code").String() != string(fault.PDFEncrypted) {
			return fault.New(fault.Code(first.Get("code").String()), "%s", first.Get("message").String()), nil
		}
		return nil, nil
	}
}
