import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../../test/kit/root';

const { entryPath, refreshed } = (await import(
  pathToFileURL(join(root, 'server/tools/refresh-catalogue.mjs')).href
)) as {
  entryPath(name: string): string;
  refreshed(entry: object, sources: readonly { readonly major?: number; readonly text: string }[]): object;
};

const OLD = `inputs:
  image: { description: "Image to send. It may have a tag.", required: true }
  force: { description: Old }
runs: { using: node16 }
`;
const NEW = `inputs:
  image: { description: Ignored, required: true }
  retries: { description: "How often it tries", default: 3 }
  quiet: { description: Quiet, default: "false", deprecationMessage: use log-level }
outputs:
  digest: { description: Digest of what was sent }
runs: { using: node24 }
`;

describe('refreshing an entry', () => {
  const entry = {
    action: 'acme/send',
    summary: 'Sends an image',
    sources: ['README'],
    versions: [
      { version: 'v2.1.0', major: 2, runtime: 'node20' },
      { version: 'v1.0.0', major: 1 },
    ],
    inputs: {
      image: { description: 'Reference to push', type: 'list' },
      gone: { description: 'No longer there' },
      quiet: { description: 'Says less', default: 'true', required: true },
    },
    outputs: {},
    effects: [{ kind: 'push', image: 'image' }],
  };
  const both = refreshed(entry, [
    { major: 2, text: NEW },
    { major: 1, text: OLD },
  ]);

  it('takes inputs, outputs, defaults and runtimes from the files and leaves the rest', () => {
    assert.deepEqual(both, {
      ...entry,
      versions: [
        { version: 'v2.1.0', major: 2, runtime: 'node24' },
        { version: 'v1.0.0', major: 1, runtime: 'node16' },
      ],
      inputs: {
        image: { description: 'Reference to push', type: 'list', required: true },
        force: { description: 'Old', until: 1 },
        retries: { description: 'How often it tries', default: '3', since: 2 },
        quiet: { description: 'Says less', default: 'false', deprecated: 'use log-level', since: 2 },
      },
      outputs: { digest: { description: 'Digest of what was sent', since: 2 } },
    });
  });

  it('changes nothing the second time', () => {
    assert.deepEqual(
      refreshed(both, [
        { major: 1, text: OLD },
        { major: 2, text: NEW },
      ]),
      both,
    );
  });

  it('reads the contract of a reusable workflow, secrets included', () => {
    const text =
      'on: { workflow_call: { inputs: { push: { type: boolean, default: false } }, secrets: { token: { required: true } }, outputs: { digest: { value: x } } } }';
    assert.deepEqual(refreshed({ effects: [] }, [{ text }]), {
      effects: [],
      inputs: { push: { description: '', type: 'boolean', default: 'false' } },
      secrets: { token: { description: '', required: true } },
      outputs: { digest: { description: '' } },
    });
  });
});

it('entries of reusable workflows are kept apart from those of actions', () => {
  assert.equal(entryPath('Acme/send'), 'server/data/actions/acme/send.json');
  assert.equal(entryPath('acme/ci/.github/workflows/Build.yml'), 'server/data/workflows/acme/ci/build.json');
});
