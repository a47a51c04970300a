import type { SourceFile } from '../text/source-file';
import type { Span } from '../text/span';
import type { YamlEntry, YamlNode } from '../yaml/node';
import { documentOf } from '../yaml/parse';
import { builtIns } from './built-in';
import { didYouMean } from './closest';
import { type Allowance, allowancesOf } from './config-allow';
import {
  choice,
  hosts,
  known,
  knownRule,
  listed,
  mapOf,
  type Reader,
  registryPaths,
  scalars,
  text,
  value,
} from './config-reader';
import { type Control, controlRules, controls } from './controls';
import type { Finding, Severity } from './finding';
import type { Profile } from './rule';

/** What `.github/plimsoll.yml` says; parts that are wrong are left out and named in `problems`. */
export interface ConfigFile {
  readonly profile: Profile | undefined;
  readonly rules: ReadonlyMap<string, RuleLevel>;
  readonly registries: readonly string[] | undefined;
  /** What every published image must have. */
  readonly require: readonly Control[];
  readonly allow: readonly Allowance[];
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

export const configKeys = ['profile', 'rules', 'registries', 'require', 'allow', 'assume'] as const;
export const assumeKeys = ['token', 'visibility', 'login', 'scannedBy', 'signedBy'] as const;
export const profiles = ['default', 'strict', 'audit'] as const;
export const ruleLevels = ['off', 'hint', 'info', 'warning', 'error'] as const;
export const tokenDefaults = ['restricted', 'permissive'] as const;
export const visibilities = ['public', 'private'] as const;

/** Reads the file; never fails. `knownIds` are the ids that may stand under `rules` and `allow`. */
export function readConfigFile(file: SourceFile, knownIds: readonly string[]): ConfigFile {
  const document = documentOf(file);
  const problems: Finding[] = [];
  const read: Reader = {
    knownIds,
    problem: (span, message, rule = 'config-invalid') => problems.push(problemAt(file, span, message, rule)),
  };
  for (const { span, message } of document.problems) read.problem(span, `this file is not valid YAML: ${message}`);
  const root = mapOf(read, document.root, 'the file');
  for (const entry of root?.entries ?? []) known(read, entry, configKeys);
  const required = requireOf(read, value(root, 'require'));
  return {
    profile: choice(read, value(root, 'profile'), profiles, 'profile'),
    rules: rulesOf(read, value(root, 'rules'), required),
    registries: registryPaths(read, value(root, 'registries'), 'registries'),
    require: required,
    allow: allowancesOf(read, value(root, 'allow')),
    assume: assumeOf(read, value(root, 'assume')),
    problems,
  };
}

function requireOf(read: Reader, node: YamlNode | undefined): readonly Control[] {
  return (scalars(read, node, 'require') ?? []).flatMap((one) => {
    const control = controls.find((known) => known === one.value);
    if (control === undefined)
      read.problem(one.span, `\`${one.value}\` is not one of ${listed(controls)}${didYouMean(one.value, controls)}`);
    return control ?? [];
  });
}

/** A required control is an error; a severity that says otherwise is a contradiction, and the requirement counts. */
function rulesOf(
  read: Reader,
  node: YamlNode | undefined,
  required: readonly Control[],
): ReadonlyMap<string, RuleLevel> {
  const levels = new Map<string, RuleLevel>();
  for (const entry of mapOf(read, node, '`rules`')?.entries ?? []) {
    const id = entry.key.value;
    if (!knownRule(read, entry.key)) continue;
    const level = levelOf(read, entry);
    if (level !== undefined) levels.set(id, level);
    const control = required.find((one) => controlRules[one] === id);
    if (control !== undefined && level !== undefined && level !== 'error')
      read.problem(entry.key.span, `\`${id}\` cannot be \`${level}\`, because \`require\` names \`${control}\``);
  }
  for (const control of required) levels.set(controlRules[control], 'error');
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

const MESSAGE_MAX = 160;

export function problemAt(file: SourceFile, span: Span, message: string, rule: string): Finding {
  return {
    rule,
    severity: builtIns.find(({ id }) => id === rule)?.severity ?? 'error',
    confidence: 'certain',
    message: message.length <= MESSAGE_MAX ? message : `${message.slice(0, MESSAGE_MAX - 1)}…`,
    path: file.path,
    span,
    related: [],
    scenarios: [],
    fix: undefined,
  };
}
