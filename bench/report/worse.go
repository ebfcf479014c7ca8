package report

import "fmt"

// slack is how much of the recorded speed against the table pass must be left.
// Other work on the machine hits both sides, but not evenly.
const slack = 0.5

// Worse names what got worse since results were recorded, of what does not depend
// on the machine's mood: allocations, and the engine's speed against the table
// pass in the same process.
func Worse(recorded, now *Results) []string {
	var all []string
	for _, task := range []string{"scalar/clean/plain", "scalar/clean/marked", "scalar/mix", "scalar/message/clean", "scalar/message/cnp"} {
		before, known := recorded.Figures.Lowest(task + "/allocs")
		allocs, measured := now.Figures.Lowest(task + "/allocs")
		if !known || !measured {
			all = append(all, fmt.Sprintf("%s: no figure to compare", task))
			continue
		}
		if allocs > before*1.02+0.1 {
			all = append(all, fmt.Sprintf("%s: %.2f allocations a message, recorded are %.2f", task, allocs, before))
		}
		usual, _ := recorded.Figures.Ratio(task+"/MBps", task+"/pass")
		if best := now.bestOfPass(task); best < slack*usual {
			all = append(all, fmt.Sprintf("%s: %.3f of the speed of the table pass, recorded is %.3f", task, best, usual))
		}
	}
	return all
}

// bestOfPass gives the speed of a task against the table pass in its best round.
func (r *Results) bestOfPass(task string) float64 {
	read, passed := r.Figures[task+"/MBps"], r.Figures[task+"/pass"]
	best := 0.0
	if read == nil || passed == nil {
		return best
	}
	for i := range min(len(read.Rounds), len(passed.Rounds)) {
		if passed.Rounds[i] > 0 {
			best = max(best, read.Rounds[i]/passed.Rounds[i])
		}
	}
	return best
}
