/**
 * Whether a path relative to the repository's root fits a pattern: `*` stands for anything within a folder name,
 * `**` for any number of folders, `?` for one character; a pattern that names a folder covers everything below it.
 */
export function matchesPath(pattern: string, path: string): boolean {
  const cleaned = pattern.replace(/^\.?\//, '').replace(/\/$/, '');
  return new RegExp(`^${source(cleaned)}(/.*)?$`).test(path);
}

function source(pattern: string): string {
  return pattern.replace(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g, (piece) => {
    switch (piece) {
      case '**/':
        return '(.*/)?';
      case '**':
        return '.*';
      case '*':
        return '[^/]*';
      case '?':
        return '[^/]';
      default:
        return `\\${piece}`;
    }
  });
}
