/** The blanks between a commit and the comment with its version, as most of a file has them: yamllint asks for two. */
export function versionGap(text: string): string {
  const gaps = [...text.matchAll(/@[0-9a-f]{40}( +)#/g)].map((match) => match[1]);
  return gaps.filter((gap) => gap === '  ').length * 2 > gaps.length ? '  ' : ' ';
}
