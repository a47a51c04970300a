/** The jobs of a workflow, again and again under other names, until it has so many lines. `needs` stay within each copy. */
export function grown(text: string, lines: number): string {
  const jobs = text.slice(text.indexOf('jobs:\n') + 'jobs:\n'.length);
  const names = [...jobs.matchAll(/^ {2}([\w-]+):/gm)].map(([, name]) => name ?? '');
  let long = text;
  for (let copy = 2; long.split('\n').length < lines; copy++) {
    let next = jobs;
    for (const name of names)
      next = next
        .replace(new RegExp(`^ {2}${name}:`, 'gm'), `  ${name}-${copy}:`)
        .replaceAll(`needs: ${name}\n`, `needs: ${name}-${copy}\n`)
        .replaceAll(`needs.${name}.`, `needs.${name}-${copy}.`);
    long += next;
  }
  return long;
}
