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
  const none = { id: undefined, dockerfile: undefined, provenance: false };
  assert.deepEqual(images, [
    {
      by: 'docker',
      references: ['a:1'],
      platforms: ['linux/arm/v7'],
      pushes: 'unknown',
      sbom: false,
      ...none,
      dockerfile: 'Dockerfile',
    },
    {
      by: 'docker v2',
      references: ['b:x', 'b:y', 'c:x', 'c:y'],
      platforms: ['linux/amd64', 'linux/arm64'],
      pushes: true,
      sbom: false,
      ...none,
      dockerfile: 'Dockerfile',
    },
    { by: 'ko', references: ['d'], platforms: ['linux/amd64'], pushes: true, sbom: false, ...none },
    { by: 'ko', references: undefined, platforms: ['linux/amd64'], pushes: true, sbom: true, ...none },
  ]);
});

test('a Dockerfile is read unless it is made of a template or may not be built', () => {
  const { images } = read(`dockers:
  - dockerfile: a.Dockerfile
    skip_build: false
  - skip_build: '{{ .IsSnapshot }}'
  - skip_build: true
dockers_v2:
  - templated_dockerfile: b.tmpl
`);
  assert.deepEqual(
    images.map(({ dockerfile, pushes }) => [dockerfile, pushes]),
    [
      ['a.Dockerfile', true],
      [undefined, 'unknown'],
      [undefined, false],
      [undefined, true],
    ],
  );
});

test('programs run where there is something to run them on', () => {
  const { programs } = read(`archives:
  - ids: [x]
builds:
  - id: x
source: {enabled: true}
dockers:
  - id: a
  - id: b
    skip_push: auto
sboms:
  - {}
  - artifacts: source
  - artifacts: package
signs:
  - artifacts: checksum
  - artifacts: archive
    ids: [x]
  - {}
docker_signs:
  - artifacts: images
    ids: [a]
  - artifacts: images
    ids: [b]
  - artifacts: manifests
  - artifacts: images
    ids: [c]
`);
  assert.deepEqual(
    programs.map(({ program, runs }) => [program, runs]),
    [
      ['cosign', true],
      ['cosign', 'unknown'],
      ['cosign', false],
      ['cosign', 'unknown'],
      ['gpg', true],
      ['gpg', 'unknown'],
      ['gpg', false],
      ['syft', true],
      ['syft', true],
      ['syft', 'unknown'],
    ],
  );
});

test('attestations that the flags of a loaded build ask for are not certain', () => {
  const asked = (flag: string): unknown =>
    read(`dockers:\n  - image_templates: [a]\n    build_flag_templates: ["--pull", "${flag}"]\n`).images.map(
      ({ sbom, provenance }) => [sbom, provenance],
    );
  assert.deepEqual(asked('--sbom=true'), [['unknown', false]]);
  assert.deepEqual(asked('--provenance=mode=max'), [[false, 'unknown']]);
  assert.deepEqual(asked('--attest=type=sbom'), [['unknown', false]]);
  assert.deepEqual(asked('--provenance=false'), [[false, false]]);
});

test('a release is made unless it is disabled, or elsewhere', () => {
  assert.deepEqual(read('release: {draft: true}\n').release, { creates: true, repository: undefined });
  assert.equal(read('release: {disable: true}\n').release.creates, false);
  assert.equal(read('release: {gitea: {owner: a, name: b}}\n').release.creates, 'unknown');
  assert.equal(read('release: {github: {owner: a, name: b}}\n').release.repository, 'a/b');
});

test('hooks that look after modules make nothing', () => {
  assert.equal(read('before:\n  hooks: [go mod tidy, go vet ./...]\n').busy, false);
  assert.equal(read('before:\n  hooks: [go mod tidy && make x]\n').busy, true);
  assert.equal(read('before:\n  hooks:\n    - cmd: go mod tidy\n').busy, true);
  assert.equal(read('builds:\n  - hooks: {pre: x}\n').busy, true);
});

test('signatures are by digest unless the arguments say otherwise, and without artifacts of what dockers_v2 makes', () => {
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
  assert.equal(read('dockers_v2:\n  - images: [a]\ndocker_signs:\n  - cmd: cosign\n').signs.length, 1);
});

test('hooks that concern images, publishers and included files leave it open', () => {
  assert.equal(read('before:\n  hooks: [go mod tidy]\n').open, false);
  assert.equal(read('before:\n  hooks: [docker buildx create]\n').open, true);
  assert.equal(read('publishers:\n  - cmd: x\n').open, true);
  assert.equal(read('includes:\n  - from_file: {path: x.yml}\n').open, true);
});
