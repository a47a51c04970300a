import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../test/kit/root';
import { bases, loadGrammar, scopesByColumn } from './base-grammars';

// Every file of cases/ is a workflow with remarks. A remark is a comment line of carets below the line it is about:
// every column over a caret has the scopes named, and none of those written with an exclamation mark.
//   - run: echo "${{ github.ref }}"
//   #            ^ string.quoted.double.shell !string.unquoted.block

interface Remark {
  readonly line: number;
  readonly columns: readonly number[];
  readonly wanted: readonly string[];
  readonly unwanted: readonly string[];
  readonly written: string;
}

const REMARK = /^#([ ]*\^[ ^]*)\s(\S.*)$/;
const folder = join(root, 'syntaxes', 'cases');

for (const base of bases) {
  describe(base.name, async () => {
    const grammar = await loadGrammar(base);
    for (const file of readdirSync(folder)) {
      const { lines, remarks } = readCase(readFileSync(join(folder, file), 'utf8'));
      for (const [name, end] of lineEnds(file)) {
        it(`${file}, ${name}`, () => {
          const scopes = scopesByColumn(
            grammar,
            lines.map((line) => line + end),
          );
          assert.ok(remarks.length > 0, 'the case says nothing');
          assert.deepEqual(
            remarks.flatMap((remark) => complaints(remark, lines, scopes)),
            [],
          );
        });
      }
    }
  });
}

describe('a remark', () => {
  it('that is wrong is noticed', () => {
    const { lines, remarks } = readCase('on: push\n#   ^^^^ string !entity\n#   ^^^^ comment\n#^ !keyword');
    const scopes = [Array.from({ length: 8 }, () => ['source.yaml', 'string.unquoted', 'keyword.other'])];
    assert.deepEqual(lines, ['on: push']);
    assert.deepEqual(
      remarks.map((remark) => complaints(remark, lines, scopes).length),
      [0, 4, 1],
    );
  });
});

/**
 * VS Code cuts both kinds of line end off before it asks for tokens; other editors leave the carriage return, which our
 * rules must bear. The TextMate bundle's own comment rule does not, so its comments are only looked at without.
 */
function lineEnds(file: string): readonly (readonly [name: string, end: string])[] {
  return file === 'comments.yml'
    ? [['LF', '']]
    : [
        ['LF', ''],
        ['CRLF', '\r'],
      ];
}

/** Separates the workflow from the remarks about it. */
function readCase(text: string): { readonly lines: readonly string[]; readonly remarks: readonly Remark[] } {
  const lines: string[] = [];
  const remarks: Remark[] = [];
  for (const line of text.split('\n')) {
    const [, carets, said] = REMARK.exec(line) ?? [];
    if (carets === undefined || said === undefined) {
      lines.push(line);
      continue;
    }
    const words = said.trim().split(/\s+/);
    remarks.push({
      line: lines.length - 1,
      columns: [...carets].flatMap((character, index) => (character === '^' ? [index + 1] : [])),
      wanted: words.filter((word) => !word.startsWith('!')),
      unwanted: words.filter((word) => word.startsWith('!')).map((word) => word.slice(1)),
      written: said,
    });
  }
  return { lines, remarks };
}

/** What a remark says that the tokens do not. */
function complaints(
  { line, columns, wanted, unwanted, written }: Remark,
  lines: readonly string[],
  scopes: readonly (readonly (readonly string[])[])[],
): readonly string[] {
  return columns.flatMap((column) => {
    const here = scopes[line]?.[column] ?? [];
    const has = (scope: string) => here.some((candidate) => candidate === scope || candidate.startsWith(`${scope}.`));
    const right = wanted.every(has) && !unwanted.some(has);
    return right
      ? []
      : [
          `line ${line + 1} \`${lines[line] ?? ''}\`, \`${lines[line]?.[column] ?? ''}\` at ${column + 1}: ${written}; is ${here.slice(1).join(' ')}`,
        ];
  });
}
