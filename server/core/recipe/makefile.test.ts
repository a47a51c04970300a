import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { corpusRepositories } from '../../../test/kit/corpus';
import { sourceFile } from '../text/source-file';
import { makefileOf, recipeOf } from './makefile';

const TEXT = `IMG ?= ghcr.io/acme/app
TAG := $(shell git describe)
DOCKER = docker
export BUILDER=$(DOCKER) buildx
.PHONY: all push
all: lint build # the default
lint: ; golint ./...
build: GOOS=linux
build: generate
\t@$(BUILDER) build -t $(IMG):$(TAG) \\
\t  --load .
generate:
ifeq ($(CI),true)
\t-go generate ./...
endif
push: build
\t$(DOCKER) push $(IMG):$$(cat VERSION)
again:
\t$(MAKE) push TAG=$(TAG)
%.tar: build
\tdocker save -o $@ $(IMG)
define HELP
docker push nowhere
endef
odd:
\techo $(words a b) $@ \${UNSET}
all-of-it: lint image-web go.mod
`;

const makefile = makefileOf(sourceFile('Makefile', TEXT));

const RECIPES: readonly (readonly [
  string,
  readonly string[],
  string | undefined,
  Readonly<Record<string, string>>?,
])[] = [
  [
    'the first target, with what it needs',
    [],
    'golint ./...\ngo generate ./...\ndocker buildx build -t ghcr.io/acme/app:$(git describe) --load .',
  ],
  ['conditions count on both sides', ['generate'], 'go generate ./...'],
  [
    'variables of the command line come first',
    ['push'],
    'go generate ./...\ndocker buildx build -t ghcr.io/acme/web:1 --load .\ndocker push ghcr.io/acme/web:$(cat VERSION)',
    { IMG: 'ghcr.io/acme/web', TAG: '1' },
  ],
  ['make calls itself', ['again'], 'make push TAG=$(git describe)'],
  ['functions and the environment stay open', ['odd'], 'echo "$__MAKE" odd ${UNSET}'],
  ['a target that is not there', ['deploy'], undefined],
  ['a pattern is no target', ['x.tar'], undefined],
  ['what it needs may be made by a pattern', ['all-of-it'], undefined],
];

for (const [name, targets, expected, given = {}] of RECIPES)
  test(`make: ${name}`, () => assert.equal(recipeOf(makefile, targets, new Map(Object.entries(given))), expected));

test('make: a file that is included counts as it is now', () => {
  const file = sourceFile('Makefile', 'include tags.mk\npush:\n\tdocker push app:$(TAG)\n');
  const tagIn = (text: string | undefined) => makefileOf(file, () => text).variables.get('TAG')?.value;
  assert.deepEqual(['TAG = 1\n', 'TAG = 2\n', undefined, 'TAG = 1\n'].map(tagIn), ['1', '2', undefined, '1']);
});

test('make: nothing of a Makefile in the corpus is thrown over', () => {
  for (const root of corpusRepositories())
    for (const name of readdirSync(root).filter((entry) => entry === 'Makefile')) {
      const made = makefileOf(sourceFile(name, readFileSync(join(root, name), 'utf8')));
      for (const target of made.rules.keys())
        assert.ok(recipeOf(made, [target], new Map()) !== undefined || made.partial, `${root} ${target}`);
    }
});
