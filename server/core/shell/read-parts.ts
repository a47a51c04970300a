import type * as bash from 'unbash';
import type { Span } from '../text/span';
import type { Assignment, Command, Guard, Redirect } from './script';
import { bodyWord, type WordReader, wordOf } from './words';

/** `NAME=value`, `NAME+=value`, `NAME=(…)`. */
export function assignmentOf(node: bash.Assignment, exported: boolean, reader: WordReader): Assignment {
  const base = { name: node.name, append: node.append === true, exported, span: spanOf(node) };
  if (node.value.type === 'ArrayValue')
    return { ...base, value: undefined, list: node.value.elements.map((element) => wordOf(element, reader)) };
  const index = node.index === undefined ? undefined : reader.text.slice(node.index.pos, node.index.end);
  return { ...base, value: wordOf(node.value, reader), ...(index === undefined ? {} : { index }) };
}

/** An argument that looks like an assignment (`docker build --x A=b` has `A=b` as one) read as a word again. */
export function assignmentWord(node: bash.Assignment, reader: WordReader): Command['words'][number] {
  const value = node.value.type === 'ArrayValue' ? undefined : wordOf(node.value, reader);
  const head = node.text.slice(0, node.value.pos - node.pos);
  const literal = {
    kind: 'literal' as const,
    text: head,
    span: { start: node.pos, end: node.value.pos },
    quoted: false,
  };
  return { span: spanOf(node), parts: [literal, ...(value?.parts ?? [])], quoted: value?.quoted ?? false };
}

/**
 * A redirection; a here-document carries its body, a here-string its word. `< <(command)` reads what the command prints, as a here-string of
 * `$(command)` does.
 */
export function redirectOf(node: bash.Redirection, reader: WordReader): Redirect {
  const descriptor = node.descriptor?.type === 'FileDescriptor' ? node.descriptor.value : undefined;
  if (node.type === 'HereDoc') {
    return {
      operator: '<<',
      descriptor,
      target: undefined,
      body: bodyWord(node.body, node.delimiter?.quoted === true, reader),
      span: spanOf(node),
    };
  }
  const process = node.type === 'Redirect' && node.operator === '<' ? node.target?.parts : undefined;
  const [only, ...others] = process ?? [];
  if (
    only?.type === 'ProcessSubstitution' &&
    only.operator === '<' &&
    only.script !== undefined &&
    only.script.source === undefined &&
    others.length === 0
  ) {
    const span = spanOf(only);
    const part = {
      kind: 'substitution',
      commands: reader.nested(only.script),
      span,
      quoted: true,
      file: true,
    } as const;
    return { operator: '<<<', descriptor, target: { span, parts: [part], quoted: true }, span: spanOf(node) };
  }
  return {
    operator: node.type === 'HereString' ? '<<<' : node.operator,
    descriptor,
    target: node.target === undefined ? undefined : wordOf(node.target, reader),
    span: spanOf(node),
  };
}

/** Whether a part of a command is a redirection. */
export function isRedirection(part: { readonly type: string }): boolean {
  return part.type === 'Redirect' || part.type === 'HereString' || part.type === 'HereDoc';
}

/** A condition, loop or group that a command stands in. */
export function guard(kind: Guard['kind'], node: { readonly pos: number; readonly end: number }): Guard {
  return { kind, span: spanOf(node) };
}

/** The place of a node in the script. */
export function spanOf(node: { readonly pos: number; readonly end: number }): Span {
  return { start: node.pos, end: node.end };
}
