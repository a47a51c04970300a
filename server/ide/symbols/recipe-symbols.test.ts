import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offsetOf, placeText, projectOf } from '../../../test/kit/navigation-repository';
import { isRefusal } from '../../core/text/edit';
import { definition } from '../definition';
import { references } from '../references';
import { prepareRename } from '../rename';

const RELEASE = '.github/workflows/release.yml';
const WORKFLOW = `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with:
          target: release
      - run: docker build --target deps -f Dockerfile .
      - uses: docker/bake-action@v6
        with:
          targets: |
            app
            tools
      - run: docker buildx bake -f docker-bake.json web
      - run: docker buildx bake app
      - run: docker compose build worker
      - run: docker compose -f deploy/compose.yml push api
`;

const FILES = {
  [RELEASE]: WORKFLOW,
  '.github/workflows/other.yml': WORKFLOW.replace('target: release', 'target: Release'),
  Dockerfile: `FROM node:22 AS deps
RUN npm ci
FROM deps AS build
RUN --mount=type=bind,from=deps,target=/deps make
FROM scratch AS release
COPY --from=build /app /app
COPY --from=busybox /bin /bin
`,
  'docker-bake.hcl': `group "default" {
  targets = ["app", "tools"]
}
target "app" { inherits = ["base"] }
target tools {
  inherits = ["base", "app"]
}
target "base" {}
`,
  'compose.yaml': `services:
  web: { image: ghcr.io/acme/web, depends_on: [worker] }
  "worker":
    image: ghcr.io/acme/worker
    build: .
  one:
    extends: { service: worker }
    network_mode: "service:worker"
    links: ["worker:queue"]
    depends_on: { worker: { condition: service_started, required: false } }
  two:
    extends: { file: other.yaml, service: worker }
    environment: { NAME: worker }
`,
  'deploy/compose.yml': `services:
  api: { image: ghcr.io/acme/api, build: . }
`,
  'docker-bake.json': `{ "target": { "web": {}, "all": { "inherits": ["web"] } } }
`,
};

const CASES: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    'a stage that is built',
    'target: rel<|>ease',
    'Dockerfile: FROM scratch AS «release»',
    ['other.yml: target: «Release»', 'release.yml: target: «release»'],
  ],
  [
    'a stage that others start and copy from',
    '--target de<|>ps',
    'Dockerfile: FROM node:22 AS «deps»',
    [
      'other.yml: - run: docker build --target «deps» -f Dockerfile .',
      'release.yml: - run: docker build --target «deps» -f Dockerfile .',
      'Dockerfile: FROM «deps» AS build',
      'Dockerfile: RUN --mount=type=bind,from=«deps»,target=/deps make',
    ],
  ],
  [
    'a bake target',
    'a<|>pp\n            tools',
    'docker-bake.hcl: target "«app»" { inherits = ["base"] }',
    [
      'other.yml: «app»',
      'other.yml: - run: docker buildx bake «app»',
      'release.yml: «app»',
      'release.yml: - run: docker buildx bake «app»',
      'docker-bake.hcl: targets = ["«app»", "tools"]',
      'docker-bake.hcl: inherits = ["base", "«app»"]',
    ],
  ],
  [
    'a bake target in JSON',
    'docker-bake.json w<|>eb',
    'docker-bake.json: { "target": { "«web»": {}, "all": { "inherits": ["web"] } } }',
    [
      'other.yml: - run: docker buildx bake -f docker-bake.json «web»',
      'release.yml: - run: docker buildx bake -f docker-bake.json «web»',
      'docker-bake.json: { "target": { "web": {}, "all": { "inherits": ["«web»"] } } }',
    ],
  ],
  [
    'a service of a compose file',
    'build wor<|>ker',
    'compose.yaml: "«worker»":',
    [
      'other.yml: - run: docker compose build «worker»',
      'release.yml: - run: docker compose build «worker»',
      'compose.yaml: web: { image: ghcr.io/acme/web, depends_on: [«worker»] }',
      'compose.yaml: extends: { service: «worker» }',
      'compose.yaml: network_mode: "service:«worker»"',
      'compose.yaml: links: ["«worker»:queue"]',
      'compose.yaml: depends_on: { «worker»: { condition: service_started, required: false } }',
    ],
  ],
  [
    'a service that is pushed, of a file elsewhere',
    'push a<|>pi',
    'compose.yml: «api»: { image: ghcr.io/acme/api, build: . }',
    [
      'other.yml: - run: docker compose -f deploy/compose.yml push «api»',
      'release.yml: - run: docker compose -f deploy/compose.yml push «api»',
    ],
  ],
];

for (const [says, piece, declared, uses] of CASES)
  test(`finds ${says}`, () => {
    const project = projectOf(FILES);
    const offset = offsetOf(WORKFLOW, piece);
    const shown = (places: ReturnType<typeof definition>): readonly string[] =>
      places.map((one) => placeText(project, one));
    assert.deepEqual(shown(definition(project, RELEASE, offset)), [declared]);
    assert.deepEqual(
      [...shown(references(project, RELEASE, offset, { declarations: false }))].sort(),
      [...uses].sort(),
    );
  });

test('finds nothing for a stage that the Dockerfile has not', () => {
  const text = WORKFLOW.replace('target: release', 'target: none');
  const project = projectOf({ ...FILES, [RELEASE]: text });
  assert.deepEqual(references(project, RELEASE, offsetOf(text, 'target: no<|>ne'), { declarations: true }), []);
});

test('is not renamed, as more than workflows may name it', () => {
  for (const [, piece] of CASES) {
    const found = prepareRename(projectOf(FILES), RELEASE, offsetOf(WORKFLOW, piece));
    assert.ok(found !== undefined && isRefusal(found), piece);
    assert.match(found.refused, /outside workflows/);
  }
});
