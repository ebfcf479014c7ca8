package patterns

import "embed"

// The embedded rule files. They are read-only.
//
//go:embed detectors/*.yaml lists/*.yaml evidence.yaml advice.yaml
var embedded embed.FS
