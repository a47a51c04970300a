import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Word } from '../shell/script';
import type { ResolvedWord } from '../shell/walk';
import { show } from '../value/text';
import { known } from '../value/value';
import { goTool, unwrapped } from './unwrap';

function words(command: string): readonly ResolvedWord[] {
  const word: Word = { span: { start: 0, end: 0 }, parts: [], quoted: false };
  return command.split(' ').map((text) => ({ word, value: known(text), splits: false }));
}

function unwrap(command: string): string {
  return unwrapped(words(command))
    .map(({ value }) => show(value))
    .join(' ');
}

describe('unwrapped', () => {
  it('finds the command behind programs that run one', () => {
    assert.equal(unwrap('sudo -u root env A=b timeout 10m docker push app'), 'docker push app');
    assert.equal(unwrap('docker push app'), 'docker push app');
  });
  it('finds the program that `go run` fetches', () => {
    const run = (command: string): string | undefined =>
      goTool(words(command))
        ?.map(({ value }) => show(value))
        .join(' ');
    assert.equal(run('go run github.com/google/ko@latest build ./cmd/app'), 'ko build ./cmd/app');
    assert.equal(run('go run -mod=mod github.com/sigstore/cosign/v3/cmd/cosign@v3.0.2 sign app'), 'cosign sign app');
    assert.equal(run('go run github.com/goreleaser/goreleaser/v2@latest release'), 'goreleaser release');
    assert.equal(run('go run ./cmd/app build'), undefined);
    assert.equal(run('go build github.com/google/ko'), undefined);
  });
  it('finds the command and the package that Nix runs', () => {
    assert.equal(unwrap('nix develop .#ci --command docker push app'), 'docker push app');
    assert.equal(unwrap('nix develop --command -- docker push app'), 'docker push app');
    assert.equal(unwrap('nix shell nixpkgs#skopeo -c sudo skopeo copy a b'), 'skopeo copy a b');
    assert.equal(unwrap('nix --option x y run --inputs-from . nixpkgs#skopeo -- copy a b'), 'skopeo copy a b');
    assert.equal(unwrap('nix run github:NixOS/nixpkgs/nixos-24.05#crane'), 'crane');
    assert.equal(unwrap('nix run .#push -- copy a b'), 'nix run .#push -- copy a b');
    assert.equal(unwrap('nix build .#image'), 'nix build .#image');
  });
  it('leaves open what xargs puts in the place of its placeholder', () => {
    assert.equal(unwrap('xargs -I {} cosign sign {}@sha256:1'), 'cosign sign ${{ each line }}@sha256:1');
    assert.equal(unwrap('xargs -IX docker push X'), 'docker push ${{ each line }}');
    assert.equal(unwrap('xargs -n 1 docker push {}'), 'docker push {}');
  });
});
