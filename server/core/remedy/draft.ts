import { applyEdits, type Edit, type Refusal } from '../text/edit';
import type { SourceFile } from '../text/source-file';
import type { Path } from '../yaml/find';
import { type Layout, layoutOf } from '../yaml/layout';
import type { YamlDocument } from '../yaml/node';
import { documentOf, parseYaml } from '../yaml/parse';
import { isReadable } from './readable-expression';

/** A text being changed step by step; after each change it is read again, so the next one works on what really stands there. */
export interface Draft {
  readonly file: SourceFile;
  readonly text: string;
  readonly document: YamlDocument;
  readonly layout: Layout;
  apply(edits: readonly Edit[] | Refusal): Refusal | undefined;
  /** Where the step that was at `index` of a list stands now. */
  stepPath(container: Path, index: number): Path;
  /** A path of the analysed file with its step indices as they are now. */
  followed(path: Path): Path;
  addSteps(container: Path, at: number, count: number): void;
  dropStep(container: Path, at: number): void;
}

export function draftOf(file: SourceFile): Draft {
  let text = file.text;
  let document = documentOf(file);
  const layout = layoutOf(text, document);
  /** For each list of steps: which original step stands at each place; inserted ones are −1. */
  const orders = new Map<string, number[]>();

  function order(container: Path): number[] {
    const key = container.join('\0');
    const known = orders.get(key);
    if (known !== undefined) return known;
    const made = Array.from({ length: 1000 }, (_, index) => index);
    orders.set(key, made);
    return made;
  }

  function now(container: Path, index: number): number {
    return order(container).indexOf(index);
  }

  return {
    file,
    get text() {
      return text;
    },
    get document() {
      return document;
    },
    layout,
    apply: (edits) => {
      if ('refused' in edits) return edits;
      // Where things stand in a file that GitHub cannot read either is a guess.
      if (document.problems.length > 0) return { refused: 'the file is not valid YAML' };
      const unread = edits
        .flatMap((edit) => [...edit.text.matchAll(/\$\{\{(.*?)\}\}/g)])
        .find(([whole, body = '']) => !text.includes(whole) && !isReadable(body));
      if (unread !== undefined) return { refused: `\`${unread[0]}\` would be no expression that GitHub reads` };
      const next = applyEdits(text, edits);
      if (typeof next !== 'string') return next;
      const read = parseYaml(next);
      // An edit that makes the file unreadable is never handed out.
      if (read.problems.length > 0) return { refused: 'the change would not leave valid YAML' };
      text = next;
      document = read;
      return undefined;
    },
    stepPath: (container, index) => [...container, now(container, index)],
    followed: (path) => {
      const at = path.lastIndexOf('steps');
      const index = path[at + 1];
      if (at < 0 || typeof index !== 'number') return path;
      return [...path.slice(0, at + 1), now(path.slice(0, at + 1), index), ...path.slice(at + 2)];
    },
    addSteps: (container, at, count) => {
      order(container).splice(at, 0, ...Array.from({ length: count }, () => -1));
    },
    dropStep: (container, at) => {
      order(container).splice(at, 1);
    },
  };
}
