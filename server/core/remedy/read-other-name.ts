import type { Refusal } from '../text/edit';
import type { Span } from '../text/span';
import type { ActionFile, Field, Workflow } from '../workflow/model';
import type { Editor } from './editor';

/** A name in an expression: `path` is the range of `steps.build.outputs.digest` in the field's text, `name` its id or its output. */
export interface ReadName {
  readonly owner: Workflow | ActionFile;
  readonly field: Field;
  readonly path: Span;
  readonly name: string;
  readonly part: 'id' | 'output';
}

/** Writes another name in its place and leaves the rest of the expression as it is spelt. */
export function readOtherName(editor: Editor, read: ReadName, other: string): Refusal | undefined {
  const { owner, field, path, name, part } = read;
  const written = field.text.slice(path.start, path.end);
  // The first word is the context.
  const places = [...written.matchAll(/[\w-]+/g)].slice(1).filter(([word]) => word === name);
  const at = places.at(part === 'id' ? 0 : -1)?.index;
  if (at === undefined || !/^[A-Za-z_][\w-]*$/.test(other))
    return { refused: `\`${other}\` cannot be written in the place of \`${name}\`` };
  const start = path.start + at;
  return editor.replaceIn(owner, field, { start, end: start + name.length }, other);
}
