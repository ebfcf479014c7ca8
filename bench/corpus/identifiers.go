package corpus

import "fmt"

// identifier gives a clause that holds one thing Pecete is there to find, of a
// person who does not exist.
func (s *Source) identifier() string {
	switch s.rng.IntN(10) {
	case 0, 1:
		return "CNP-ul meu e " + s.CNP()
	case 2:
		return "contul IBAN este " + s.iban()
	case 3, 4:
		return fmt.Sprintf("sună-mă la 07%02d %03d %03d", 20+s.rng.IntN(60), s.rng.IntN(1000), s.rng.IntN(1000))
	case 5:
		return fmt.Sprintf("scrie-mi pe %s.%d@postamea.ro", s.pick([]string{"ana", "mihai", "radu", "elena"}), s.rng.IntN(1000))
	case 6:
		return "plătește cu cardul " + s.card()
	case 7:
		return fmt.Sprintf("stau pe str. %s nr. %d, bl. %d, sc. A, ap. %d, Cluj-Napoca",
			s.pick([]string{"Zorilor", "Mihai Eminescu", "Fabricii", "Observatorului"}), 1+s.rng.IntN(200), 1+s.rng.IntN(40), 1+s.rng.IntN(90))
	case 8:
		return fmt.Sprintf("documentul e STRICT SECRET, nr. 00%d", 100+s.rng.IntN(900))
	}
	return fmt.Sprintf("buletinul are seria CJ nr. %06d", 200000+s.rng.IntN(700000))
}

// CNP gives a personal number whose control digit is right (HG 1375/2006).
func (s *Source) CNP() string {
	digits := fmt.Sprintf("%d%02d%02d%02d%02d%03d", 1+s.rng.IntN(2), 40+s.rng.IntN(60), 1+s.rng.IntN(12), 1+s.rng.IntN(28), 1+s.rng.IntN(40), 1+s.rng.IntN(999))
	sum := 0
	for i, weight := range "279146358279" {
		sum += int(digits[i]-'0') * int(weight-'0')
	}
	return digits + fmt.Sprint(sum%11%10+sum%11/10)
}

// iban gives a Romanian account number whose check digits are right (ISO 13616).
func (s *Source) iban() string {
	account := fmt.Sprintf("BTRL%016d", s.rng.Int64N(1e15))
	remainder := 0
	for _, c := range account + "RO00" {
		if c >= 'A' {
			remainder = (remainder*100 + int(c-'A') + 10) % 97
		} else {
			remainder = (remainder*10 + int(c-'0')) % 97
		}
	}
	return fmt.Sprintf("RO%02d%s", 98-remainder, account)
}

// card gives a card number whose last digit is right (ISO/IEC 7812-1).
func (s *Source) card() string {
	digits := fmt.Sprintf("4%014d", s.rng.Int64N(1e14))
	sum := 0
	for i := range digits {
		d := int(digits[i] - '0')
		if i%2 == 0 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	digits += fmt.Sprint((10 - sum%10) % 10)
	return digits[:4] + " " + digits[4:8] + " " + digits[8:12] + " " + digits[12:]
}
