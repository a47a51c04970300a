import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sourceFile } from '../text/source-file';
import { workspaceOf } from '../workspace';
import { configured, runs } from './config';
import { rule } from './rule';

const unsigned = rule({
  id: 'unsigned-image',
  summary: 'Published image is not signed',
  severity: 'info',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'no',
  each: 'image',
  failures: [],
  check() {},
});

function read(text: string, settings = {}) {
  const file = sourceFile('.github/plimsoll.yml', text);
  const facts = { token: 'permissive', repository: 'acme/app' } as const;
  const result = configured(workspaceOf([file], { complete: true, facts }), [unsigned], settings);
  return {
    ...result,
    said: result.problems.map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`),
  };
}

describe('configured', () => {
  it('reads every key', () => {
    const { config, workspace, said } = read(`profile: strict
rules:
  unsigned-image: { severity: error }
  config-invalid: off
registries: [GHCR.io, https://quay.io/]
allow:
  unsigned-image: ['**/nightly.yml']
assume:
  token: restricted
  login: harbor.acme.example
  scannedBy: Harbor, every night
`);
    assert.deepEqual(said, []);
    assert.equal(config.profile, 'strict');
    assert.deepEqual(
      [...config.rules],
      [
        ['unsigned-image', 'error'],
        ['config-invalid', 'off'],
      ],
    );
    assert.deepEqual(config.registries, ['ghcr.io', 'quay.io']);
    assert.deepEqual(config.allow.get('unsigned-image'), ['**/nightly.yml']);
    assert.deepEqual(workspace.facts, {
      repository: 'acme/app',
      token: 'restricted',
      login: ['harbor.acme.example'],
      scannedBy: 'Harbor, every night',
    });
  });

  it('says what it does not understand, where, and keeps the rest', () => {
    const { config, said } = read(`profile: strickt
rule: {}
rules:
  unsinged-image: off
  unsigned-image: warn
assume: { tocken: restricted, visibility: internal }
registries: { ghcr.io: true }
`);
    assert.deepEqual(said, [
      'rule: `rule` is not known here, did you mean `rules`?',
      'strickt: `strickt` is not one of `default`, `strict`, `audit`, did you mean `strict`?',
      'unsinged-image: there is no rule `unsinged-image`, did you mean `unsigned-image`?',
      'warn: `warn` is not one of `off`, `hint`, `info`, `warning`, `error`',
      '{ ghcr.io: true }: `registries` needs a list',
      'tocken: `tocken` is not known here, did you mean `token`?',
      'internal: `internal` is not one of `public`, `private`',
    ]);
    assert.equal(config.profile, 'default');
    assert.equal(config.registries, undefined);
  });

  it('lets the editor override the file, rule by rule', () => {
    const { config } = read('profile: audit\nrules: { unsigned-image: off, config-invalid: info }\n', {
      rules: { 'unsigned-image': 'warning' },
      profile: 'default',
    });
    assert.equal(config.profile, 'default');
    assert.deepEqual(
      [...config.rules],
      [
        ['unsigned-image', 'warning'],
        ['config-invalid', 'info'],
      ],
    );
  });

  it('survives any text', () => {
    for (const text of [
      '',
      'rules:',
      '- a list',
      'rules: [unsigned-image]',
      'assume: yes',
      '{',
      'rules:\n  unsigned-image:\n',
      '"',
      'profile: [a, {b: ]\n',
    ])
      read(text);
    assert.match(read('- a list').said[0] ?? '', /the file needs keys and values/);
    assert.match(read('profile: [a, {b: ]\n').said[0] ?? '', /not valid YAML/);
  });

  it('switches rules on by profile or by name', () => {
    assert.equal(runs(unsigned, read('').config), false);
    assert.equal(runs(unsigned, read('profile: audit').config), true);
    assert.equal(runs(unsigned, read('rules: { unsigned-image: hint }').config), true);
    assert.equal(runs(unsigned, read('profile: strict\nrules: { unsigned-image: off }').config), false);
  });
});
