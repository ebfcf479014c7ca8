package content

func (x *extraction) pdf(data []byte, depth int) error {
	_, _ = data, depth
	return missedError(MissedType)
}
