package main

import "fmt"

// memoryFlags say whether what is in memory may get to a disk.
type memoryFlags struct {
	AllowCoreDumps bool `help:"Let the system write the memory of a crashed process to a file, and other programs of the same user read it. The memory holds messages."`
}

// keepIn sees to it that no crash writes the memory to a disk, unless that is allowed.
func (f memoryFlags) keepIn() error {
	if f.AllowCoreDumps {
		return nil
	}
	if err := forbidDumps(); err != nil {
		return fmt.Errorf("forbidding core dumps (--allow-core-dumps does without): %w", err)
	}
	return nil
}
