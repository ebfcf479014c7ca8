package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
)

// method is how strings or streams are encrypted (7.6.5).
type method int

const (
	methodNone method = iota
	methodRC4
	methodAES
	// methodAESWhole is AES with the file's key itself (ISO 32000-2, 7.6.3).
	methodAESWhole
)

// lock opens a file that is encrypted so that everyone may read it but not change
// it: its user password is empty.
type lock struct {
	key              []byte
	streams, strings method
}

// padding is what passwords are filled up with (7.6.3.3, algorithm 2).
const padding = "\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a"

// unlock tries the empty password; nil if a password is needed or the way of
// encryption is not known.
func (f *file) unlock() *lock {
	d := f.dict(f.encrypt)
	if f.name(d["Filter"]) != "Standard" {
		return nil
	}
	version, revision := f.integer(d["V"]), f.integer(d["R"])
	k := &lock{streams: methodRC4, strings: methodRC4}
	if version >= 4 {
		k.streams, k.strings = f.method(d, "StmF"), f.method(d, "StrF")
	}
	switch {
	case version == 1 || version == 2 || version == 4:
		k.key = f.oldKey(d, version, revision)
	case version == 5:
		k.key = f.newKey(d, revision)
	}
	if k.key == nil {
		return nil
	}
	return k
}

// method gives how strings or streams are encrypted, by the name of a crypt filter.
func (f *file) method(d dict, which name) method {
	filter := f.dict(f.dict(d["CF"])[f.name(d[which])])
	switch f.name(filter["CFM"]) {
	case "V2":
		return methodRC4
	case "AESV2":
		return methodAES
	case "AESV3":
		return methodAESWhole
	}
	return methodNone
}

// oldKey gives the key of RC4 and of AES with 128 bits (7.6.3.3, algorithms 2, 4, 5).
func (f *file) oldKey(d dict, version, revision int) []byte {
	owner, _ := f.follow(d["O"]).(text)
	user, _ := f.follow(d["U"]).(text)
	length := f.integer(d["Length"]) / 8
	if length == 0 || version == 1 {
		length = 5
	}
	if version == 4 {
		length = 16
	}
	if len(owner) < 32 || len(user) < 16 || length < 5 || length > 16 {
		return nil
	}
	input := []byte(padding + string(owner[:32]))
	input = binary.LittleEndian.AppendUint32(input, uint32(int64(f.number(d["P"]))))
	input = append(input, f.id...)
	if open, ok := f.follow(d["EncryptMetadata"]).(bool); ok && !open && revision >= 4 {
		input = append(input, 0xff, 0xff, 0xff, 0xff)
	}
	sum := md5.Sum(input)
	key := sum[:]
	if revision >= 3 {
		for range 50 {
			sum = md5.Sum(key[:length])
			key = sum[:]
		}
	}
	key = bytes.Clone(key[:length])
	if !bytes.HasPrefix([]byte(user), f.userCheck(key, revision)) {
		return nil
	}
	return key
}

// userCheck gives how the file's own check of the empty password begins.
func (f *file) userCheck(key []byte, revision int) []byte {
	if revision < 3 {
		return xorRC4(key, []byte(padding))
	}
	sum := md5.Sum(append([]byte(padding), f.id...))
	check := xorRC4(key, sum[:])
	for i := 1; i < 20; i++ {
		turned := bytes.Clone(key)
		for k := range turned {
			turned[k] ^= byte(i)
		}
		check = xorRC4(turned, check)
	}
	return check
}

// newKey gives the key of AES with 256 bits (ISO 32000-2, 7.6.4.3.3, algorithm 2.A).
func (f *file) newKey(d dict, revision int) []byte {
	user, _ := f.follow(d["U"]).(text)
	wrapped, _ := f.follow(d["UE"]).(text)
	if len(user) < 48 || len(wrapped) < 32 || revision != 5 && revision != 6 {
		return nil
	}
	check, salt := []byte(user[32:40]), []byte(user[40:48])
	if !bytes.Equal(hash(check, revision), []byte(user[:32])) {
		return nil
	}
	block, err := aes.NewCipher(hash(salt, revision))
	if err != nil {
		return nil
	}
	key := make([]byte, 32)
	cipher.NewCBCDecrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(key, []byte(wrapped[:32]))
	return key
}

// hash hashes the empty password with a salt (ISO 32000-2, 7.6.4.3.4, algorithm 2.B).
func hash(salt []byte, revision int) []byte {
	sum := sha256.Sum256(salt)
	k := sum[:]
	if revision < 6 {
		return k
	}
	for round := 1; ; round++ {
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		e := bytes.Repeat(k, 64)
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(e, e)
		rest := 0
		for _, b := range e[:16] {
			rest += int(b)
		}
		switch rest % 3 {
		case 0:
			s := sha256.Sum256(e)
			k = s[:]
		case 1:
			s := sha512.Sum384(e)
			k = s[:]
		default:
			s := sha512.Sum512(e)
			k = s[:]
		}
		if round >= 64 && int(e[len(e)-1]) <= round-32 {
			return k[:32]
		}
	}
}

// openStream decrypts a stream of an object.
func (k *lock) openStream(data []byte, number, generation int) []byte {
	return k.open(k.streams, data, number, generation)
}

// openStrings decrypts the strings of an object.
func (k *lock) openStrings(v any, number, generation int) any {
	switch v := v.(type) {
	case text:
		return text(k.open(k.strings, []byte(v), number, generation))
	case array:
		for i := range v {
			v[i] = k.openStrings(v[i], number, generation)
		}
	case dict:
		for key := range v {
			v[key] = k.openStrings(v[key], number, generation)
		}
	}
	return v
}

// open decrypts with the key of an object (7.6.2, algorithm 1).
func (k *lock) open(m method, data []byte, number, generation int) []byte {
	key := k.key
	if m == methodRC4 || m == methodAES {
		input := append(bytes.Clone(k.key), byte(number), byte(number>>8), byte(number>>16), byte(generation), byte(generation>>8))
		if m == methodAES {
			input = append(input, "sAlT"...)
		}
		sum := md5.Sum(input)
		key = sum[:min(len(k.key)+5, 16)]
	}
	switch m {
	case methodRC4:
		return xorRC4(key, data)
	case methodAES, methodAESWhole:
		return openAES(key, data)
	}
	return data
}

func xorRC4(key, data []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil {
		return nil
	}
	out := make([]byte, len(data))
	c.XORKeyStream(out, data)
	return out
}

// openAES decrypts what begins with its vector and is padded at its end.
func openAES(key, data []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil || len(data) < 2*aes.BlockSize {
		return nil
	}
	vector, data := data[:aes.BlockSize], data[aes.BlockSize:]
	out := make([]byte, len(data)/aes.BlockSize*aes.BlockSize)
	cipher.NewCBCDecrypter(block, vector).CryptBlocks(out, data[:len(out)])
	if pad := int(out[len(out)-1]); pad <= aes.BlockSize {
		out = out[:len(out)-pad]
	}
	return out
}
