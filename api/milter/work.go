package milter

import "sync"

// work counts what goes on, so that the server can wait for it.
type work struct {
	mu    sync.Mutex
	ended bool
	group sync.WaitGroup
}

// enter tells that something begins, and gives false if nothing may any more.
func (w *work) enter() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return false
	}
	w.group.Add(1)
	return true
}

// leave tells that something is done.
func (w *work) leave() { w.group.Done() }

// end lets nothing begin any more and waits for what did.
func (w *work) end() {
	w.mu.Lock()
	w.ended = true
	w.mu.Unlock()
	w.group.Wait()
}
