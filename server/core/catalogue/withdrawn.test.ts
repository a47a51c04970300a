import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { switchedOff, withdrawal } from './withdrawn';

describe('withdrawal', () => {
  const of = (ref: string, comment?: string) => withdrawal('aquasecurity/trivy-action', ref, comment)?.kind;
  it('knows the bare tags that were removed, and the one that was kept', () => {
    assert.equal(of('0.24.0'), 'removed');
    assert.equal(of('0.36.0'), 'removed');
    assert.equal(of('0.35.0'), undefined);
  });
  it('says nothing about what is newer than its facts, a branch or a commit', () => {
    assert.equal(of('0.99.0'), undefined);
    assert.equal(of('master'), undefined);
    assert.equal(of('ed142fd0673e97e23eac54620cfb913e5ce36c25', 'v0.36.0'), undefined);
  });
  it('knows the versions that call a removed action, by tag, by commit and by the comment behind a commit', () => {
    assert.equal(of('v0.28.0'), 'broken');
    assert.deepEqual(withdrawal('aquasecurity/trivy-action', '18f2510ee396bbf400402947b394f2dd8c87dbb0', undefined), {
      kind: 'broken',
      because: 'it calls `aquasecurity/setup-trivy@v0.2.2`, a tag that was removed',
      certain: true,
    });
    assert.equal(withdrawal('aquasecurity/trivy-action', '0'.repeat(40), 'v0.27.0')?.certain, false);
    assert.equal(of('0'.repeat(40), 'v0.30.0'), undefined);
  });
  it('knows the tags of setup-trivy that are left', () => {
    assert.equal(withdrawal('aquasecurity/setup-trivy', 'v0.2.2', undefined)?.kind, 'removed');
    assert.equal(withdrawal('aquasecurity/setup-trivy', 'v0.2.6', undefined), undefined);
    assert.equal(withdrawal('aquasecurity/setup-trivy', 'v0.4.0', undefined), undefined);
  });
});

describe('versions of actions that are switched off', () => {
  const of = (uses: string, comment?: string) => switchedOff(uses, comment);
  it('are those of the artifact actions before v4, by tag and by the comment behind a commit', () => {
    assert.deepEqual(of('actions/upload-artifact@v3'), {
      action: 'actions/upload-artifact',
      version: 'v3',
      cure: 'move uploads and downloads to v4 or later together',
      certain: true,
    });
    assert.equal(of('Actions/download-artifact@v2.1.0')?.version, 'v2');
    assert.equal(of(`actions/upload-artifact@${'0'.repeat(40)}`, 'v3.1.2')?.certain, false);
  });
  it('are those of the cache before the new service, also where a later major is pinned', () => {
    assert.equal(of('actions/cache@v2')?.version, 'v2');
    assert.equal(of('actions/cache@v1.2.0')?.version, 'v1');
    assert.equal(of('actions/cache@v3.3.1')?.version, 'v3.3.1');
    assert.equal(of(`actions/cache@${'0'.repeat(40)}`, 'v4.0.2')?.certain, false);
    for (const kept of ['v3', 'v4', 'v3.4.0', 'v4.2.0', 'v4.3.0', 'v5.0.5', 'main'])
      assert.equal(of(`actions/cache@${kept}`), undefined);
    assert.equal(of('actions/cache/restore@v3'), undefined);
  });
  it('are no others', () => {
    assert.equal(of('actions/upload-artifact@v4'), undefined);
    assert.equal(of('actions/upload-artifact@main'), undefined);
    assert.equal(of(`actions/upload-artifact@${'0'.repeat(40)}`, 'v4.6.2'), undefined);
    assert.equal(of('acme/upload-artifact@v3'), undefined);
  });
});
