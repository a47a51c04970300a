import type { ImageEvent } from '../event/event';
import { eventsOf } from '../event/events-of';
import { credentialOf } from '../event/from-login';
import { variableValue } from '../run/command-variable';
import { readScript } from '../run/read-script';
import type { JobInstance, StepInstance } from '../run/run';
import { literalText } from '../shell/plain-word';
import type { FieldMap, Job } from '../workflow/model';
import type { Analysis } from './analysis';
import { usesAttestAction } from './attest-action';
import { gitHasJobToken } from './created-refs';
import { opaqueFor } from './in-job';
import { signsInByOidc } from './oidc-identity';

/** What a job does with its GITHUB_TOKEN, as far as the files tell. */
export interface TokenNeeds {
  readonly scopes: Readonly<Record<string, 'read' | 'write'>>;
  /** The first step that uses the token in a way that cannot be read; a block made of `scopes` may take from it what it needs. */
  readonly unread: string | undefined;
}

type Need = readonly [scope: string, level: 'read' | 'write'];

/** The needs of every instance of a job together (publishing.md §B, table of tasks; the catalogue's `permissions`). */
export function tokenNeeds(analysis: Analysis, job: Job, instances: readonly JobInstance[]): TokenNeeds {
  const memo = NEEDS.get(instances);
  if (memo !== undefined) return memo;
  const needs = readNeeds(analysis, job, instances);
  NEEDS.set(instances, needs);
  return needs;
}

/** Asked once for every scope; the instances of a job belong to one analysis. */
const NEEDS = new WeakMap<readonly JobInstance[], TokenNeeds>();

function readNeeds(analysis: Analysis, job: Job, instances: readonly JobInstance[]): TokenNeeds {
  const scopes: Record<string, 'read' | 'write'> = { contents: 'read' };
  const add = (needs: readonly Need[]): void => {
    for (const [scope, level] of needs) if (scopes[scope] !== 'write') scopes[scope] = level;
  };
  let unread: string | undefined;
  const members = new Set(instances);
  for (const run of analysis.runs) {
    for (const other of run.jobs) {
      if (!members.has(other) && other.job.key !== job.key) continue;
      const events = eventsOf(other);
      for (const event of events)
        if (event.reached !== false) add([...needsOf(event, events), ...mayNeed(event, events)]);
    }
  }
  for (const instance of instances)
    for (const step of instance.steps) {
      if (step.reached === false) continue;
      const found = stepNeeds(step);
      add(found.needs);
      unread ??= found.unread;
    }
  return { scopes, unread };
}

/** What one event needs of the token, given the events of its job. */
export function needsOf(event: ImageEvent, events: readonly ImageEvent[]): readonly Need[] {
  switch (event.kind) {
    case 'build':
      return event.pushes !== false && pushesToGhcr(event, events) ? [['packages', 'write']] : [];
    case 'push':
      return pushesToGhcr(event, events) ? [['packages', 'write']] : [];
    case 'sign':
      return event.identity === 'keyless' ? [['id-token', 'write']] : [];
    case 'attest':
      return usesAttestAction(event)
        ? [
            ['id-token', 'write'],
            ['attestations', 'write'],
          ]
        : event.identity === 'keyless'
          ? [['id-token', 'write']]
          : [];
    case 'upload-sarif':
      return [['security-events', 'write']];
    case 'retention':
      return [['packages', 'write']];
    default:
      return [];
  }
}

function pushesToGhcr(event: ImageEvent & { kind: 'build' | 'push' }, events: readonly ImageEvent[]): boolean {
  if (!event.known.some(({ registry }) => registry === 'ghcr.io')) return false;
  if (event.credentials !== undefined) return credentialOf(event.credentials.password.value) === 'github-token';
  return events.some(
    (other) =>
      other.kind === 'login' &&
      other.job === event.job &&
      other.hosts?.includes('ghcr.io') === true &&
      other.credential === 'github-token',
  );
}

/**
 * A job that logs in to GitHub's registry with its token pushes there what it pushes to a registry that is not known, and what a command may
 * push that cannot be read; where neither is, it pulls. The old docker.pkg.github.com asks for the same scopes (GitHub docs, "Permissions for
 * the package registry").
 */
