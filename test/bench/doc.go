// Bench measures this module beside what a page could use instead, in a real
// browser: `make bench`. It paints its own pictures, gives each to each tool in
// turn on a fresh page, looks at what came out, and writes the figures to
// build/results/bench.json. docs/benchmarks.md says how to read them.
//
//	bench [-rounds N] [-only PICTURE] [-docs]
//
// Environment: BENCH_ROUNDS is the default of -rounds.
package main
