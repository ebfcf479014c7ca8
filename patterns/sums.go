package patterns

// CNP checks the control digit of a 13-digit Romanian personal number: the sum
// of the first twelve digits weighted 279146358279, modulo 11, where 10 counts
// as 1 (HG 1375/2006; python-stdnum stdnum/ro/cnp.py).
func CNP(value string) bool {
	const weights = "279146358279"
	if len(value) != 13 || !allDigits(value) {
		return false
	}
	sum := 0
	for i := range weights {
		sum += digit(weights[i]) * digit(value[i])
	}
	control := sum % 11
	if control == 10 {
		control = 1
	}
	return control == digit(value[12])
}

// CUI checks a Romanian company or tax number of 2 to 10 digits without the
// RO prefix: weights 753217532 from the right, times 10, modulo 11, modulo 10
// (python-stdnum stdnum/ro/cui.py).
func CUI(value string) bool {
	const weights = "753217532"
	if len(value) < 2 || len(value) > 10 || !allDigits(value) || value[0] == '0' {
		return false
	}
	body := value[:len(value)-1]
	sum := 0
	for i := range len(body) {
		sum += digit(weights[len(weights)-len(body)+i]) * digit(body[i])
	}
	return sum*10%11%10 == digit(value[len(value)-1])
}

// IBAN checks ISO 7064 mod 97-10 over a whole IBAN. Check digits 00, 01 and 99
// cannot arise from the computation (98 - remainder lies in 02..98) and fail.
// Length by country is not checked here.
func IBAN(value string) bool {
	if len(value) < 5 || !allDigits(value[2:4]) {
		return false
	}
	if check := value[2:4]; check == "00" || check == "01" || check == "99" {
		return false
	}
	remainder := 0
	for i := range len(value) {
		c := value[(i+4)%len(value)]
		switch {
		case c >= '0' && c <= '9':
			remainder = (remainder*10 + int(c-'0')) % 97
		case c >= 'a' && c <= 'z':
			remainder = (remainder*100 + int(c-'a') + 10) % 97
		case c >= 'A' && c <= 'Z':
			remainder = (remainder*100 + int(c-'A') + 10) % 97
		default:
			return false
		}
	}
	return remainder == 1
}

// ICAO9303 checks a field of a machine readable zone that is followed by its
// check digit: weights 731 repeating, letters 10..35, '<' 0, modulo 10 (ICAO
// Doc 9303 part 3, section 4.9).
func ICAO9303(value string) bool {
	if len(value) < 2 {
		return false
	}
	sum := 0
	for i := range len(value) - 1 {
		c, weight := value[i], [3]int{7, 3, 1}[i%3]
		switch {
		case c >= '0' && c <= '9':
			sum += weight * int(c-'0')
		case c >= 'a' && c <= 'z':
			sum += weight * (int(c-'a') + 10)
		case c >= 'A' && c <= 'Z':
			sum += weight * (int(c-'A') + 10)
		case c != '<':
			return false
		}
	}
	last := value[len(value)-1]
	return last >= '0' && last <= '9' && sum%10 == int(last-'0')
}

// Luhn checks a number by the Luhn formula (ISO/IEC 7812-1 annex B).
func Luhn(value string) bool {
	if len(value) < 2 || !allDigits(value) {
		return false
	}
	sum := 0
	for i := range len(value) {
		d := digit(value[len(value)-1-i])
		if i%2 == 1 {
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// ONRC checks the control digit of a trade register number in the form used
// since 26 July 2024, a letter and 13 digits: (code of the letter modulo 10 +
// sum of the other digits) modulo 10 (python-stdnum stdnum/ro/onrc.py).
func ONRC(value string) bool {
	if len(value) != 14 || !allDigits(value[1:]) {
		return false
	}
	letter := value[0]
	if letter >= 'a' && letter <= 'z' {
		letter -= 'a' - 'A'
	}
	if letter < 'A' || letter > 'Z' {
		return false
	}
	sum := int(letter % 10)
	for _, c := range []byte(value[1:13]) {
		sum += digit(c)
	}
	return sum%10 == digit(value[13])
}

// VIN checks the ninth character of a 17-character vehicle number: weights
// 8765432 10 0 98765432, modulo 11, 10 written X (49 CFR 565.15). It is
// mandatory only in North America, so failing it proves nothing elsewhere.
func VIN(value string) bool {
	weights := [17]int{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2}
	// Values of A..Z; I, O and Q are not used in a VIN.
	const letters = "12345678.12345.7.923456789"
	if len(value) != 17 {
		return false
	}
	sum := 0
	for i := range len(value) {
		c := value[i]
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		switch {
		case c >= '0' && c <= '9':
			sum += weights[i] * digit(c)
		case c >= 'A' && c <= 'Z' && letters[c-'A'] != '.':
			sum += weights[i] * digit(letters[c-'A'])
		default:
			return false
		}
	}
	want := "0123456789X"[sum%11]
	got := value[8]
	if got == 'x' {
		got = 'X'
	}
	return got == want
}

func digit(c byte) int { return int(c - '0') }

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
