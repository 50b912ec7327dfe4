// Package middleware holds the HTTP parts that the dev server, the gateway, the sandbox and
// the handover share: limits of rate and speed, checks of origin and host, and JSON bodies.
package middleware
