import type * as bash from 'unbash';
import type { Span } from '../text/span';
import { bodyRange, ofText } from './handed-text';
import type { Guard } from './script';

/** The files a script has written so far, by path as far as it is written out: where their lines stand in it, or that nobody knows them. */
export type WrittenFiles = Map<string, WrittenFile | 'unknown'>;

interface WrittenFile {
  readonly lines: readonly Span[];
  /** Under which it was written. */
  readonly guards: readonly Guard[];
}

/** Notes what a command writes to a file: `cat > FILE <<EOF`, `tee FILE <<EOF`, `echo 'TEXT' > FILE` and the like with `>>`. */
export function noteWritten(node: bash.Command, text: string, guards: readonly Guard[], files: WrittenFiles): void {
  const parts = node.redirects;
  const [program, ...rest] = [node.name, ...node.suffix.filter((part) => part.type === 'Word')].flatMap(
    (word) => word ?? [],
  );
  const words = program?.value === 'sudo' ? rest : [program, ...rest].flatMap((word) => word ?? []);
  const [first, ...args] = words;
  const tee = first?.value === 'tee';
  const redirect = parts.find(
    (part) => part.type === 'Redirect' && (part.operator === '>' || part.operator === '>>' || part.operator === '>|'),
  );
  const target = tee
    ? args.find(({ value }) => !value.startsWith('-'))
    : redirect?.type === 'Redirect'
      ? redirect.target
      : undefined;
  const path = target === undefined || target.parts !== undefined ? undefined : pathOf(target.value);
  if (path === undefined) return;
  const appends = tee
    ? args.some(({ value }) => value === '-a' || value === '--append')
    : redirect?.type === 'Redirect' && redirect.operator === '>>';
  const before = files.get(path);
  const here = parts.find((part) => part.type === 'HereDoc');
  const lines =
    first?.value === 'echo' && args.length === 1 && args[0] !== undefined
      ? echoed(args[0], text)
      : here?.type === 'HereDoc' && (tee || (first?.value === 'cat' && args.length === 0))
        ? bodyRange(here)
        : undefined;
  const kept = !appends ? [] : before === undefined || before === 'unknown' ? undefined : before.lines;
  const sure = !appends || before === undefined || before === 'unknown' || isUnder(guards, before.guards);
  files.set(
    path,
    lines === undefined || kept === undefined || !sure ? 'unknown' : { lines: [...kept, ...lines], guards },
  );
}

/** Where the lines of a file stand; undefined where the script has not written it, or where that is not known for sure. */
export function writtenLines(path: string, guards: readonly Guard[], files: WrittenFiles): readonly Span[] | undefined {
  const file = files.get(pathOf(path));
  return file === undefined || file === 'unknown' || !isUnder(guards, file.guards) ? undefined : file.lines;
}

/** `echo` prints its one word as it stands between the quotes; a text that is computed alone is no script to read. */
function echoed(word: bash.Word, text: string): readonly Span[] | undefined {
  return (
    ofText(word, text) ??
    (/^'#!|^"#!/.test(text.slice(word.pos, word.end)) ? [{ start: word.pos + 1, end: word.end - 1 }] : undefined)
  );
}

/** Whether what stands under these guards runs only where what stands under the others does. */
function isUnder(guards: readonly Guard[], others: readonly Guard[]): boolean {
  return others.every((guard, index) => guards[index] === guard);
}

function pathOf(path: string): string {
  return path.replace(/^(\.\/)+/, '');
}
