import type { SourceFile } from '../text/source-file';
import type { Span } from '../text/span';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/node';
import { documentOf } from '../yaml/parse';
import { didYouMean } from './closest';
import type { Finding, Severity } from './finding';
import type { Profile } from './rule';

/** What `.github/plimsoll.yml` says; parts that are wrong are left out and named in `problems`. */
export interface ConfigFile {
  readonly profile: Profile | undefined;
  readonly rules: ReadonlyMap<string, RuleLevel>;
  readonly registries: readonly string[] | undefined;
  readonly allow: ReadonlyMap<string, readonly string[]>;
  readonly assume: Assumptions;
  readonly problems: readonly Finding[];
}

export type RuleLevel = Severity | 'off';

/** Answers to what the files cannot say. */
export interface Assumptions {
  readonly token?: 'restricted' | 'permissive';
  readonly visibility?: 'public' | 'private';
  readonly login?: readonly string[];
  readonly scannedBy?: string;
  readonly signedBy?: string;
}

export const configKeys = ['profile', 'rules', 'registries', 'allow', 'assume'] as const;
export const assumeKeys = ['token', 'visibility', 'login', 'scannedBy', 'signedBy'] as const;
export const profiles = ['default', 'strict', 'audit'] as const;
export const ruleLevels = ['off', 'hint', 'info', 'warning', 'error'] as const;
export const tokenDefaults = ['restricted', 'permissive'] as const;
export const visibilities = ['public', 'private'] as const;

/** Reads the file; never fails. `knownIds` are the ids that may stand under `rules` and `allow`. */
export function readConfigFile(file: SourceFile, knownIds: readonly string[]): ConfigFile {
  const document = documentOf(file);
  const problems: Finding[] = document.problems.map(({ span, message }) =>
    problemAt(file, span, clip(`this file is not valid YAML: ${message}`)),
  );
  const read: Reader = { knownIds, problem: (span, message) => problems.push(problemAt(file, span, message)) };
  const root = mapOf(read, document.root, 'the file');
  for (const entry of root?.entries ?? []) known(read, entry, configKeys);
  return {
    profile: choice(read, value(root, 'profile'), profiles, 'profile'),
    rules: rulesOf(read, value(root, 'rules')),
    registries: hosts(read, value(root, 'registries'), 'registries'),
    allow: allowOf(read, value(root, 'allow')),
    assume: assumeOf(read, value(root, 'assume')),
    problems,
  };
}

interface Reader {
  readonly knownIds: readonly string[];
  problem(span: Span, message: string): void;
}

function rulesOf(read: Reader, node: YamlNode | undefined): ReadonlyMap<string, RuleLevel> {
  const levels = new Map<string, RuleLevel>();
  for (const entry of mapOf(read, node, '`rules`')?.entries ?? []) {
    if (!knownRule(read, entry)) continue;
    const level = levelOf(read, entry);
    if (level !== undefined) levels.set(entry.key.value, level);
  }
  return levels;
}

/** `id: warning`, or `id: { severity: warning }` to leave room for what a rule may one day be told. */
function levelOf(read: Reader, entry: YamlEntry): RuleLevel | undefined {
  const name = entry.key.value;
  if (entry.value?.kind !== 'map') {
    if (entry.value === undefined) read.problem(entry.key.span, `\`${name}\` needs a severity: ${listed(ruleLevels)}`);
    return choice(read, entry.value, ruleLevels, name);
  }
  for (const option of entry.value.entries) known(read, option, ['severity']);
  return choice(read, value(entry.value, 'severity'), ruleLevels, 'severity');
}

function allowOf(read: Reader, node: YamlNode | undefined): ReadonlyMap<string, readonly string[]> {
  const allow = new Map<string, readonly string[]>();
  for (const entry of mapOf(read, node, '`allow`')?.entries ?? []) {
    if (!knownRule(read, entry)) continue;
    const paths = texts(read, entry.value, entry.key.value);
    if (paths !== undefined) allow.set(entry.key.value, paths);
  }
  return allow;
}

