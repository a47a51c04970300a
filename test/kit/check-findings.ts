import assert from 'node:assert/strict';
import type { Finding } from '../../server/core/lint/finding';
import type { AnyRule } from '../../server/core/lint/rule';
import { positionAt } from '../../server/core/text/line-index';
import { sourceFile } from '../../server/core/text/source-file';
import type { Span } from '../../server/core/text/span';
import { type Bench, lintTexts, type Texts, textsOf } from './bench';
import type { Case, CaseMark } from './case';

/** The rule says exactly what is marked, at the marked columns, and keeps its promises about fixes and messages. */
export function checkFindings(bench: Bench, rule: AnyRule, example: Case): void {
  const texts = textsOf(example);
  const { lint } = lintTexts(bench, example, texts, [rule]);
  const expected = example.marks.filter(({ label }) => label === rule.id);
  if (example.flags) assert.ok(expected.length > 0, 'a block under "Flags" needs a mark of the rule');
  else assert.equal(expected.length, 0, 'a block under "Allows" must not mark the rule');
  const odd = example.marks.find(({ label }) => label !== rule.id && label !== 'related');
  assert.equal(odd, undefined, `only this page's rule is run, so \`${odd?.label}\` cannot be found`);
  assert.deepEqual(lint.findings.map((finding) => placeOf(finding, texts)).sort(), expected.map(placeOfMark).sort());
  for (const mark of expected) checkMark(mark, lint.findings, texts);
  for (const mark of example.marks) if (mark.label === 'related') checkRelated(mark, lint.findings, texts);
  for (const finding of lint.findings) checkPromises(rule, finding);
  if (!example.flags)
    checkSilence(
      rule,
      example,
      lint.visits.get(rule.id) ?? 0,
      lint.undecided.map(({ reason }) => reason),
    );
}

/** First line of the text at a span, without the white space at its ends. */
export function shownText(text: string, { start, end }: Span): string {
  return (text.slice(start, end).split(/[\r\n]/)[0] ?? '').trim();
}

function placeOf({ rule, path, span }: Pick<Finding, 'rule' | 'path' | 'span'>, texts: Texts): string {
  const text = texts.get(path) ?? '';
  const { line, column } = positionAt(sourceFile(path, text).lines, span.start);
  return `${path}:${line + 1}:${column + 1} ${rule} «${shownText(text, span)}»`;
}

function placeOfMark({ label, path, line, from, text }: CaseMark): string {
  return `${path}:${line + 1}:${from + 1} ${label} «${text.trim()}»`;
}

function checkMark(mark: CaseMark, findings: readonly Finding[], texts: Texts): void {
  const here = findings.filter((finding) => placeOf(finding, texts) === placeOfMark(mark));
  const said = here.map(({ message }) => message).join('\n');
  const finding = here.find(({ message }) => message.includes(mark.message));
  assert.ok(finding, `expected a message with "${mark.message}", got:\n${said}`);
  if (mark.severity !== undefined) assert.equal(finding.severity, mark.severity, `severity of "${finding.message}"`);
  if (mark.scenarios.length > 0)
    assert.deepEqual(finding.scenarios, [...mark.scenarios].sort(), `scenarios of "${finding.message}"`);
}

function checkRelated(mark: CaseMark, findings: readonly Finding[], texts: Texts): void {
  const places = findings.flatMap(({ related }) =>
    related.map(({ path, span, message }) => `${placeOf({ rule: 'related', path, span }, texts)} ${message}`),
  );
  const found = places.some((place) => place.startsWith(placeOfMark(mark)) && place.includes(mark.message));
  assert.ok(found, `no related place\n${placeOfMark(mark)} ${mark.message}\namong\n${places.join('\n')}`);
}

const MESSAGE_MAX = 160;

function checkPromises(rule: AnyRule, { message, related, fix }: Finding): void {
  for (const said of [message, ...related.map((one) => one.message), ...(fix === undefined ? [] : [fix.title])]) {
    assert.ok(
      said.length > 0 && said.length <= MESSAGE_MAX,
      `${said.length} characters, at most ${MESSAGE_MAX}: ${said}`,
    );
    assert.ok(!/[.!]$/.test(said), `a message has no full stop: ${said}`);
    assert.ok(!/[\n\r]/.test(said), `a message is one line: ${said}`);
  }
  if (fix === undefined) return;
  assert.notEqual(rule.fixable, 'no', 'the rule says it has no fix');
  if (rule.fixable === 'review')
    assert.equal(fix.safety, 'review', 'the rule promises a fix for review, not a safe one');
}

/** Silence counts only when the rule looked and decided. */
function checkSilence(rule: AnyRule, { words }: Case, visits: number, reasons: readonly string[]): void {
  if (words.includes('unvisited')) {
    assert.equal(visits, 0, `\`${rule.id}\` did look at something here`);
    return;
  }
  assert.ok(visits > 0, `\`${rule.id}\` looked at nothing here; a block that is meant so says \`yaml unvisited\``);
  if (words.includes('unknown')) assert.ok(reasons.length > 0, `\`${rule.id}\` decided, but the block says it cannot`);
  else
    assert.deepEqual(
      reasons,
      [],
      `\`${rule.id}\` is silent because it could not decide; a block that is meant so says \`yaml unknown\``,
    );
}
