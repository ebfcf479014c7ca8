package main

import (
	"io/fs"
	"math"
	"os"
	"path"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/rs/zerolog"
)

// limitShare is the share, in percent, of the memory of the control group that Go may
// use. The rest is for what Go does not count: the program itself, its pages of files,
// and buffers of the kernel.
const limitShare = 90

// limitMemory has Go keep below the memory that the control group of the process, which
// is its container's, may use: it then collects garbage rather than be killed. GOMEMLIMIT
// in the environment has precedence.
func limitMemory(log zerolog.Logger) {
	limit, limited := memoryLimit(os.DirFS("/"), os.Getenv("GOMEMLIMIT"))
	if !limited {
		return
	}
	debug.SetMemoryLimit(limit)
	log.Info().Int64("bytes", limit).Msg("memory is limited")
}

// memoryLimit gives the limit in bytes to set by the files of a system, unless the
// environment has said one, which Go has then set.
func memoryLimit(root fs.FS, said string) (limit int64, limited bool) {
	if said != "" {
		return 0, false
	}
	limit, limited = groupMemory(root)
	return limit / 100 * limitShare, limited
}

// groupMemory gives the memory in bytes that the control group of this process may use,
// and whether there is a limit. Both versions of control groups are read, and each group
// around the one of the process, for the smallest limit counts. A container may see
// its own group as the root, and the path that it is told not at all.
func groupMemory(root fs.FS) (limit int64, limited bool) {
	limit = math.MaxInt64
	groups, err := fs.ReadFile(root, "proc/self/cgroup")
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(groups)) {
		// "0::/path" in version 2, "4:memory:/path" in version 1.
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) != 3 {
			continue
		}
		mount, file := "sys/fs/cgroup", "memory.max"
		if parts[1] == "memory" {
			mount, file = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
		} else if parts[1] != "" {
			continue
		}
		for group := path.Clean("/" + parts[2]); ; group = path.Dir(group) {
			limit = min(limit, memoryIn(root, path.Join(mount, group, file)))
			if group == "/" {
				break
			}
		}
	}
	// Version 1 writes a number near the largest there is for no limit.
	return limit, limit < math.MaxInt64/4
}

// memoryIn gives the limit in a file of a control group, or the largest number.
func memoryIn(root fs.FS, name string) int64 {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return math.MaxInt64
	}
	limit, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil || limit <= 0 { // "max"
		return math.MaxInt64
	}
	return limit
}
