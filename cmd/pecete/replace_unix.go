//go:build unix

package main

import (
	"fmt"
	"os"
	"syscall"
)

// ownLike gives a file of ours to the owner and group of another.
func ownLike(file *os.File, other os.FileInfo) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	is, ok := info.Sys().(*syscall.Stat_t)
	like, also := other.Sys().(*syscall.Stat_t)
	if !ok || !also || is.Uid == like.Uid && is.Gid == like.Gid {
		return nil
	}
	if err := file.Chown(int(like.Uid), int(like.Gid)); err != nil {
		return fmt.Errorf("keeping the owner and group of the file: %w", err)
	}
	return nil
}
