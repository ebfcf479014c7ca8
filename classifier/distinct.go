package classifier

// distinct identifies a finding whatever its place in the text.
type distinct struct {
	detector string
	value    uint64
}

func (f *Finding) identity() distinct { return distinct{f.Detector, f.value} }

// fewFindings is how many different findings are told apart by looking at each: more
// are rare, and take a map.
const fewFindings = 16

// distinctSet numbers different findings in the order in which they come.
type distinctSet struct {
	few  [fewFindings]distinct
	many map[distinct]int
	size int
}

// number gives the number of a finding, from 0 on, and whether it is a new one.
func (s *distinctSet) number(d distinct) (n int, isNew bool) {
	if s.many == nil {
		for i := range s.few[:s.size] {
			if s.few[i] == d {
				return i, false
			}
		}
		if s.size < fewFindings {
			s.few[s.size] = d
			s.size++
			return s.size - 1, true
		}
		s.many = make(map[distinct]int, 2*fewFindings)
		for i, known := range s.few {
			s.many[known] = i
		}
	}
	if n, ok := s.many[d]; ok {
		return n, false
	}
	s.many[d] = s.size
	s.size++
	return s.size - 1, true
}
