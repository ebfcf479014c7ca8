package patterns

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestChecksums(t *testing.T) {
	tests := []struct {
		checksum, why, value string
		want                 bool
	}{
		{"cnp", "remainder 1", "1850228120011", true},
		{"cnp", "29 February 2000", "6000229410771", true},
		{"cnp", "county 70", "5240915700121", true},
		{"cnp", "resident", "7780420400330", true},
		{"cnp", "remainder 10 counts as 1", "1930721120071", true},
		{"cnp", "remainder 10 is not written 0", "1930721120070", false},
		{"cnp", "control digit one too high", "1850228120012", false},
		{"cnp", "the sum knows nothing of dates", "1850230120015", true},
		{"cnp", "twelve digits", "185022812001", false},
		{"cnp", "fourteen digits", "18502281200110", false},
		{"cnp", "a letter", "185022812001a", false},
		{"cnp", "empty", "", false},

		{"cui", "eight digits", "18547290", true},
		{"cui", "six digits", "361757", true},
		{"cui", "ten digits", "1234567897", true},
		{"cui", "two digits", "19", true},
		{"cui", "control digit one too high", "18547291", false},
		{"cui", "ascending digits", "12345678", false},
		{"cui", "leading zero", "012345674", false},
		{"cui", "one digit", "1", false},
		{"cui", "eleven digits", "12345678970", false},
		{"cui", "prefix is not part of it", "ro18547290", false},

		{"iban", "registry's example for Romania", "ro49aaaa1b31007593840000", true},
		{"iban", "capitals", "RO49AAAA1B31007593840000", true},
		{"iban", "registry's example for Germany", "de89370400440532013000", true},
		{"iban", "shortest", "no9386011117947", true},
		{"iban", "longest", "ru0204452560040702810412345678901", true},
		{"iban", "last digit changed", "ro49aaaa1b31007593840001", false},
		{"iban", "check digits 97 and 00 leave the same remainder", "ro97aaaa0000000000000006", true},
		{"iban", "but 00 cannot be computed", "ro00aaaa0000000000000006", false},
		{"iban", "check digits 98", "ro98aaaa0000000000000085", true},
		{"iban", "but not 01", "ro01aaaa0000000000000085", false},
		{"iban", "check digits 02", "ro02aaaa0000000000000067", true},
		{"iban", "but not 99", "ro99aaaa0000000000000067", false},
		{"iban", "check digits that are letters", "roa9aaaa1b31007593840000", false},
		{"iban", "separators are not part of it", "ro49 aaaa 1b31 0075 9384 0000", false},
		{"iban", "too short to hold anything", "ro49", false},
		{"iban", "empty", "", false},

		{"icao9303", "document number of the standard's specimen", "l898902c36", true},
		{"icao9303", "birth date of the standard's specimen", "7408122", true},
		{"icao9303", "expiry date of the standard's specimen", "1204159", true},
		{"icao9303", "filler counts 0", "kx123456<0", true},
		{"icao9303", "passport number with filler", "05123456<6", true},
		{"icao9303", "wrong digit", "l898902c37", false},
		{"icao9303", "check digit is a letter", "l898902c3a", false},
		{"icao9303", "foreign character", "l8989-2c36", false},
		{"icao9303", "nothing but a digit", "0", false},

		{"luhn", "the formula's usual example", "79927398713", true},
		{"luhn", "sixteen digits", "4532015112830366", true},
		{"luhn", "zeros", "00", true},
		{"luhn", "last digit changed", "4532015112830367", false},
		{"luhn", "a letter", "453201511283036a", false},
		{"luhn", "one digit", "0", false},

		{"onrc", "registered in 2012", "j2012000750528", true},
		{"onrc", "county 40", "J2024001234406", true},
		{"onrc", "county 00", "j2024001234002", true},
		{"onrc", "since 2025", "j2025007112004", true},
		{"onrc", "wrong digit", "j2024001234401", false},
		{"onrc", "no letter", "12024001234406", false},
		{"onrc", "short", "j202400123440", false},
		{"onrc", "letter inside", "j20240012344a6", false},

		{"vin", "check digit X", "1m8gdm9axkp042788", true},
		{"vin", "all ones", "11111111111111111", true},
		{"vin", "American car", "1HGCM82633A004352", true},
		{"vin", "European car without a check digit", "uu1hsdacn12345678", false},
		{"vin", "letter O is not used", "1hgcm82633ao04352", false},
		{"vin", "short", "1hgcm82633a00435", false},
	}
	for _, test := range tests {
		t.Run(test.checksum+"/"+test.why, func(t *testing.T) {
			if got := ChecksumByName(test.checksum)(test.value); got != test.want {
				t.Errorf("%s(%q) = %v, want %v", test.checksum, test.value, got, test.want)
			}
		})
	}
}

