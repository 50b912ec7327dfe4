// Weigh compresses built files for the server and says what they weigh.
//
//	weigh [-limit BYTES] FILE...
//
// Beside each FILE it writes FILE.br (brotli -q 11, window 2^24) and FILE.gz
// (level 9), prints the three sizes, and fails when the first FILE's brotli size
// is over the limit: weight is a promise to people on slow networks, so a build
// that breaks it doesn't pass.
package main

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/andybalholm/brotli"
)

func main() {
	limit := flag.Int("limit", 0, "bytes, brotli, that the first file may weigh; 0 for no limit")
	flag.Parse()
	if err := run(os.Stdout, *limit, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "weigh:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, limit int, files []string) error {
	if len(files) == 0 {
		return fmt.Errorf("no file named")
	}
	for i, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		br, gz, err := compress(raw)
		if err != nil {
			return fmt.Errorf("compress %s: %w", name, err)
		}
		if err := os.WriteFile(name+".br", br, 0o644); err != nil {
			return err
		}
		if err := os.WriteFile(name+".gz", gz, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(w, "%-20s %9d bytes, gzip %8d, brotli %8d\n", name, len(raw), len(gz), len(br))
		if i == 0 && limit > 0 && len(br) > limit {
			return fmt.Errorf("%s weighs %d bytes brotli, the limit is %d", name, len(br), limit)
		}
	}
	return nil
}

// compress returns raw as brotli and as gzip. Both are deterministic, so that two
// builds of the same commit are the same bytes.
func compress(raw []byte) (br, gz []byte, err error) {
	var b, g bytes.Buffer
	bw := brotli.NewWriterOptions(&b, brotli.WriterOptions{Quality: 11, LGWin: 24})
	if _, err := bw.Write(raw); err != nil {
		return nil, nil, err
	}
	if err := bw.Close(); err != nil {
		return nil, nil, err
	}
	gw, err := gzip.NewWriterLevel(&g, gzip.BestCompression)
	if err != nil {
		return nil, nil, err
	}
	if _, err := gw.Write(raw); err != nil {
		return nil, nil, err
	}
	if err := gw.Close(); err != nil {
		return nil, nil, err
	}
	return b.Bytes(), g.Bytes(), nil
}
