/** Commands that print nothing, such as stand between those whose output is taken (`{ echo …; [ … ] && echo …; } >> "$GITHUB_OUTPUT"`). */
export const PRINTS_NOTHING: ReadonlySet<string> = new Set([
  '[',
  'test',
  'true',
  'false',
  ':',
  'shift',
  'local',
  'cd',
  'sleep',
]);
