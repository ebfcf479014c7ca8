package main

import (
	"testing"
	"testing/fstest"
)

func TestMemoryOfTheControlGroup(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	const unlimited1 = "9223372036854771712\n"
	for name, tt := range map[string]struct {
		root    fstest.MapFS
		want    int64
		limited bool
	}{
		"no control groups": {fstest.MapFS{}, 0, false},
		"version 2": {fstest.MapFS{
			"proc/self/cgroup": file("0::/a/b\n"), "sys/fs/cgroup/a/b/memory.max": file("1000\n"), "sys/fs/cgroup/a/memory.max": file("max\n"),
		}, 1000, true},
		"version 2, the group around has less": {fstest.MapFS{
			"proc/self/cgroup": file("0::/a/b\n"), "sys/fs/cgroup/a/b/memory.max": file("1000\n"), "sys/fs/cgroup/a/memory.max": file("500\n"),
		}, 500, true},
		"version 2, no limit": {fstest.MapFS{
			"proc/self/cgroup": file("0::/a\n"), "sys/fs/cgroup/a/memory.max": file("max\n"),
		}, 0, false},
		"a container that sees its group as the root": {fstest.MapFS{
			"proc/self/cgroup": file("0::/\n"), "sys/fs/cgroup/memory.max": file("2000\n"),
		}, 2000, true},
		"a path that is not visible": {fstest.MapFS{
			"proc/self/cgroup": file("0::/docker/0123\n"), "sys/fs/cgroup/memory.max": file("2000\n"),
		}, 2000, true},
		"a path out of the container": {fstest.MapFS{
			"proc/self/cgroup": file("0::/../../x\n"), "sys/fs/cgroup/memory.max": file("2000\n"),
		}, 2000, true},
		"version 1": {fstest.MapFS{
			"proc/self/cgroup": file("5:cpu,cpuacct:/a\n4:memory:/a\n"),
			"sys/fs/cgroup/memory/a/memory.limit_in_bytes":      file("3000\n"),
			"sys/fs/cgroup/memory/memory.limit_in_bytes":        file(unlimited1),
			"sys/fs/cgroup/cpu,cpuacct/a/memory.limit_in_bytes": file("1\n"),
		}, 3000, true},
		"version 1, no limit": {fstest.MapFS{
			"proc/self/cgroup": file("4:memory:/\n"), "sys/fs/cgroup/memory/memory.limit_in_bytes": file(unlimited1),
		}, 0, false},
		"nonsense": {fstest.MapFS{
			"proc/self/cgroup": file("x\n0::/\n"), "sys/fs/cgroup/memory.max": file("a lot\n"),
		}, 0, false},
	} {
		got, limited := groupMemory(tt.root)
		if limited != tt.limited || limited && got != tt.want {
			t.Errorf("%s: %d, %v", name, got, limited)
		}
	}
}

func TestMemoryLimitLeavesRoom(t *testing.T) {
	root := fstest.MapFS{"proc/self/cgroup": {Data: []byte("0::/\n")}, "sys/fs/cgroup/memory.max": {Data: []byte("2000\n")}}
	if limit, limited := memoryLimit(root, ""); limit != 1800 || !limited {
		t.Errorf("of 2000 bytes: %d, %v", limit, limited)
	}
	if limit, limited := memoryLimit(root, "1GiB"); limited {
		t.Errorf("what the environment says has precedence, but there is a limit of %d", limit)
	}
	if limit, limited := memoryLimit(fstest.MapFS{}, ""); limited {
		t.Errorf("without control groups there is a limit of %d", limit)
	}
}
