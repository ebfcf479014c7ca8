//go:build !goexperiment.simd || !amd64

package classifier

// masksOfBlock gives the masks of a block.
func masksOfBlock(text *[blockSize]byte) (m blockMasks, others uint64) { return masksByEights(text) }
