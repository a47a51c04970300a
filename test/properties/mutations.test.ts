import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lint, openProject } from '../../server/core/index';
import { type SourceFile, sourceFile } from '../../server/core/text/source-file';
import { workspaceOf } from '../../server/core/workspace';
import { type Chance, chance } from '../kit/chance';
import { type SampledFile, sampledFiles } from '../kit/corpus';

/** What happens to a file while somebody types, or when something goes wrong. */
const MUTATIONS: Readonly<Record<string, (lines: readonly string[], luck: Chance) => readonly string[]>> = {
  'delete a line': (lines, luck) => lines.toSpliced(luck.below(lines.length), 1),
  'delete lines': (lines, luck) => lines.toSpliced(luck.below(lines.length), 1 + luck.below(6)),
  'cut off': (lines, luck) => {
    const at = luck.below(lines.length);
    const line = lines[at] ?? '';
    return [...lines.slice(0, at), line.slice(0, luck.below(line.length + 1))];
  },
  'double a line': (lines, luck) => {
    const at = luck.below(lines.length);
    return lines.toSpliced(at, 0, lines[at] ?? '');
  },
  'double a part': (lines, luck) => {
    const at = luck.below(lines.length);
    return lines.toSpliced(at, 0, ...lines.slice(at, at + 8));
  },
  'indent a line': (lines, luck) => {
    const at = luck.below(lines.length);
    return lines.with(at, `${' '.repeat(1 + luck.below(4))}${lines[at] ?? ''}`);
  },
  'outdent a line': (lines, luck) => {
    const at = luck.below(lines.length);
    return lines.with(at, (lines[at] ?? '').replace(/^ {1,2}/, ''));
  },
  'open a quote': (lines, luck) => {
    const at = luck.below(lines.length);
    return lines.with(
      at,
      (lines[at] ?? '').replace(/: */, luck.pick([`: '`, ': "', ': [', ': {', ': &a ', ': *a']) ?? ''),
    );
  },
  'drop quotes': (lines, luck) => {
    const at = luck.below(lines.length);
    return lines.with(at, (lines[at] ?? '').replaceAll(/['"]/g, ''));
  },
  'make a map a list': (lines, luck) => {
    const at = luck.below(lines.length);
    return lines.with(at, (lines[at] ?? '').replace(/^( *)(\w)/, '$1- $2'));
  },
  'empty a value': (lines, luck) => {
    const at = luck.below(lines.length);
    return lines.with(at, (lines[at] ?? '').replace(/:.*/, luck.pick([':', ': {}', ': []', ': null', ': 1']) ?? ''));
  },
  'break an expression': (lines, luck) =>
    lines.map((line) => (luck.below(4) === 0 ? line.replace(/\}\}|\$\{\{/, '') : line)),
  'swap two lines': (lines, luck) => {
    const [a, b] = [luck.below(lines.length), luck.below(lines.length)];
    return lines.with(a, lines[b] ?? '').with(b, lines[a] ?? '');
  },
};

/** Lints one file of a repository in which the others are as they were. */
function check(file: SampledFile, text: string, seed: string): void {
  const own = sourceFile(file.path, text);
  const others = file.repository().filter(({ path }) => path !== file.path);
  const project = openProject(workspaceOf([...others, own], { complete: true }));
  const { findings } = lint(project, file.path) ?? { findings: [] };
  const texts = new Map<string, SourceFile>([...others, own].map((one) => [one.path, one]));
  for (const { rule, message, path, span, related } of findings) {
    assert.notEqual(rule, 'internal-error', `${message} (seed: ${seed})\n${text}`);
    for (const place of [{ path, span }, ...related]) {
      const length = texts.get(place.path)?.text.length ?? -1;
      const inside = 0 <= place.span.start && place.span.start <= place.span.end && place.span.end <= length;
      assert.ok(inside, `${rule} speaks of a place outside ${place.path} (seed: ${seed})\n${text}`);
    }
  }
}

describe('linting never throws, and speaks of places that exist', () => {
  for (const file of sampledFiles('mutations', 20)) {
    it(file.name, () => {
      const lines = file.text.split('\n');
      for (const [name, mutate] of Object.entries(MUTATIONS)) {
        for (let round = 0; round < (file.own ? 3 : 1); round++) {
          const seed = `${file.name}, ${name}, ${round}`;
          check(file, mutate(lines, chance(seed)).join('\n'), seed);
        }
      }
    });
  }
});
