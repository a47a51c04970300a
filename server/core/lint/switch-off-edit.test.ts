import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyEdits, isRefusal } from '../text/edit';
import { sourceFile } from '../text/source-file';
import { switchedOff, switchOffEdit } from './switch-off-edit';

const CONFIG = '.github/plimsoll.yml';

function written(text: string, rule = 'missing-sbom'): string {
  const edit = switchOffEdit(sourceFile(CONFIG, text), rule);
  if (isRefusal(edit)) return `refused: ${edit.refused}`;
  const result = applyEdits(text, [edit]);
  assert.ok(typeof result === 'string');
  return result;
}

describe('switching a rule off in the configuration', () => {
  it('begins the list of rules where there is none', () => {
    assert.equal(written(''), switchedOff('missing-sbom'));
    assert.equal(written('# Ours.\n'), '# Ours.\nrules:\n  missing-sbom: off\n');
    assert.equal(written('profile: strict'), 'profile: strict\nrules:\n  missing-sbom: off\n');
    assert.equal(written('profile: strict\r\n'), 'profile: strict\r\nrules:\r\n  missing-sbom: off\r\n');
    assert.equal(written('rules: # none yet\n'), 'rules: # none yet\n  missing-sbom: off\n');
  });

  it('goes behind the last rule, in its indentation, and leaves comments where they are', () => {
    assert.equal(
      written('rules:\n    unsigned-image: off # signed elsewhere\n# What we use.\nregistries: [ghcr.io]\n'),
      'rules:\n    unsigned-image: off # signed elsewhere\n    missing-sbom: off\n# What we use.\nregistries: [ghcr.io]\n',
    );
    assert.equal(
      written('rules:\n  unsigned-image:\n    severity: info\nprofile: strict\n'),
      'rules:\n  unsigned-image:\n    severity: info\n  missing-sbom: off\nprofile: strict\n',
    );
    assert.equal(written('rules: { unsigned-image: off }\n'), 'rules: { unsigned-image: off, missing-sbom: off }\n');
    assert.equal(written('rules: {}\n'), 'rules: { missing-sbom: off }\n');
  });

  it('changes what is said of the rule already', () => {
    assert.equal(written('rules:\n  missing-sbom: error # ours\n'), 'rules:\n  missing-sbom: off # ours\n');
    assert.equal(written('rules:\n  missing-sbom: { severity: info }\n'), 'rules:\n  missing-sbom: off\n');
    assert.equal(written('rules:\n  missing-sbom:\n'), 'rules:\n  missing-sbom: off\n');
  });

  it('is refused where it would not hold, and where there is no safe place', () => {
    assert.match(written('require: [sbom]\n'), /^refused: .* keeps `missing-sbom` on$/);
    for (const text of ['- a list\n', 'rules: [\n', '{ profile: strict }\n', 'rules: often\n'])
      assert.match(written(text), /^refused: .* no safe place/, text);
  });
});
