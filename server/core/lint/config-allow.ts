import type { Span } from '../text/span';
import type { YamlNode } from '../yaml/node';
import { known, knownRule, listed, mapOf, type Reader, scalars, text, value } from './config-reader';

/** Files in which some rules are silent, and why. */
export interface Allowance {
  readonly rules: readonly string[];
  readonly paths: readonly AllowedPath[];
  readonly reason: string;
}

export interface AllowedPath {
  /** A path of the repository, or a pattern with `*` and `**`. */
  readonly pattern: string;
  readonly span: Span;
}

export const allowKeys = ['rule', 'path', 'reason'] as const;

/** Reads the list under `allow`. An entry without a reason counts, and is reported as a comment without one is. */
export function allowancesOf(read: Reader, node: YamlNode | undefined): readonly Allowance[] {
  if (node === undefined || (node.kind === 'scalar' && node.type === 'null')) return [];
  if (node.kind !== 'sequence') {
    read.problem(node.span, `\`allow\` needs a list of entries with ${listed(allowKeys)}`);
    return [];
  }
  return node.items.flatMap((item) => allowanceOf(read, item) ?? []);
}

function allowanceOf(read: Reader, node: YamlNode | undefined): Allowance | undefined {
  const entry = mapOf(read, node, 'an entry of `allow`');
  if (entry === undefined) return undefined;
  for (const one of entry.entries) known(read, one, allowKeys);
  for (const key of ['rule', 'path'])
    if (value(entry, key) === undefined) read.problem(entry.span, `this entry of \`allow\` has no \`${key}\``);
  const rules = (scalars(read, value(entry, 'rule'), 'rule') ?? []).filter((one) => knownRule(read, one));
  const paths = scalars(read, value(entry, 'path'), 'path') ?? [];
  const reason = text(read, value(entry, 'reason'), 'reason') ?? '';
  if (reason === '')
    read.problem(entry.span, 'this entry silences a rule without saying why', 'suppression-without-reason');
  return {
    rules: rules.map((one) => one.value),
    paths: paths.map((one) => ({ pattern: one.value, span: one.span })),
    reason,
  };
}
