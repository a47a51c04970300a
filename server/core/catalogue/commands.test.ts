import assert from 'node:assert/strict';
import { it } from 'node:test';
import { lookupCommand } from './commands';

/** A matched command as its subcommand, its flags with their values, and its arguments. */
function read(line: string): unknown {
  const words = line.split(' ');
  const found = lookupCommand(words);
  if (found === undefined || found === 'harmless' || !('entry' in found)) return found;
  const flags = [...found.flags].map(([flag, uses]) => [
    flag,
    ...uses.map(({ word, from }) => words[word]?.slice(from)),
  ]);
  return [
    found.entry.path.join(' '),
    Object.fromEntries(flags.map(([flag, ...values]) => [flag, values])),
    found.arguments.map((at) => words[at]),
  ];
}

it('flags may stand before, between and behind the words of a subcommand', () => {
  assert.deepEqual(read('docker --context remote compose -f a.yml --profile=x build --push app'), [
    'compose build',
    { '--context': ['remote'], '-f': ['a.yml'], '--profile': ['x'], '--push': ['--push'] },
    ['app'],
  ]);
  assert.deepEqual(read('docker-compose -f a.yml push'), ['push', { '-f': ['a.yml'] }, []]);
});

it('what stands behind a double dash is no flag, and values may be joined to short flags', () => {
  assert.deepEqual(read('docker build -tacme/app -- --context'), ['build', { '-t': ['acme/app'] }, ['--context']]);
});

it('a program without subcommands owns all its flags', () => {
  assert.deepEqual(read('/kaniko/executor --no-push -d acme/app:1'), [
    '',
    { '--no-push': ['--no-push'], '-d': ['acme/app:1'] },
    [],
  ]);
});

it('cosign takes one dash for two', () => {
  assert.deepEqual(read('cosign sign -key /tmp/cosign.key acme/app:1 -y'), [
    'sign',
    { '--key': ['/tmp/cosign.key'], '-y': ['-y'] },
    ['acme/app:1'],
  ]);
});

it('what the folder of a script is called says nothing of one that tests', () => {
  assert.deepEqual(read('./deploy/unit-test.sh'), { opaque: [] });
  assert.notDeepEqual(read('./deploy/run.sh'), { opaque: [] });
  assert.notDeepEqual(read('make multiarch-build'), { opaque: [] });
});

it('publishing packages of other kinds does nothing with images, and the script of a package may do anything', () => {
  for (const line of [
    'npm publish --access public',
    'pnpm -r publish',
    'npx lerna publish',
    'yarn npm publish',
    'uv publish',
  ])
    assert.deepEqual(read(line), { opaque: [] });
  assert.notDeepEqual(read('npm run publish'), { opaque: [] });
});

it('a word that is known in part hints at what a command does', () => {
  const may = (...said: string[]) => lookupCommand(['make', undefined], [], () => ['make', ...said]);
  assert.notDeepEqual(may('image-'), { opaque: [] });
  assert.deepEqual(may('test-'), { opaque: [] });
});

it('a released program keeps its name before the platform', () => {
  assert.deepEqual(read('./cosign-linux-amd64 sign acme/app:1'), read('cosign sign acme/app:1'));
  assert.equal(read('./slsa-verifier-linux-amd64 -provenance app.intoto.jsonl'), 'harmless');
  assert.notEqual(read('./jq publish'), 'harmless');
});

it('a flag whose value is not known is none of the arguments', () => {
  const found = lookupCommand(
    ['docker', undefined, 'buildx', 'build', undefined, undefined, undefined, undefined, '.'],
    [undefined, '--context=', undefined, undefined, '--tag=', '-t', '--push=', '--', undefined],
  );
  assert.ok(found !== undefined && found !== 'harmless' && 'entry' in found);
  assert.equal(found.entry.path.join(' '), 'buildx build');
  assert.deepEqual(
    [...found.flags],
    [
      ['--context', [{ word: 1, from: 10 }]],
      ['--tag', [{ word: 4, from: 6 }]],
      ['-t', [{ word: 5, from: 2 }]],
      ['--push', [{ word: 6, from: 7 }]],
    ],
  );
  assert.deepEqual(found.arguments, [8]);
  assert.equal(found.uncertain, true);
});
