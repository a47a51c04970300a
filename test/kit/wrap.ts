/** A block made into a whole workflow, and how far its lines and columns moved. */
export interface Wrapped {
  readonly text: string;
  readonly lines: number;
  readonly columns: number;
}

/**
 * Completes what a page leaves out for brevity: a list of steps and the keys of one job get a job around them,
 * jobs without `on:` start on every push. Text that is no workflow (`runs:`, an `on:` of its own) stays as it is.
 */
export function wrap(block: string): Wrapped {
  const lines = block.split('\n');
  const first = lines.find((line) => line.trim() !== '' && !line.trim().startsWith('#')) ?? '';
  const indent = first.length - first.trimStart().length;
  const keys = new Set(
    lines.flatMap((line) =>
      line.length - line.trimStart().length === indent ? (/^\s*([\w-]+):/.exec(line)?.[1] ?? []) : [],
    ),
  );
  const end = block.endsWith('\n') ? '' : '\n';
  if (first.trimStart().startsWith('- ')) return wrapped(`${STEPS}`, shift(lines, 6 - indent), 6 - indent, end);
  if (keys.has('steps') || (!keys.has('jobs') && keys.has('uses')))
    return wrapped(JOB, shift(lines, 4 - indent), 4 - indent, end);
  if (keys.has('jobs') && !keys.has('on')) return wrapped('on: push\n', block, 0, end);
  return { text: block + end, lines: 0, columns: 0 };
}

const JOB = 'on: push\njobs:\n  release:\n';
const STEPS = `${JOB}    runs-on: ubuntu-latest\n    steps:\n`;

function wrapped(head: string, body: string, columns: number, end: string): Wrapped {
  return { text: head + body + end, lines: head.split('\n').length - 1, columns };
}

function shift(lines: readonly string[], by: number): string {
  return lines
    .map((line) => (line.trim() === '' ? line : by >= 0 ? ' '.repeat(by) + line : line.slice(-by)))
    .join('\n');
}
