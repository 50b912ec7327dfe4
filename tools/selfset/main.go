// Selfset writes the pictures of /selftest.html into a folder.
package main

import (
	"fmt"
	"os"

	"credential-capture/tools/selftest"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: selfset FOLDER")
		os.Exit(2)
	}
	if err := selftest.Write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "selfset:", err)
		os.Exit(1)
	}
}