function assumeOf(read: Reader, node: YamlNode | undefined): Assumptions {
  const map = mapOf(read, node, '`assume`');
  for (const entry of map?.entries ?? []) known(read, entry, assumeKeys);
  const token = choice(read, value(map, 'token'), tokenDefaults, 'token');
  const visibility = choice(read, value(map, 'visibility'), visibilities, 'visibility');
  const login = hosts(read, value(map, 'login'), 'login');
  const scannedBy = text(read, value(map, 'scannedBy'), 'scannedBy');
  const signedBy = text(read, value(map, 'signedBy'), 'signedBy');
  return {
    ...(token === undefined ? {} : { token }),
    ...(visibility === undefined ? {} : { visibility }),
    ...(login === undefined ? {} : { login }),
    ...(scannedBy === undefined ? {} : { scannedBy }),
    ...(signedBy === undefined ? {} : { signedBy }),
  };
}

function knownRule(read: Reader, entry: YamlEntry): boolean {
  const id = entry.key.value;
  if (read.knownIds.includes(id)) return true;
  read.problem(entry.key.span, clip(`there is no rule \`${id}\`${didYouMean(id, read.knownIds)}`));
  return false;
}

function known(read: Reader, entry: YamlEntry, keys: readonly string[]): void {
  const name = entry.key.value;
  if (!keys.includes(name))
    read.problem(
      entry.key.span,
      clip(`\`${name}\` is not known here${didYouMean(name, keys) || `, expected ${listed(keys)}`}`),
    );
}

function choice<T extends string>(
  read: Reader,
  node: YamlNode | undefined,
  choices: readonly T[],
  name: string,
): T | undefined {
  if (node === undefined) return undefined;
  const written = node.kind === 'scalar' ? node.value : undefined;
  const chosen = choices.find((candidate) => candidate === written);
  if (chosen === undefined) {
    const said =
      written === undefined || written === ''
        ? `\`${name}\` needs one of ${listed(choices)}`
        : `\`${written}\` is not one of ${listed(choices)}${didYouMean(written, choices)}`;
    read.problem(node.span, clip(said));
  }
  return chosen;
}

/** A host, not a reference: `ghcr.io`, `localhost:5000`. A scheme, a path and upper case are dropped rather than complained about. */
function hosts(read: Reader, node: YamlNode | undefined, name: string): readonly string[] | undefined {
  return texts(read, node, name)?.map((host) =>
    host
      .toLowerCase()
      .replace(/^[a-z]+:\/\//, '')
      .replace(/\/.*$/, ''),
  );
}

function texts(read: Reader, node: YamlNode | undefined, name: string): readonly string[] | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar') return [node.value];
  if (node.kind === 'map') {
    read.problem(node.span, `\`${name}\` needs a list`);
    return undefined;
  }
  return node.items.flatMap((item) => {
    const written = text(read, item, name);
    return written === undefined ? [] : [written];
  });
}

function text(read: Reader, node: YamlNode | undefined, name: string): string | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar' && node.value !== '') return node.value;
  read.problem(node.span, `\`${name}\` needs text`);
  return undefined;
}

function mapOf(read: Reader, node: YamlNode | undefined, name: string): YamlMap | undefined {
  if (node === undefined || node.kind === 'map') return node;
  // `rules:` with nothing behind it is a half-typed file, not an error.
  if (node.kind === 'scalar' && node.type === 'null') return undefined;
  read.problem(node.span, `${name} needs keys and values`);
  return undefined;
}

function value(map: YamlMap | undefined, key: string): YamlNode | undefined {
  return map?.entries.find((entry) => entry.key.value === key)?.value;
}

function listed(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}

const MESSAGE_MAX = 160;

function clip(message: string): string {
  return message.length <= MESSAGE_MAX ? message : `${message.slice(0, MESSAGE_MAX - 1)}…`;
}

function problemAt(file: SourceFile, span: Span, message: string): Finding {
  return {
    rule: 'config-invalid',
    severity: 'error',
    confidence: 'certain',
    message,
    path: file.path,
    span,
    related: [],
    scenarios: [],
    fix: undefined,
  };
}
