import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearName } from './near-name';

describe('nearName', () => {
  it('finds the one name that was meant', () => {
    for (const [name, candidates, meant] of [
      ['digests', ['digest', 'image'], 'digest'],
      ['tag', ['tags'], 'tags'],
      ['registry_token', ['registry-token'], 'registry-token'],
      ['imageTag', ['image-tag'], 'image-tag'],
      ['imgae', ['image'], 'image'],
      ['verison', ['version', 'revision'], 'version'],
      ['digest-*', ['digests-*'], 'digests-*'],
      ['digets-amd64', ['digest-amd64', 'digest-arm64'], 'digest-amd64'],
    ] as const)
      assert.equal(nearName(name, candidates), meant, name);
  });

  it('finds none where another thing may be meant', () => {
    for (const [name, candidates] of [
      ['image-amd64', ['image-arm64']],
      ['tag2', ['tag1']],
      ['rev', ['dev']],
      ['image', ['image-name']],
      ['stable', ['latest']],
      ['digest', []],
      ['images', ['image', 'imagess']],
    ] as const)
      assert.equal(nearName(name, candidates), undefined, name);
  });
});
