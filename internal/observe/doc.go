// Package observe says what the server does, to logs and to Prometheus, and nothing of
// whom it does it for: an operation's name instead of a path, a class instead of an
// answer. What is never said: tokens, names, bodies, query strings, addresses.
//
// A nil *Observer observes nothing, so that nobody has to ask.
package observe
