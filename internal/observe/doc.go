// Package observe logs and counts requests without personal data: an operation's name
// instead of a path, a class of status instead of an answer. Tokens, names, bodies, query
// strings and addresses never appear.
//
// A nil *Observer does nothing.
package observe
