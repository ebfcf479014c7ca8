package classifier

import "github.com/pecete/pecete/patterns"

// Numbers of the trade register as they were until 2024: a letter, two digits for
// the county, one to five for the serial and four for the year
// (python-stdnum stdnum/ro/onrc.py).
const (
	registerCounty, registerYear = 2, 4
	registerShortest             = registerCounty + 1 + registerYear
	registerLongest              = registerCounty + 5 + registerYear
)

// registered tells whether a chain has the digits of a number in the trade
// register and the letter of one before it, and more than its two marks divide
// them.
func (c *numberChain) registered(v *view) bool {
	last, ok := v.alnumBefore(c.parts[0].start)
	if !ok || isAlnum(v.at(last-1)) {
		return false
	}
	switch v.lower[last] {
	case 'j', 'f', 'c':
	default:
		return false
	}
	digits := c.digits()
	if len(c.gaps) == 0 || c.plainRegister() {
		return false
	}
	if len(digits) < registerShortest || len(digits) > registerLongest {
		return false
	}
	county, year := number(digits[:registerCounty]), number(digits[len(digits)-registerYear:])
	return (county >= 1 && county <= 40 || county == 51 || county == 52) && year >= 1990 && year <= 2024
}

// plainRegister tells whether a chain is written as such numbers are.
func (c *numberChain) plainRegister() bool {
	for i := range c.parts {
		if c.parts[i].word || c.parts[i].mask {
			return false
		}
	}
	return len(c.parts) == 3 && len(c.parts[0].digits) == registerCounty && len(c.parts[2].digits) == registerYear
}

// joinRegister writes a chain as county, serial and year with slashes.
func (c *numberChain) joinRegister(v *view) []mend {
	whole := c.join(v, proof{whole: true, named: true})
	m := &whole[0]
	with := make([]mendedByte, 0, len(m.with)+2)
	for i, b := range m.with {
		if i == registerCounty || i == len(m.with)-registerYear {
			with = append(with, mendedByte{'/', m.with[i-1].to, b.from})
		}
		with = append(with, b)
	}
	m.with = with
	m.evidence |= patterns.SetOf(patterns.Disguised)
	return whole
}
