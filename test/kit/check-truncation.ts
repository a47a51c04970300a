import assert from 'node:assert/strict';
import type { AnyRule } from '../../server/core/lint/rule';
import { type Bench, lintTexts, textsOf } from './bench';
import type { Case } from './case';

/** Half-typed files: cut behind every line and in the middle of every line, nothing throws and nothing points outside the text. */
export function checkTruncation(bench: Bench, rule: AnyRule, example: Case): void {
  for (const end of cuts(example.text)) {
    const text = example.text.slice(0, end);
    const { lint } = lintTexts(bench, example, new Map([...textsOf(example), [example.path, text]]), [rule]);
    const broken = lint.findings.find((finding) => finding.rule === 'internal-error');
    assert.equal(broken, undefined, `${broken?.message}\non the file cut at ${end}:\n${text}`);
    for (const { span } of lint.findings)
      assert.ok(span.start <= span.end && span.end <= text.length, 'a finding points outside the file');
  }
}

function cuts(text: string): readonly number[] {
  const ends: number[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    ends.push(start + Math.ceil(line.length / 2), start + line.length);
    start += line.length + 1;
  }
  return [...new Set(ends)].filter((end) => end < text.length);
}
