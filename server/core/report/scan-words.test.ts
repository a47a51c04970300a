import assert from 'node:assert/strict';
import { test } from 'node:test';
import { images, PATH, pick } from '../../../test/kit/images';

test('what a job has built and not pushed is scanned locally, by its name or id', () => {
  const found = images(`- id: build
  uses: docker/build-push-action@v6
  with:
    load: true
    tags: ghcr.io/acme/app:test
- uses: aquasecurity/trivy-action@0.31.0
  with:
    image-ref: ghcr.io/acme/app:test
- uses: aquasecurity/trivy-action@0.31.0
  with:
    image-ref: \${{ steps.build.outputs.imageid }}
    exit-code: '1'
    trivy-config: trivy.yaml
- run: docker push ghcr.io/acme/app:test
- run: trivy image ghcr.io/acme/app:test`);
  assert.deepEqual(pick(found.scans, 'subject', 'by', 'gates'), [
    ['built image', 'local', false],
    ['built image', 'local', true],
    ['built image', 'tag', false],
  ]);
});

test('scanners of vendors look at images, by actions and by programs beside the workflow', () => {
  const found = images(`- run: docker build -t acme/app:1 .
- uses: sysdiglabs/scan-action@v6
  with:
    image-tag: acme/app:1
    stop-on-failed-policy-eval: true
- uses: quay/clair-action@main
  with:
    image-ref: acme/app:1
    format: sarif
    output: clair.sarif
- run: |
    ./sysdig-cli-scanner --apiurl https://sysdig.example docker://acme/app:1
    sudo -E ./wizcli docker scan -i acme/app:1 --policy "Default vulnerabilities policy"
    ./twistcli images scan --address https://prisma.example --details acme/app:1
    snyk container test acme/app:1 --file=Dockerfile --sarif-file-output=snyk.sarif
    ./sysdig-cli-scanner --iac -r ./k8s`);
  assert.deepEqual(pick(found.scans, 'line', 'subject', 'by', 'gates'), [
    [9, 'built image', 'local', true],
    [13, 'built image', 'local', false],
    [19, 'built image', 'local', true],
    [20, 'built image', 'local', false],
    [21, 'built image', 'local', false],
    [22, 'built image', 'local', true],
    [23, 'filesystem', 'unknown', true],
  ]);
});

test('a step behind a scan that fails by its outcome or output makes a gate of it', () => {
  const scan = (id: string, more = ''): string => `- id: ${id}
  uses: aquasecurity/trivy-action@v0.36.0
  continue-on-error: true
  with:
    image-ref: acme/app:1
    exit-code: 1
${more}`;
  const gates = (steps: string): unknown =>
    pick(images(`- run: docker build -t acme/app:1 .\n${steps}`).scans, 'gates');
  assert.deepEqual(gates(scan('a', `- if: steps.a.outcome == 'failure'\n  run: |\n    echo no\n    exit 1`)), [[true]]);
  assert.deepEqual(
    gates(scan('a', `- run: |\n    if [[ "\${{ steps.a.outcome }}" != "success" ]]; then\n      exit 1\n    fi`)),
    [[true]],
  );
  assert.deepEqual(
    gates(scan('a', `- env:\n    SCAN: \${{ steps.a.outcome }}\n  run: test "$SCAN" = success || exit 1`)),
    [[true]],
  );
  assert.deepEqual(
    gates(
      scan(
        'a',
        `- if: steps.a.outcome != 'success'\n  uses: actions/github-script@v8\n  with:\n    script: core.setFailed('no')`,
      ),
    ),
    [[true]],
  );
  assert.deepEqual(
    gates(`- id: fcs
  uses: crowdstrike/fcs-action@v5
  with:
    scan_type: image
    image: acme/app:1
- if: steps.fcs.outputs.exit-code != 0
  run: exit 1`),
    [[true]],
  );
  // It only tells, or looks at another scan.
  assert.deepEqual(gates(scan('a', `- if: steps.a.outcome == 'failure'\n  run: echo "::warning::no"`)), [[false]]);
  assert.deepEqual(gates(scan('a', `- if: steps.ab.outcome == 'failure'\n  run: exit 1`)), [[false]]);
  assert.deepEqual(gates(scan('a', `- if: steps.a.conclusion == 'failure'\n  run: exit 1`)), [[false]]);
});

test('what may be the image that is built is no other image, and one that is renamed is still the one built', () => {
  const found = images(`- run: docker build -t app:1 .
- uses: aquasecurity/trivy-action@v0.36.0
  with:
    image-ref: \${{ inputs.image }}
- uses: aquasecurity/trivy-action@v0.36.0
  with:
    image-ref: alpine:3
- uses: aquasecurity/trivy-action@v0.36.0
  with:
    scan-type: convert
    scan-ref: trivy.json
- run: |
    docker tag app:1 "$REGISTRY/app:1"
    docker push "$REGISTRY/app:1"
    grype --version
    ./sysdig-cli-scanner --version`);
  assert.deepEqual(pick(found.scans, 'line', 'subject'), [
    [9, 'unknown'],
    [12, 'other image'],
  ]);
  assert.deepEqual(pick(found.pushes, 'images'), [[[{ path: PATH, build: 0 }]]]);
});

test('an image whose name is the tags of docker/metadata-action is the one that is built with them', () => {
  const found = images(
    `- id: meta
  uses: docker/metadata-action@v5
  with:
    images: \${{ inputs.image }}
    tags: type=raw,value=\${{ inputs.tag }}
- uses: docker/build-push-action@v6
  with:
    load: true
    tags: \${{ steps.meta.outputs.tags }}
- uses: aquasecurity/trivy-action@v0.36.0
  with:
    image-ref: \${{ steps.meta.outputs.tags }}`,
    {},
    '',
    ' {workflow_call: {inputs: {image: {type: string, required: true}, tag: {type: string, required: true}}}}',
  );
  assert.deepEqual(pick(found.scans, 'subject', 'by'), [['built image', 'local']]);
});

test('what buildah-build gives out as image with tag is the image it has built, saved or not', () => {
  const found = (image: string, tags: string, read: string) =>
    images(`- id: build
  uses: redhat-actions/buildah-build@v3
  with:
    image: ${image}
    tags: ${tags}
- run: podman save -o image.tar ${read}
- uses: aquasecurity/trivy-action@v0.36.0
  with:
    input: image.tar`).scans;
  const out = '${{ steps.build.outputs.image-with-tag }}';
  assert.deepEqual(pick(found('Acme', '1.4 latest', out), 'subject', 'by'), [['built image', 'local']]);
  assert.deepEqual(pick(found("''", 'quay.io/acme/app:1', out), 'subject', 'by'), [['built image', 'local']]);
  assert.deepEqual(pick(found('acme', '${{ github.sha }}', out), 'subject', 'by'), [['built image', 'local']]);
  assert.deepEqual(pick(found('acme', '${{ vars.TAGS }}', out), 'subject', 'by'), [['unknown', 'local']]);
});
