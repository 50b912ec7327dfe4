// Package devserver is what `make run` starts: the page's files with their headers, POST
// /session on the sandbox, the handover, and HTTPS for phones. With -api it puts the gateway
// in the sandbox's place.
package devserver
