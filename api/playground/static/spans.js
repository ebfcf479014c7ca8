// What lies where in a text. All positions are UTF-16 units, as JavaScript counts.

const longWord = 1_000;

// edited tells which part of a text, or of a list, another took the place of: what was
// from `start` to `end` of `before` became what is from `start` to `end + shift` of `after`.
export function edited(before, after) {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let same = 0;
  while (same < shorter - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  return {start, end: before.length - same, shift: after.length - before.length};
}

// moved gives the findings of one text where they are in the next, so that they stay
// underlined until the next answer comes. Those that were touched are left out.
export function moved(findings, before, after) {
  if (findings.length === 0) return findings;
  const {start, end, shift} = edited(before, after);
  const kept = [];
  for (const finding of findings) {
    if (finding.end <= start) kept.push(finding);
    else if (finding.start >= end) kept.push({...finding, start: finding.start + shift, end: finding.end + shift});
  }
  return kept;
}

// pieces cuts a text where findings begin and end. Each piece has its text and its
// finding, or null. Findings that are not in order or not in the text are left out.
export function pieces(text, findings) {
  const parts = [];
  let at = 0;
  for (const finding of findings) {
    if (finding.start < at || finding.end <= finding.start || finding.end > text.length) continue;
    if (finding.start > at) parts.push({text: text.slice(at, finding.start), finding: null});
    parts.push({text: text.slice(finding.start, finding.end), finding});
    at = finding.end;
  }
  if (at < text.length) parts.push({text: text.slice(at), finding: null});
  return parts;
}

// lines cuts a text into its lines, each a list of pieces as above.
export function lines(text, findings) {
  const all = [[]];
  for (const piece of pieces(text, findings)) {
    piece.text.split("\n").forEach((part, i) => {
      if (i > 0) all.push([]);
      if (part !== "") all.at(-1).push({text: part, finding: piece.finding});
    });
  }
  return all;
}

// hasLongWord tells whether a text has a word so long that browsers, which look for the end
// of a word at each line, would take seconds or minutes to break it.
export function hasLongWord(text) {
  return text.split(/[ \t\n]/).some((word) => word.length > longWord);
}

// shortened gives a text on one line with at most `most` characters as people count
// them, whole ones.
export function shortened(text, most) {
  const line = text.slice(0, 40 * most).replace(/\s+/gu, " ").trim();
  const characters = Array.from(new Intl.Segmenter().segment(line), (s) => s.segment);
  return characters.length <= most ? line : characters.slice(0, most - 1).join("") + "…";
}

// byteLength gives how many bytes a text has in UTF-8.
export function byteLength(text) {
  return new TextEncoder().encode(text).length;
}