func TestChecksumNames(t *testing.T) {
	names := ChecksumNames()
	for i, name := range names {
		if ChecksumByName(name) == nil {
			t.Errorf("checksum %q is listed but cannot be had", name)
		}
		if i > 0 && names[i-1] >= name {
			t.Errorf("%q stands after %q", name, names[i-1])
		}
	}
	if ChecksumByName("crc32") != nil {
		t.Error("an unknown name must give nil")
	}
}

// drawDigits draws so many digits.
func drawDigits(t *rapid.T, count int) string {
	return string(rapid.SliceOfN(rapid.ByteRange('0', '9'), count, count).Draw(t, "digits"))
}

// completed puts the control digit at a position of value, "?", right; it fails
// if not exactly one digit will do.
func completed(t *rapid.T, check Checksum, value string) string {
	var found []string
	for digit := '0'; digit <= '9'; digit++ {
		if whole := strings.Replace(value, "?", string(digit), 1); check(whole) {
			found = append(found, whole)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%q has %d control digits, want 1", value, len(found))
	}
	return found[0]
}

// miswritten changes one digit of value for another one, at a drawn place.
func miswritten(t *rapid.T, value string) (wrong string, at int) {
	var digits []int
	for i := range len(value) {
		if value[i] >= '0' && value[i] <= '9' {
			digits = append(digits, i)
		}
	}
	at = rapid.SampledFrom(digits).Draw(t, "at")
	shift := rapid.IntRange(1, 9).Draw(t, "shift")
	changed := byte('0' + (int(value[at]-'0')+shift)%10)
	return value[:at] + string(changed) + value[at+1:], at
}

func TestOneWrongDigitOfALuhnNumberIsSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := completed(t, Luhn, drawDigits(t, rapid.IntRange(1, 30).Draw(t, "length"))+"?")
		if wrong, _ := miswritten(t, value); Luhn(wrong) {
			t.Fatalf("%s and %s both pass", value, wrong)
		}
	})
}

// A remainder of 10 counts as 1, so a wrong digit that turns one of the two
// into the other is not seen; every other one is.
func TestOneWrongDigitOfACNPIsSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := completed(t, CNP, drawDigits(t, 12)+"?")
		wrong, at := miswritten(t, value)
		if CNP(wrong) && (at == 12 || value[12] != '1') {
			t.Fatalf("%s and %s both pass", value, wrong)
		}
	})
}

// A remainder of 10 counts as 0, so the same holds for the control digit 0.
func TestOneWrongDigitOfACUIIsSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := drawDigits(t, rapid.IntRange(1, 9).Draw(t, "length"))
		if body[0] == '0' {
			body = "1" + body[1:]
		}
		value := completed(t, CUI, body+"?")
		wrong, at := miswritten(t, value)
		if last := len(value) - 1; CUI(wrong) && (at == last || value[last] != '0') {
			t.Fatalf("%s and %s both pass", value, wrong)
		}
	})
}

func TestOneWrongDigitOfATradeRegisterNumberIsSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letter := string(rapid.ByteRange('a', 'z').Draw(t, "letter"))
		value := completed(t, ONRC, letter+drawDigits(t, 12)+"?")
		if wrong, _ := miswritten(t, value); ONRC(wrong) {
			t.Fatalf("%s and %s both pass", value, wrong)
		}
	})
}

