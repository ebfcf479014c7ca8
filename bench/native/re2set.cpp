// RE2::Set over lines: which rules match, not where.
//   re2set RULES CORPUS SECONDS
#include <re2/re2.h>
#include <re2/set.h>

#include "race.h"

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  RE2::Options options;
  options.set_max_mem(64 << 20);  // enough that its automaton is never thrown away
  RE2::Set set(options, RE2::UNANCHORED);
  for (const auto &rule : lines_of(argv[1])) {
    std::string error;
    if (set.Add(rule, &error) < 0) {
      std::fprintf(stderr, "%s: %s\n", rule.c_str(), error.c_str());
      return 1;
    }
  }
  if (!set.Compile()) return 1;
  std::vector<int> matches;
  run("", lines_of(argv[2]), std::atof(argv[3]),
      [&](const std::string &line) { return set.Match(line, &matches); });
}
