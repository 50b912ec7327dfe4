// Package container describes files: the formats, what their headers say (Info), and a
// reader with bounds that the parsers share. One package a format lies below it, each with
// Inspect for the headers, Check for the structure to the end of the file unless Inspect
// follows that, and Strip where metadata can be removed without touching the pixels' bytes.
//
// Callers use package imageproc, which picks the parser by a file's first bytes.
package container
