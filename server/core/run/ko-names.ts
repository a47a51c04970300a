import { alternatives, fromParts, parts } from '../value/text';
import type { Hole, Known, Template } from '../value/value';
import { knownText } from '../value/value';
import { anyFlag, type Reading, variableOf } from './command-reading';
import { spread } from './operand';

/**
 * What ko names the images it publishes below the repository in `KO_DOCKER_REPO`: `REPOSITORY/app-MD5` for `./cmd/app`, with `-B`
 * `REPOSITORY/app`, with `-P` the whole import path, and `REPOSITORY` itself only with `--bare` (ko docs, "Naming images"). Several values
 * where several packages are built or the variable has several values; undefined where it has none that is known.
 */
export function koNames(reading: Reading): readonly (Known | Template)[] | undefined {
  const repository = variableOf(reading, 'KO_DOCKER_REPO');
  const options = repository === undefined ? undefined : alternatives(repository);
  if (options === undefined) return undefined;
  const endings = endingsOf(reading);
  return options.flatMap(spread).flatMap((option) =>
    endings.map((ending) => {
      // An image needs a name below a host, which `--bare` does not give it.
      const below = ending.length === 0 && isHost(option) ? ['/', PACKAGE] : ending;
      return below.length === 0 ? option : fromParts([...parts(option), ...below]);
    }),
  );
}

type Ending = readonly (string | Hole)[];

function endingsOf(reading: Reading): readonly Ending[] {
  const bare = anyFlag(reading, ['--bare']);
  if (bare === true) return [[]];
  if (bare === 'unknown') return [[SOMEHOW]];
  const { matched, words } = reading;
  // `ko resolve` finds the packages in manifests.
  const packages = matched.entry.path[0] === 'build' ? matched.arguments : [];
  const base = anyFlag(reading, ['-B', '--base-import-paths']);
  const whole = anyFlag(reading, ['-P', '--preserve-import-paths']);
  if (base === 'unknown' || whole !== false || packages.length === 0) return [['/', PACKAGE]];
  return packages.map((at) => {
    const name = /(?:^|\/)([a-z\d][\w-]*)\/?$/.exec(knownText(words[at]?.value) ?? '')?.[1];
    if (name === undefined) return ['/', PACKAGE];
    return base ? [`/${name}`] : [`/${name}-`, HASH];
  });
}

function isHost(option: Known | Template): boolean {
  return /^([\w.-]+:\d+|localhost)$/.test(knownText(option) ?? '');
}

const PACKAGE: Hole = { key: 'package', shown: 'package', reason: 'is named after the package' };
const HASH: Hole = { key: 'md5', shown: 'md5', reason: 'is the hash of the import path' };
const SOMEHOW: Hole = { key: 'ko-name', shown: 'name', reason: 'depends on flags that are not known' };
