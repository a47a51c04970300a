import assert from 'node:assert/strict';
import type { AnyRule } from '../../server/core/lint/rule';
import { parseYaml } from '../../server/core/yaml/parse';
import { type Bench, lintTexts, textsOf } from './bench';
import type { Case } from './case';
import { shownText } from './check-findings';
import { convergence } from './check-fixes';
import { dataOf } from './data';
import type { Rewriting } from './rewritings';

/** Under a harmless rewriting the rule says the same of the same text, and its fixes still work. */
export function checkRewriting(bench: Bench, rule: AnyRule, example: Case, { name, rewrite }: Rewriting): void {
  const rewritten = rewrite(example.text);
  if (rewritten === undefined) return;
  const texts = new Map([...textsOf(example), [example.path, rewritten]]);
  const before = sayings(bench, rule, example, example.text);
  assert.deepEqual(sayings(bench, rule, example, rewritten), before, `${name} changes what the rule says`);
  if (example.refused !== undefined) return;
  const fixed = convergence(bench, rule, example, texts);
  for (const [path, text] of example.fixed ?? [])
    assert.deepEqual(meaning(fixed.get(path) ?? ''), meaning(text), `${name} changes what the fix makes of ${path}`);
}

/** The data of a text. */
function meaning(text: string): unknown {
  return dataOf(parseYaml(text).root);
}

/** What is said of which text, wherever it stands. Quotes do not count: one rewriting adds them. */
function sayings(bench: Bench, rule: AnyRule, example: Case, text: string): readonly string[] {
  const { lint, file } = lintTexts(bench, example, new Map([...textsOf(example), [example.path, text]]), [rule]);
  return lint.findings
    .map(
      (finding) =>
        `${finding.rule} «${unquoted(shownText(file.text, finding.span))}» ${finding.severity}: ${finding.message}`,
    )
    .sort();
}

function unquoted(text: string): string {
  return text.replace(/['"]/g, '').replace(/^- +/, '');
}