func TestOneWrongDigitOfAMachineReadableFieldIsSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		field := rapid.StringMatching(`[a-z0-9<]{1,14}`).Draw(t, "field")
		value := completed(t, ICAO9303, field+"?")
		if wrong, _ := miswritten(t, value); ICAO9303(wrong) {
			t.Fatalf("%s and %s both pass", value, wrong)
		}
	})
}

func TestOneWrongDigitOfAVINIsSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		head := rapid.StringMatching(`[a-hj-npr-z0-9]{8}`).Draw(t, "head")
		tail := rapid.StringMatching(`[a-hj-npr-z0-9]{7}[0-9]`).Draw(t, "tail")
		var value string
		for _, check := range "0123456789x" {
			if VIN(head + string(check) + tail) {
				value = head + string(check) + tail
			}
		}
		if value == "" {
			t.Fatalf("%s?%s has no check digit", head, tail)
		}
		if wrong, _ := miswritten(t, value); VIN(wrong) {
			t.Fatalf("%s and %s both pass", value, wrong)
		}
	})
}

// completedIBAN gives country and account their check digits, of which there
// must be exactly one pair.
func completedIBAN(t *rapid.T, country, account string) string {
	var found []string
	for check := range 100 {
		pair := string([]byte{byte('0' + check/10), byte('0' + check%10)})
		if value := country + pair + account; IBAN(value) {
			found = append(found, value)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%s??%s has %d pairs of check digits, want 1", country, account, len(found))
	}
	return found[0]
}

// Modulo 97 sees every change of one character for another of its kind. A digit
// for a letter changes the length of the number that is divided, and may pass.
func TestOneWrongCharacterOfAnIBANIsSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		country := rapid.StringMatching(`[a-z]{2}`).Draw(t, "country")
		value := completedIBAN(t, country, rapid.StringMatching(`[a-z0-9]{1,30}`).Draw(t, "account"))
		at := rapid.IntRange(0, len(value)-1).Draw(t, "at")
		first, kind := byte('0'), 10
		if value[at] >= 'a' {
			first, kind = 'a', 26
		}
		shift := rapid.IntRange(1, kind-1).Draw(t, "shift")
		changed := first + byte((int(value[at]-first)+shift)%kind)
		if wrong := value[:at] + string(changed) + value[at+1:]; IBAN(wrong) {
			t.Fatalf("%s and %s both pass", value, wrong)
		}
	})
}

func TestTwoSwappedDigitsOfAnIBANAreSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		country := rapid.StringMatching(`[a-z]{2}`).Draw(t, "country")
		value := completedIBAN(t, country, drawDigits(t, rapid.IntRange(2, 30).Draw(t, "length")))
		at := rapid.IntRange(4, len(value)-2).Draw(t, "at")
		swapped := value[:at] + string([]byte{value[at+1], value[at]}) + value[at+2:]
		if swapped != value && IBAN(swapped) {
			t.Fatalf("%s and %s both pass", value, swapped)
		}
	})
}

func TestCaseMakesNoDifferenceToChecksums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringMatching(`[a-z0-9<]{0,40}`).Draw(t, "value")
		for _, name := range ChecksumNames() {
			if check := ChecksumByName(name); check(value) != check(strings.ToUpper(value)) {
				t.Fatalf("%s tells %q from its capitals", name, value)
			}
		}
	})
}

func FuzzChecksumsNeverPanic(f *testing.F) {
	for _, seed := range []string{
		"", "0", "1850228120011", "ro49aaaa1b31007593840000", "l898902c36", "1m8gdm9axkp042788",
		"j2012000750528", "\x00\xff", "١٢٣٤٥٦٧٨٩٠", "aaaa", "<<<<<<<<<<", strings.Repeat("9", 300),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, name := range ChecksumNames() {
			if ChecksumByName(name)(value) && value == "" {
				t.Errorf("%s accepts nothing at all", name)
			}
		}
	})
}
