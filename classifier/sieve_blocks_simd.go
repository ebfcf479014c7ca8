//go:build goexperiment.simd && amd64

package classifier

import "simd/archsimd"

// masksOfBlock gives the masks of a block, 32 bytes at a time where the machine can. It is
// built with GOEXPERIMENT=simd.
func masksOfBlock(text *[blockSize]byte) (m blockMasks, others uint64) {
	if !archsimd.X86.AVX2() {
		return masksByEights(text)
	}
	const half = blockSize / 2
	letters, high, other := masksOfHalf((*[half]byte)(text[:half]))
	letters2, high2, other2 := masksOfHalf((*[half]byte)(text[half:]))
	archsimd.ClearAVXUpperBits()
	m.letters = uint64(letters) | uint64(letters2)<<half
	m.high = uint64(high) | uint64(high2)<<half
	return m, uint64(other) | uint64(other2)<<half
}

// masksOfHalf gives where letters and bytes outside ASCII are in half a block, where the
// latter are alone, and where the others that may have a class are. A byte is at most n if
// the lesser of the two is the byte itself.
func masksOfHalf(half *[blockSize / 2]byte) (letters, high, others uint32) {
	text := archsimd.LoadUint8x32(half)
	fromA := text.Or(archsimd.BroadcastUint8x32(0x20)).Sub(archsimd.BroadcastUint8x32('a'))
	letters = fromA.Min(archsimd.BroadcastUint8x32('z' - 'a')).Equal(fromA).ToBits()
	high = text.Max(archsimd.BroadcastUint8x32(0x80)).Equal(text).ToBits()
	unseen := text.Min(archsimd.BroadcastUint8x32(' ')).Equal(text).ToBits()
	stop := text.Or(archsimd.BroadcastUint8x32('.' ^ ',')).Equal(archsimd.BroadcastUint8x32('.')).ToBits()
	return letters | high, high, ^(letters | high | unseen | stop)
}
