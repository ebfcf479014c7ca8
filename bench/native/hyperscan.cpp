// Hyperscan, or Vectorscan, which has the same interface, over lines in block
// mode: which rules match and where a match ends, not where it begins.
//   hyperscan RULES CORPUS SECONDS
#include <hs/hs.h>

#include "race.h"

static int on_match(unsigned, unsigned long long, unsigned long long, unsigned, void *found) {
  *static_cast<bool *>(found) = true;
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  const auto rules = lines_of(argv[1]);
  std::vector<const char *> sources;
  std::vector<unsigned> flags, ids;
  for (const auto &rule : rules) {
    ids.push_back(sources.size());
    sources.push_back(rule.c_str());
    flags.push_back(0);
  }
  hs_database_t *database = nullptr;
  hs_compile_error_t *error = nullptr;
  if (hs_compile_multi(sources.data(), flags.data(), ids.data(), sources.size(), HS_MODE_BLOCK, nullptr, &database, &error) != HS_SUCCESS) {
    std::fprintf(stderr, "rule %d: %s\n", error->expression, error->message);
    return 1;
  }
  hs_scratch_t *scratch = nullptr;
  if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) return 1;
  const std::string version = hs_version();  // and the day it was built
  run(version.substr(0, version.find(' ')), lines_of(argv[2]), std::atof(argv[3]), [&](const std::string &line) {
    bool found = false;
    hs_scan(database, line.data(), line.size(), 0, scratch, on_match, &found);
    return found;
  });
}
