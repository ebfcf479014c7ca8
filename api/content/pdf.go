package content

import (
	"bytes"
	"errors"

	"github.com/pecete/pecete/api/content/pdf"
)

// pdf reads a PDF that is held.
func (x *extraction) pdf(data []byte, depth int) error {
	unpacked := int64(0)
	result, err := pdf.Text(data, x.out, pdf.Limits{
		Stream: x.limits.Document,
		Spend: func(n int) error {
			unpacked += int64(n)
			return x.expand(n, int64(len(data)), unpacked)
		},
		Attachment: func(name string, file []byte) error {
			if err := x.enter(); err != nil {
				return err
			}
			x.fileName(name)
			return x.body(bytes.NewReader(file), Head{Type: typeByName(name)}, depth+1)
		},
	})
	if noted := x.noteResult(result); noted != nil {
		return noted
	}
	switch {
	case errors.Is(err, pdf.ErrEncrypted):
		return missedError(MissedEncrypted)
	case errors.Is(err, pdf.ErrBroken):
		return missedError(MissedBroken)
	}
	return err
}

// noteResult notes what a PDF held that was not read.
func (x *extraction) noteResult(result pdf.Result) error {
	for _, each := range []struct {
		met    bool
		missed Missed
	}{
		{result.Pictures, MissedPicture},
		{result.Unmapped, MissedCharset},
		{result.Cut, MissedTooLarge},
		{result.Broken, MissedBroken},
	} {
		if each.met {
			if err := x.note(each.missed); err != nil {
				return err
			}
		}
	}
	return nil
}
