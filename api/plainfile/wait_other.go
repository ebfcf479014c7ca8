//go:build !unix

package plainfile

// withoutWaiting is nothing where no pipe has a place among files.
const withoutWaiting = 0
