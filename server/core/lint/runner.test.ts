import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Analysis } from '../image/analysis';
import { sourceFile } from '../text/source-file';
import { workflowOf } from '../workflow/workflow';
import { workspaceOf } from '../workspace';
import { type Config, defaultConfig } from './config';
import { type Context, type Rule, rule } from './rule';
import { lintFile } from './runner';

const text = 'on: push\nenv: { APP: acme/app }\n';
const file = sourceFile('.github/workflows/release.yml', text);
const analysis: Analysis = {
  workspace: workspaceOf([file]),
  file,
  workflow: workflowOf(file),
  action: undefined,
  runs: [],
  sites: [],
  jobs: [],
  steps: [],
  published: [],
};

function workflowRule(
  id: string,
  check: (context: Context) => void,
  more: Partial<Rule<'workflow'>> = {},
): Rule<'workflow'> {
  return rule({
    id,
    summary: id,
    severity: 'error',
    profile: 'default',
    since: '0.1.0',
    fixable: 'review',
    each: 'workflow',
    failures: [],
    check: (_, context) => check(context),
    ...more,
  });
}

function lint(rules: readonly Rule<'workflow'>[], config: Partial<Config> = {}) {
  return lintFile(analysis, rules, { ...defaultConfig, ...config });
}

const at = { start: 16, end: 19 };

describe('lintFile', () => {
  it('says once what holds in several runs, with all scenarios and evidence', () => {
    const related = { at: { start: 0, end: 2 }, message: 'starts here' };
    const twice = workflowRule('push-without-login', ({ report }) => {
      report({
        at,
        message: 'no login',
        scenarios: ['push:tag', 'push:branch'],
        related: [related],
        severity: 'warning',
      });
      report({
        at,
        message: 'no login',
        scenarios: ['push:tag', 'release:published'],
        related: [related],
        confidence: 'likely',
      });
      report({ at, message: 'another registry' });
    });
    const { findings } = lint([twice]);
    assert.deepEqual(
      findings.map(({ message, severity, confidence }) => [message, severity, confidence]),
      [
        ['another registry', 'error', 'certain'],
        ['no login', 'error', 'certain'],
      ],
    );
    assert.deepEqual(findings[1]?.scenarios, ['push:branch', 'push:tag', 'release:published']);
    assert.equal(findings[1]?.related.length, 1);
  });

  it('sorts by place, then rule', () => {
    const first = workflowRule('a-rule', ({ report }) => {
      for (const span of [at, { start: 2, end: 3 }]) report({ at: span, message: 'here' });
    });
    const second = workflowRule('b-rule', ({ report }) => report({ at, message: 'here' }));
    assert.deepEqual(
      lint([second, first]).findings.map(({ rule: id, span }) => `${span.start} ${id}`),
      ['2 a-rule', '16 a-rule', '16 b-rule'],
    );
  });

  it('survives a rule that throws, and a fix that does', () => {
    const broken = workflowRule('push-without-login', () => {
      throw new Error('cannot read\nproperties of undefined.');
    });
    const fine = workflowRule('unsigned-image', ({ report }) =>
      report({
        at,
        message: 'not signed',
        fix: {
          title: 'Sign it',
          edit() {
            throw new Error('no');
          },
        },
      }),
    );
    const { findings } = lint([broken, fine]);
    assert.deepEqual(
      findings.map(({ rule: id, message }) => `${id}: ${message}`),
      [
        'internal-error: rule `push-without-login` failed here and was left out: cannot read properties of undefined',
        'unsigned-image: not signed',
      ],
    );
    assert.ok('refused' in (findings[1]?.fix?.edits() ?? {}));
  });

  it('obeys profile, severity and paths of the configuration', () => {
    const audit = workflowRule('unsigned-image', ({ report }) => report({ at, message: 'not signed' }), {
      profile: 'audit',
    });
    const severities = (config: Partial<Config>) => lint([audit], config).findings.map(({ severity }) => severity);
    assert.deepEqual(severities({}), []);
    assert.deepEqual(severities({ profile: 'audit' }), ['error']);
    assert.deepEqual(severities({ rules: new Map([['unsigned-image', 'hint']]) }), ['hint']);
    assert.deepEqual(severities({ profile: 'audit', rules: new Map([['unsigned-image', 'off']]) }), []);
    assert.deepEqual(severities({ profile: 'audit', allow: new Map([['unsigned-image', ['**/release.yml']]]) }), []);
  });

  it('shows what is merely possible only to those who ask', () => {
    const possible = workflowRule('unsigned-image', ({ report }) =>
      report({ at, message: 'not signed', confidence: 'possible' }),
    );
    assert.equal(lint([possible]).findings.length, 0);
    assert.equal(lint([possible], { profile: 'strict' }).findings.length, 1);
  });

  it('never promises more for a fix than its rule does', () => {
    const fix = { title: 'Sign it', safety: 'safe', edit: () => undefined } as const;
    const cautious = workflowRule('unsigned-image', ({ report }) => report({ at, message: 'not signed', fix }));
    const sure = workflowRule(
      'cosign-confirmation-missing',
      ({ report }) => report({ at, message: 'asks', fix: { ...fix, safety: 'review' } }),
      { fixable: 'safe' },
    );
    assert.deepEqual(
      lint([cautious, sure]).findings.map((finding) => finding.fix?.safety),
      ['review', 'review'],
    );
  });

  it('tells why a rule is silent, once', () => {
    const silent = workflowRule('push-without-login', ({ undecided }) => {
      undecided('the registry comes from a secret');
      undecided('the registry comes from a secret');
    });
    const result = lint([silent]);
    assert.deepEqual(result.undecided, [{ rule: 'push-without-login', reason: 'the registry comes from a secret' }]);
    assert.deepEqual([...result.visits], [['push-without-login', 1]]);
  });
});
