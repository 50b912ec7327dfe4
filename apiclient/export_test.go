package apiclient

// UseRandom replaces the randomness of the waits between attempts.
func (c *Client) UseRandom(random func() float64) { c.random = random }
