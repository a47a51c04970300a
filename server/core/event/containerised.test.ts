import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseScript } from '../shell/parse-script';
import { shellKind } from '../shell/shell-kind';
import { walkScript } from '../shell/walk-script';
import { wordTexts } from '../shell/word-text';
import { unknown } from '../value/value';
import { containerised } from './containerised';

/** Commands that run an image, and the command that runs in it; undefined where nobody knows. */
const RUNS: readonly (readonly [string, string | undefined])[] = [
  ['docker run --rm -v "$PWD:/src" aquasec/trivy:0.66.0 image acme/app', 'trivy image acme/app'],
  ['docker run gcr.io/kaniko-project/executor:debug -d acme/app', 'executor -d acme/app'],
  ['podman run ghcr.io/osscontainertools/kaniko:v1.27.0 --no-push', 'executor --no-push'],
  [
    'docker run --entrypoint /kaniko/executor gcr.io/kaniko-project/executor:debug --no-push',
    '/kaniko/executor --no-push',
  ],
  ['docker run --entrypoint=crane gcr.io/go-containerregistry/crane cp a b', 'crane cp a b'],
  ['docker run --entrypoint="" quay.io/skopeo/stable skopeo copy a b', 'skopeo copy a b'],
  ['podman run --privileged quay.io/buildah/stable:v1.40 buildah push app', 'buildah push app'],
  ['podman run --user podman quay.io/podman/stable podman push app', 'podman push app'],
  ['podman run quay.io/buildah/stable ./build.sh', undefined],
  ['docker run --entrypoint sh quay.io/skopeo/stable -c "skopeo copy a b"', undefined],
  ['docker run --entrypoint "" aquasec/trivy ./scan.sh', undefined],
  ['docker run acme/trivy image acme/app', undefined],
];

for (const [script, expected] of RUNS)
  test(`in a container: ${script}`, () => {
    const [command] = walkScript(parseScript(script, shellKind('bash', 'linux')), {
      variable: () => undefined,
      expression: () => unknown('test'),
    }).commands;
    assert.ok(command);
    const inside = containerised(command.words);
    assert.equal(inside && wordTexts(inside).join(' '), expected);
  });
