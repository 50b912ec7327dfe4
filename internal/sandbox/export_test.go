package sandbox

// Locked reports whether the store's lock is held.
func (s *Sandbox) Locked() bool {
	if !s.store.mu.TryLock() {
		return true
	}
	s.store.mu.Unlock()
	return false
}
