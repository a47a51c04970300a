import type { Edit } from './edit';

/** The edits, by whole lines, that turn one text into another; the fewest lines are touched. */
export function lineDiff(before: string, after: string): readonly Edit[] {
  const a = linesOf(before);
  const b = linesOf(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const edits: Edit[] = [];
  let offset = a.slice(0, start).join('').length;
  let open: { start: number; end: number; text: string } | undefined;
  const flush = (): void => {
    if (open !== undefined) edits.push({ span: { start: open.start, end: open.end }, text: open.text });
    open = undefined;
  };
  for (const step of script(a.slice(start, endA), b.slice(start, endB))) {
    if (step.kind === 'keep') flush();
    else {
      open ??= { start: offset, end: offset, text: '' };
      if (step.kind === 'add') open.text += step.line;
      else open.end += step.line.length;
    }
    if (step.kind !== 'add') offset += step.line.length;
  }
  flush();
  return edits.map((edit) => narrow(before, edit));
}

interface Step {
  readonly kind: 'keep' | 'add' | 'drop';
  readonly line: string;
}

/** A shortest edit script by longest common subsequence; the middle parts it is given are small. */
function script(a: readonly string[], b: readonly string[]): readonly Step[] {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i * width + j] =
        a[i] === b[j]
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
    }
  }
  const steps: Step[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const [x, y] = [a[i], b[j]];
    if (x !== undefined && x === y) {
      steps.push({ kind: 'keep', line: x });
      i++;
      j++;
    } else if (
      y !== undefined &&
      (x === undefined || (table[i * width + j + 1] ?? 0) > (table[(i + 1) * width + j] ?? 0))
    ) {
      steps.push({ kind: 'add', line: y });
      j++;
    } else if (x !== undefined) {
      steps.push({ kind: 'drop', line: x });
      i++;
    }
  }
  return steps;
}

/** Leaves out what both sides of a replacement have in common at their ends. */
function narrow(text: string, edit: Edit): Edit {
  const old = text.slice(edit.span.start, edit.span.end);
  if (old === '' || edit.text === '') return edit;
  let head = 0;
  while (head < old.length && head < edit.text.length && old[head] === edit.text[head]) head++;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < edit.text.length - head &&
    old[old.length - 1 - tail] === edit.text[edit.text.length - 1 - tail]
  )
    tail++;
  return {
    span: { start: edit.span.start + head, end: edit.span.end - tail },
    text: edit.text.slice(head, edit.text.length - tail),
  };
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
