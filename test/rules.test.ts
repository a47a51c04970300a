import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { allRules } from '../server/core/rules/index';
import { checksOf } from './kit/harness';
import { readPage } from './kit/markdown';
import { bench } from './kit/product';
import { root } from './kit/root';

// Every page of every rule is run as it stands: one test per block and check. `PLIMSOLL_RULE=id` runs one rule only.
const folder = join(root, 'server', 'core', 'rules');
const only = process.env['PLIMSOLL_RULE'];
const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md'))
  .sort();

describe('rules', () => {
  for (const path of pages) {
    const id = basename(path).replace(/(\.cases)?\.md$/, '');
    if (only !== undefined && id !== only) continue;
    describe(path, () => {
      const rule = allRules.find((candidate) => candidate.id === id);
      if (rule === undefined) {
        it('belongs to a rule', () => assert.fail(`there is no rule \`${id}\`; after adding one, run npm run gen`));
        return;
      }
      const page = readPage(relative(root, join(folder, path)), readFileSync(join(folder, path), 'utf8'));
      const checks = checksOf(bench, rule, page);
      if (!path.endsWith('.cases.md'))
        it('shows what it flags and what it allows', () =>
          checkPage(
            checks.map(({ block }) => block),
            page.text,
            rule.fixable !== 'no',
          ));
      for (const check of checks) it(`${check.block}: ${check.name}`, () => check.run());
    });
  }
});

function checkPage(blocks: readonly string[], text: string, fixable: boolean): void {
  assert.ok(
    blocks.some((block) => block.startsWith('Flags')),
    'there is no example under "Flags"',
  );
  assert.ok(
    blocks.some((block) => block.startsWith('Allows')),
    'there is no example under "Allows"',
  );
  assert.equal(
    /^```yaml fixed/m.test(text),
    fixable,
    fixable ? 'no example shows the result of the fix' : 'the rule has no fix, and the page shows one',
  );
}
