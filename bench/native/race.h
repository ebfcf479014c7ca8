// The race of the peers in C++: the same as package race does in Go, printed in
// the same words.
#pragma once

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

// lines_of gives the lines of a file, or ends the program.
inline std::vector<std::string> lines_of(const char *name) {
  std::ifstream file(name);
  if (!file) {
    std::fprintf(stderr, "cannot read %s\n", name);
    std::exit(1);
  }
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

// run reads all lines once, to warm up and to count the hits, then for as long as
// it is told, and prints the outcome.
template <typename Hit>
void run(const std::string &version, const std::vector<std::string> &lines, double lasting, Hit hit) {
  using clock = std::chrono::steady_clock;
  long hits = 0, bytes = 0;
  for (const auto &line : lines) hits += hit(line);
  const auto began = clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(clock::now() - began).count(); };
  volatile bool kept = false;  // so that no call is thought to be of no use
  size_t i = 0;
  while (!lines.empty() && seconds() < lasting) {
    for (int n = 0; n < 32; n++) {
      kept = hit(lines[i]);
      bytes += lines[i].size();
      if (++i == lines.size()) i = 0;
    }
  }
  std::printf("{\"version\":\"%s\",\"hit\":%ld,\"lines\":%zu,\"bytes\":%ld,\"seconds\":%f}\n",
              version.c_str(), hits, lines.size(), bytes, seconds());
}
