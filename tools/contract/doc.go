// Package contract lets what others wrote judge our client and our sandbox: Prism, which
// knows OpenAPI and nothing of us, as a validator of their traffic and as a service of its own,
// and a client made of the description by openapi-typescript and openapi-fetch. The description,
// docs/openapi.yaml, is ours, made from the public API reference: where that was read wrongly,
// so is this. `make independent` installs the tools and runs the tests.
package contract
