import type { AnyRule } from '../../server/core/lint/rule';
import type { Bench } from './bench';
import { type Case, casesOf } from './case';
import { checkFindings } from './check-findings';
import { checkFixes } from './check-fixes';
import { checkRewriting } from './check-rewritings';
import { checkTruncation } from './check-truncation';
import type { Page } from './markdown';
import { rewritings } from './rewritings';

/** One thing to check of one block of a page; throws where it does not hold. */
export interface Check {
  readonly block: string;
  readonly name: string;
  run(): void;
}

/** Every check of every block of a rule's page or `.cases.md`. Throws when the page itself cannot be read. */
export function checksOf(bench: Bench, rule: AnyRule, page: Page): readonly Check[] {
  return casesOf(page).flatMap((example) => checksOfCase(bench, rule, example));
}

function checksOfCase(bench: Bench, rule: AnyRule, example: Case): readonly Check[] {
  const check = (name: string, run: () => void): Check => ({ block: example.name, name, run });
  return [
    check('says what is marked', () => checkFindings(bench, rule, example)),
    check('fixes', () => checkFixes(bench, rule, example)),
    check('half-typed', () => checkTruncation(bench, rule, example)),
    ...(example.words.includes('exact')
      ? []
      : rewritings.map((rewriting) => check(rewriting.name, () => checkRewriting(bench, rule, example, rewriting)))),
  ];
}