function mayNeed(event: ImageEvent, events: readonly ImageEvent[]): readonly Need[] {
  // In private repositories alone, and which this is no file tells (actions/starter-workflows#1747).
  if (event.kind === 'upload-sarif') return [['actions', 'read']];
  if (event.kind !== 'login' || event.credential !== 'github-token') return [];
  const host = GITHUB_HOSTS.find((one) => event.hosts?.includes(one) === true);
  if (host === undefined) return [];
  const inJob = events.filter((other) => other.job === event.job && other.reached !== false);
  const pushes = inJob.some(
    (other) =>
      (other.kind === 'push' || (other.kind === 'build' && other.pushes !== false)) &&
      (other.references === undefined ||
        other.known.some(({ registry }) => registry === undefined || registry === host)),
  );
  return [['packages', pushes || opaqueFor(inJob, 'push') !== undefined ? 'write' : 'read']];
}

const GITHUB_HOSTS = ['ghcr.io', 'docker.pkg.github.com'];

interface StepNeeds {
  readonly needs: readonly Need[];
  readonly unread?: string;
}

const NONE: StepNeeds = { needs: [] };

function stepNeeds(instance: StepInstance): StepNeeds {
  const { action, step } = instance;
  switch (action.kind) {
    case 'run':
      return scriptNeeds(instance);
    case 'catalogued':
      return action.entry.tokenUse === 'any'
        ? { needs: [], unread: `\`${action.entry.action}\`` }
        : { needs: action.entry.permissions.filter((need) => applies(need.condition, instance)).map(asNeed) };
    case 'unknown':
      return givesToken(step.uses?.with) || givesToken(step.env) ? { needs: [], unread: `\`${action.name}\`` } : NONE;
    default:
      return NONE;
  }
}

function asNeed({ scope, level }: { readonly scope: string; readonly level: 'read' | 'write' }): Need {
  return [scope, level];
}

/** Conditions that events tell of (`ghcr-token`, `keyless`, `push-to-registry`) are counted there. */
function applies(condition: string | undefined, instance: StepInstance): boolean {
  switch (condition) {
    case undefined:
      return true;
    case 'oidc':
      return signsInByOidc(instance);
    case 'release-event':
      return instance.job.instance.scenario.event === 'release';
    case 'token-variable':
      return credentialOf(variableValue(instance.variable('GITHUB_TOKEN'))) !== 'secret';
    default:
      return false;
  }
}

/** `git push` uses what actions/checkout left behind; `gh` is read by its subcommand (cli.github.com manual); the rest is not known. */
function scriptNeeds(instance: StepInstance): StepNeeds {
  const { step } = instance;
  const script = readScript(instance);
  const needs: Need[] = [];
  let unread: string | undefined;
  const given = givesToken(step.env) || mentionsToken(step.run?.field.text ?? '');
  for (const { words } of [...script.commands, ...[...script.functions.values()].flat()]) {
    const [name, first, second] = words.map(literalText);
    if (name === 'git') {
      if (words.map(literalText).includes('push') && gitHasJobToken(instance)) needs.push(['contents', 'write']);
    } else if (name === 'gh') {
      const need = GH.get(`${first} ${second}`);
      if (need === undefined) unread ??= `\`gh ${first ?? ''}\``;
      else needs.push(...need);
    } else if (given && name !== undefined && TAKES_TOKEN.has(name)) unread ??= `\`${name}\``;
  }
  if (given && script.opaque.length > 0) unread ??= 'a script';
  return unread === undefined ? { needs } : { needs, unread };
}

const GH: ReadonlyMap<string, readonly Need[]> = new Map([
  ...['create', 'edit', 'upload', 'delete'].map(
    (verb) => [`release ${verb}`, [['contents', 'write']]] as [string, readonly Need[]],
  ),
  ...['view', 'list', 'download'].map((verb) => [`release ${verb}`, []] as [string, readonly Need[]]),
  ['auth setup-git', []],
  ['attestation verify', [['attestations', 'read']]],
  ['workflow run', [['actions', 'write']]],
]);

/** Programs that can do anything with a token they are given. Programs that only log in to a registry are not among them. */
const TAKES_TOKEN: ReadonlySet<string> = new Set([
  'curl',
  'wget',
  'node',
  'npm',
  'npx',
  'yarn',
  'pnpm',
  'python',
  'python3',
  'ruby',
  'bash',
  'sh',
  'make',
  'just',
  'task',
  'go',
  'cargo',
  'goreleaser',
  'semantic-release',
  'hub',
]);

function givesToken(map: FieldMap | undefined): boolean {
  return map?.fields.some(({ field }) => field !== undefined && mentionsToken(field.text)) === true;
}

function mentionsToken(text: string): boolean {
  return /\$\{\{[^}]*\b(?:github\.token|secrets\.GITHUB_TOKEN)\b/i.test(text);
}
