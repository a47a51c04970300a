import type { SourceFile } from '../text/source-file';
import type { Facts, Workspace } from '../workspace';
import { builtInIds } from './built-in';
import { didYouMean } from './closest';
import type { Allowance } from './config-allow';
import { type Assumptions, type ConfigFile, problemAt, type RuleLevel, readConfigFile } from './config-file';
import type { Finding } from './finding';
import { inOrder } from './merge';
import type { AnyRule, Profile } from './rule';

/** What the user decided: defaults, then `.github/plimsoll.yml`, then the editor's settings. */
export interface Config {
  readonly profile: Profile;
  /** By rule id; a rule not named has its own severity. */
  readonly rules: ReadonlyMap<string, RuleLevel>;
  readonly registries: readonly string[] | undefined;
  /** Patterns of paths by rule id: there the rule is silent. */
  readonly allow: ReadonlyMap<string, readonly string[]>;
  readonly assume: Assumptions;
}

export type { Assumptions, RuleLevel };

/** What an editor sends; each part, where it is given, counts more than the file's. */
export interface Settings {
  readonly profile?: Profile;
  readonly rules?: Readonly<Record<string, RuleLevel>>;
  readonly registries?: readonly string[];
}

export const defaultConfig: Config = {
  profile: 'default',
  rules: new Map(),
  registries: undefined,
  allow: new Map(),
  assume: {},
};

/** The configuration of a workspace, the workspace with the facts it answers, and what is wrong with the configuration file. */
export interface Configured {
  readonly workspace: Workspace;
  readonly config: Config;
  readonly problems: readonly Finding[];
}

/** Call this before analysing: `assume` decides what the analysis takes as known. */
export function configured(workspace: Workspace, rules: readonly AnyRule[], settings: Settings = {}): Configured {
  const file = workspace.config;
  const read = file === undefined ? undefined : configFile(file, rules);
  const config = merge(read, settings);
  const facts = factsWith(config, workspace.facts);
  const gone = file === undefined ? [] : goneFiles(workspace, file, read?.allow ?? []);
  const problems = [...(read?.problems ?? []), ...gone].sort(inOrder).flatMap((finding) => {
    const level = config.rules.get(finding.rule);
    return level === 'off' ? [] : [{ ...finding, severity: level ?? finding.severity }];
  });
  return { workspace: { ...workspace, facts }, config, problems };
}

/** The file alone, with its problems as findings of rule `config-invalid`. */
export function configFile(file: SourceFile, rules: readonly AnyRule[]): ConfigFile {
  return readConfigFile(file, [...rules.map(({ id }) => id), ...builtInIds]);
}

/** Files that `allow` names and that are not there; patterns may match nothing yet, and what was not read may be there. */
function goneFiles(workspace: Workspace, config: SourceFile, allow: readonly Allowance[]): readonly Finding[] {
  return allow.flatMap(({ paths }) =>
    paths
      .filter(
        ({ pattern }) => /\.ya?ml$/.test(pattern) && !/[*?]/.test(pattern) && workspace.file(pattern) === 'absent',
      )
      .map(({ pattern, span }) =>
        problemAt(
          config,
          span,
          `there is no file \`${pattern}\`${didYouMean(pattern, workspace.workflows) || ', the entry can go'}`,
          'suppression-unused',
        ),
      ),
  );
}

/** What the user says counts more than what the host found out. */
export function factsWith(config: Config, facts: Facts): Facts {
  return { ...facts, ...config.assume };
}

function merge(file: ConfigFile | undefined, settings: Settings): Config {
  return {
    profile: settings.profile ?? file?.profile ?? defaultConfig.profile,
    rules: new Map([...(file?.rules ?? []), ...Object.entries(settings.rules ?? {})]),
    registries: settings.registries ?? file?.registries,
    allow: patternsByRule(file?.allow ?? []),
    assume: file?.assume ?? defaultConfig.assume,
  };
}

function patternsByRule(allow: readonly Allowance[]): ReadonlyMap<string, readonly string[]> {
  const byRule = new Map<string, readonly string[]>();
  for (const { rules, paths } of allow)
    for (const id of rules) byRule.set(id, [...(byRule.get(id) ?? []), ...paths.map(({ pattern }) => pattern)]);
  return byRule;
}

const PROFILES: readonly Profile[] = ['default', 'strict', 'audit'];

/** Whether a rule runs: its profile is switched on, or the configuration names it with a severity. */
export function runs(rule: AnyRule, config: Config): boolean {
  const level = config.rules.get(rule.id);
  if (level !== undefined) return level !== 'off';
  return PROFILES.indexOf(rule.profile) <= PROFILES.indexOf(config.profile);
}
