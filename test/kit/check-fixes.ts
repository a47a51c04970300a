import assert from 'node:assert/strict';
import type { Finding } from '../../server/core/lint/finding';
import type { AnyRule } from '../../server/core/lint/rule';
import { applyEdits, conflict, type Edit, isRefusal } from '../../server/core/text/edit';
import { parseYaml } from '../../server/core/yaml/parse';
import { type Bench, lintTexts, type Texts, textsOf } from './bench';
import type { Case } from './case';
import { keptComments } from './kept-comments';

const ROUNDS_MAX = 10;

/** The fixes of a block: they come to rest, cure what they promise, harm nothing and give the text on the page. */
export function checkFixes(bench: Bench, rule: AnyRule, example: Case): void {
  const texts = textsOf(example);
  if (example.refused !== undefined) {
    refuses(bench, rule, example, example.refused);
    return;
  }
  const fixed = convergence(bench, rule, example, texts);
  if (example.fixed === undefined) {
    assert.deepEqual(
      changedPaths(texts, fixed),
      [],
      'a fix changed the file, and the page has no `yaml fixed` block with the result',
    );
    return;
  }
  for (const path of changedPaths(texts, fixed))
    assert.ok(example.fixed.has(path), `a fix changed ${path}, and the page does not say so`);
  for (const [path, text] of example.fixed) assert.equal(fixed.get(path), text, `${path} after the fix`);
  noNewFindings(bench, example, texts, fixed);
  const crlf = convergence(bench, rule, example, mapTexts(texts, toCrlf));
  for (const [path, text] of example.fixed)
    assert.equal(crlf.get(path), toCrlf(text), `${path} with CRLF after the fix`);
}

/** Every fix of the block refuses, and says why. */
function refuses(bench: Bench, rule: AnyRule, example: Case, reason: string): void {
  const { findings } = lintTexts(bench, example, textsOf(example), [rule]).lint;
  const fixes = findings.flatMap(({ fix }) => (fix === undefined ? [] : [fix]));
  assert.ok(fixes.length > 0, 'the page says that the fix refuses, and there is no fix');
  for (const fix of fixes) {
    const edits = fix.edits();
    assert.ok(isRefusal(edits), `"${fix.title}" is done, and the page says that it refuses`);
    assert.ok(edits.refused.includes(reason), `"${fix.title}" refuses because ${edits.refused}`);
  }
}

/** Applies every fix of the rule until there is none left, and gives the texts; fails when that does not come to an end. */
export function convergence(bench: Bench, rule: AnyRule, example: Case, texts: Texts): Texts {
  let current = texts;
  let unfixable: number | undefined;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const { findings } = lintTexts(bench, example, current, [rule]).lint;
    const fixable = findings.filter(({ fix }) => fix !== undefined);
    unfixable ??= findings.length - fixable.length;
    assert.ok(
      findings.length - fixable.length <= unfixable,
      `after its fix the rule still says "${findings[0]?.message}"`,
    );
    if (fixable.length === 0) return current;
    current = applyRound(current, fixable);
  }
  assert.fail(`the fixes are not done after ${ROUNDS_MAX} rounds`);
}

function applyRound(texts: Texts, findings: readonly Finding[]): Texts {
  const chosen = new Map<string, readonly Edit[]>();
  for (const { fix, message } of findings) {
    const edits = fix?.edits() ?? new Map<string, readonly Edit[]>();
    assert.ok(!isRefusal(edits), `the fix of "${message}" refuses: ${isRefusal(edits) ? edits.refused : ''}`);
    assert.ok(
      [...edits.values()].some((list) => list.length > 0),
      `the fix of "${message}" changes nothing`,
    );
    const clash = [...edits].some(([path, list]) =>
      list.some((edit) => (chosen.get(path) ?? []).some((other) => clashes(edit, other))),
    );
    if (clash) continue;
    for (const [path, list] of edits) chosen.set(path, [...(chosen.get(path) ?? []), ...list]);
  }
  return new Map([...texts].map(([path, text]) => [path, applied(path, text, chosen.get(path) ?? [])]));
}

/** Two insertions at one place are each right alone and may be wrong together, so the second waits for the next round. */
function clashes(a: Edit, b: Edit): boolean {
  return conflict(a, b) || a.span.start === b.span.start;
}

function applied(path: string, text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return text;
  for (const edit of edits) checkSmall(path, text, edit);
  const result = applyEdits(text, edits);
  assert.ok(typeof result === 'string', `edits of ${path} overlap`);
  assert.ok(
    parseYaml(result).problems.length <= parseYaml(text).problems.length,
    `${path} is no longer valid YAML:\n${result}`,
  );
  const missing = lost(comments(text), comments(result));
  assert.deepEqual(missing, [], `comments of ${path} are gone`);
  if (text.includes('\r\n') && !/[^\r]\n/.test(text))
    assert.ok(!/[^\r]\n/.test(result), `${path} has mixed line endings after the fix`);
  return result;
}

/** An edit does not retype whole lines it leaves as they were, so that lines outside edits are untouched by construction. */
function checkSmall(path: string, text: string, { span, text: replacement }: Edit): void {
  assert.ok(
    span.start >= 0 && span.start <= span.end && span.end <= text.length,
    `an edit of ${path} is outside the file`,
  );
  const before = text.slice(span.start, span.end).split('\n');
  const after = replacement.split('\n');
  if (before.length < 2 || after.length < 2) return;
  assert.ok(
    before[0] !== after[0] && before.at(-1) !== after.at(-1),
    `an edit of ${path} retypes a line it does not change:\n${replacement}`,
  );
}

/** Comments of the YAML, and lines that look like comments within scripts. */
function comments(text: string): readonly string[] {
  const inScripts = [...text.matchAll(/^[ \t]*#(.*)$/gm)].map((match) => match[1] ?? '');
  return [...keptComments(text), ...inScripts.map((comment) => comment.trim())];
}

/** Entries of the first list that the second does not have as often. */
function lost(before: readonly string[], after: readonly string[]): readonly string[] {
  const left = [...after];
  return before.filter((entry) => {
    const at = left.indexOf(entry);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function noNewFindings(bench: Bench, example: Case, before: Texts, after: Texts): void {
  for (const path of after.keys()) {
    const counts = counted(bench, { ...example, path }, before);
    for (const [id, found] of counted(bench, { ...example, path }, after)) {
      if (example.brings.includes(id)) continue;
      assert.ok(
        found.length <= (counts.get(id)?.length ?? 0),
        `after the fix ${path} has a new finding of \`${id}\`: ${found.join(' / ')}`,
      );
    }
  }
}

/** Messages above hint by rule id. */
function counted(bench: Bench, example: Case, texts: Texts): ReadonlyMap<string, readonly string[]> {
  const counts = new Map<string, readonly string[]>();
  if (!/\.ya?ml$/.test(example.path) || example.path === '.github/plimsoll.yml') return counts;
  for (const { rule, severity, message } of lintTexts(bench, example, texts, bench.rules).lint.findings) {
    if (severity !== 'hint') counts.set(rule, [...(counts.get(rule) ?? []), message]);
  }
  return counts;
}

function changedPaths(before: Texts, after: Texts): readonly string[] {
  return [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
}

function mapTexts(texts: Texts, change: (text: string) => string): Texts {
  return new Map([...texts].map(([path, text]) => [path, change(text)]));
}

function toCrlf(text: string): string {
  return text.replace(/\n/g, '\r\n');
}
