import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceFile } from '../text/source-file';
import { goreleaserFileOf } from './goreleaser';

const read = (text: string) =>
  goreleaserFileOf(sourceFile('.goreleaser.yml', text)) ?? assert.fail('the configuration is not read');

test('images of every kind have their names, platforms and switches', () => {
  const { images } = read(`dockers:
  - goarch: arm
    goarm: '7'
    image_templates: [a:1]
    skip_push: auto
dockers_v2:
  - images: [b, c]
    tags: [x, y]
    sbom: false
kos:
  - repositories: [d]
    sbom: none
  - {}
`);
  assert.deepEqual(images, [
    { by: 'docker', references: ['a:1'], platforms: ['linux/arm/v7'], pushes: 'unknown', sbom: false },
    {
      by: 'docker v2',
      references: ['b:x', 'b:y', 'c:x', 'c:y'],
      platforms: ['linux/amd64', 'linux/arm64'],
      pushes: true,
      sbom: false,
    },
    { by: 'ko', references: ['d'], platforms: ['linux/amd64'], pushes: true, sbom: false },
    { by: 'ko', references: undefined, platforms: ['linux/amd64'], pushes: true, sbom: true },
  ]);
});

test('signatures are by digest unless the arguments say otherwise, and none without artifacts', () => {
  const { signs } = read(`docker_signs:
  - artifacts: all
  - artifacts: images
    args: [sign, '\${artifact}']
  - cmd: cosign
`);
  assert.deepEqual(signs, [
    { by: 'digest', identity: 'key', asks: false, artifacts: 'all' },
    { by: 'tag', identity: 'keyless', asks: true, artifacts: 'images' },
  ]);
});

test('hooks that concern images, publishers and included files leave it open', () => {
  assert.equal(read('before:\n  hooks: [go mod tidy]\n').open, false);
  assert.equal(read('before:\n  hooks: [docker buildx create]\n').open, true);
  assert.equal(read('publishers:\n  - cmd: x\n').open, true);
  assert.equal(read('includes:\n  - from_file: {path: x.yml}\n').open, true);
});
