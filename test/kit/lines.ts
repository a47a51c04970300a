import { lineIndex, positionAt } from '../../server/core/text/line-index';
import type { YamlNode } from '../../server/core/yaml/node';
import { parseYaml } from '../../server/core/yaml/parse';

/** A line of YAML and what it is part of. */
export interface YamlLine {
  readonly text: string;
  readonly indent: number;
  /** Inside a scalar that began on an earlier line: its text must not be touched. */
  readonly scalar: 'block' | 'flow' | undefined;
  /** For lines of a block scalar: the indentation of its text and of the line with its header. */
  readonly blockIndent: number;
  readonly headerIndent: number;
  /** Blank or only a comment, outside scalars. */
  readonly empty: boolean;
}

/** The lines of a text with LF, without breaks. The last one is empty where the text ends with a break. */
export function yamlLines(text: string): readonly YamlLine[] {
  const within = scalarLines(text);
  const texts = text.split('\n');
  return texts.map((line, index) => {
    const scalar = within.get(index);
    const header = scalar === undefined ? 0 : indentOf(texts[scalar.from] ?? '');
    return {
      text: line,
      indent: indentOf(line),
      scalar: scalar?.kind,
      blockIndent: scalar === undefined ? 0 : blockIndent(texts, scalar.from, scalar.to),
      headerIndent: header,
      empty: scalar === undefined && /^\s*(#|$)/.test(line),
    };
  });
}

export function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

interface ScalarLines {
  readonly kind: 'block' | 'flow';
  readonly from: number;
  readonly to: number;
}

function scalarLines(text: string): ReadonlyMap<number, ScalarLines> {
  const index = lineIndex(text);
  const found = new Map<number, ScalarLines>();
  const visit = (node: YamlNode | undefined): void => {
    if (node === undefined || node.alias !== undefined) return;
    if (node.kind === 'map') {
      for (const { key, value } of node.entries) {
        visit(key);
        visit(value);
      }
    } else if (node.kind === 'sequence') node.items.forEach(visit);
    else {
      const from = positionAt(index, node.span.start).line;
      const end = positionAt(index, node.span.end);
      // A block scalar may end behind its last line break, at column 0 of the next line.
      const to = end.column === 0 ? end.line - 1 : end.line;
      const kind = node.style === 'literal' || node.style === 'folded' ? 'block' : 'flow';
      for (let line = from + 1; line <= to; line++) found.set(line, { kind, from, to });
    }
  };
  visit(parseYaml(text).root);
  return found;
}

function blockIndent(lines: readonly string[], from: number, to: number): number {
  for (let line = from + 1; line <= to; line++)
    if ((lines[line] ?? '').trim() !== '') return indentOf(lines[line] ?? '');
  return 0;
}
