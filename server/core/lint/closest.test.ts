import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { closest, editDistance } from './closest';

describe('closest', () => {
  const ids = ['missing-packages-write', 'missing-id-token-write', 'unsigned-image', 'missing-sbom'];

  it('finds what was mistyped', () => {
    assert.equal(closest('missing-package-write', ids), 'missing-packages-write');
    assert.equal(closest('unsinged-image', ids), 'unsigned-image');
    assert.equal(closest('Missing-SBOM', ids), 'missing-sbom');
  });

  it('offers nothing where nothing is near', () => {
    assert.equal(closest('latest-tag', ids), undefined);
    assert.equal(closest('x', ['y']), 'y');
    assert.equal(closest('anything', []), undefined);
  });

  it('counts an exchange of neighbours as one change', () => {
    assert.equal(editDistance('signed', 'singed'), 1);
    assert.equal(editDistance('', 'off'), 3);
    assert.equal(editDistance('hint', 'hint'), 0);
  });
});
