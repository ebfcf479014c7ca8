//go:build unix

package plainfile

import "syscall"

// withoutWaiting has a pipe opened although nobody writes to it.
const withoutWaiting = syscall.O_NONBLOCK
