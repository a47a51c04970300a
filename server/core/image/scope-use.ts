import { lookupCommand } from '../catalogue/commands';
import type { BuildEvent, ImageEvent, PushEvent } from '../event/event';
import { eventsOf, eventsOfStep } from '../event/events-of';
import { installedProgram } from '../event/installed-program';
import type { JobInstance, StepInstance } from '../run/run';
import { unwrapped } from '../run/unwrap';
import { wordTexts } from '../shell/word-text';
import type { Job } from '../workflow/model';
import type { Analysis } from './analysis';
import { createdRefs } from './created-refs';
import { isPullLogin } from './pulls-only';
import { tokenNeeds } from './token-needs';

/** Scopes whose use can be told from the files; of others nothing is claimed. */
export const JUDGED_SCOPES = ['contents', 'packages', 'id-token', 'attestations', 'security-events'] as const;

export type JudgedScope = (typeof JUDGED_SCOPES)[number];

/**
 * `used` for writing; `read` where reading is all a job does with it; `unused`; `unknown` where something in it is not read (an action nobody
 * described, a script, a called workflow elsewhere).
 */
export type ScopeUse = 'used' | 'read' | 'unused' | 'unknown';

/** Whether a job uses write access of a scope, as far as the files show everything it does. */
export function scopeUse(
  analysis: Analysis,
  job: Job,
  instances: readonly JobInstance[],
  scope: JudgedScope,
): ScopeUse {
  if (job.call !== undefined) return useOfCallees(analysis, instances, scope);
  const { scopes, unread } = tokenNeeds(analysis, job, instances);
  if (scopes[scope] === 'write') return 'used';
  if (instances.length === 0 || unread !== undefined) return 'unknown';
  const steps = instances.flatMap((instance) => instance.steps).filter(({ reached }) => reached !== false);
  if (scope === 'contents' && steps.some((step) => createdRefs(step).length > 0)) return 'used';
  const events = instances.flatMap(eventsOf).filter(({ reached }) => reached !== false);
  if (steps.some((step) => mayUse(step, scope)) || events.some((event) => eventMayUse(event, events, scope)))
    return 'unknown';
  return scope === 'packages' && events.some(isPullLogin) ? 'read' : 'unused';
}

function useOfCallees(analysis: Analysis, instances: readonly JobInstance[], scope: JudgedScope): ScopeUse {
  const callees = instances.filter(({ reached }) => reached !== false).map(({ callee }) => callee);
  let answer: ScopeUse = callees.length === 0 ? 'unknown' : 'unused';
  for (const callee of callees) {
    if (callee === undefined || 'unread' in callee) return 'unknown';
    for (const inner of callee.jobs) {
      const block = inner.job.permissions ?? callee.workflow.permissions;
      // What a called workflow asks for, its caller must have, used or not.
      const asked =
        block === undefined ? undefined : block.kind === 'write-all' || block.scopes.get(scope)?.level === 'write';
      if (asked === true) return 'used';
      const use = asked === false ? 'unused' : scopeUse(analysis, inner.job, [inner], scope);
      if (use === 'used') return use;
      if (use === 'unknown' || (use === 'read' && answer === 'unused')) answer = use;
    }
  }
  return answer;
}

/** A step that may use the scope in a way that is not read. */
function mayUse(step: StepInstance, scope: JudgedScope): boolean {
  const { action } = step;
  if (action.kind === 'unknown') return actionMayUse(action.name, scope);
  if (action.kind === 'catalogued') {
    if (action.entry.tokenUse === 'any') return true;
    // What it needs for certain, or when it pushes, signs or attests, is counted with the needs of the job.
    return scope === 'id-token' && action.entry.effects.some(({ kind }) => kind === 'identity');
  }
  if (action.kind !== 'run') return false;
  const { script } = step;
  const text = step.step.run?.field.text ?? '';
  if (
    script === undefined ||
    (scope === 'id-token' && /cosign|sigstore|gitsign|ID_TOKEN|vault|--provenance/i.test(text))
  )
    return true;
  // A script that is given the token by hand does with it what it likes; a login is an event of its own.
  if (GIVES_TOKEN.test(text) && !eventsOfStep(step).some(({ kind }) => kind === 'login')) return true;
  return script.commands.some(({ words, reached }) => {
    if (reached === false) return false;
    const bare = unwrapped(words);
    const texts = wordTexts(bare);
    const program = texts[0] ?? (bare[0] === undefined ? undefined : installedProgram(step, bare[0].value));
    if (program === undefined) return texts.length > 0;
    const matched = lookupCommand([program, ...texts.slice(1)]);
    const opaque =
      INTERPRETERS.has(program) || matched === undefined || (matched !== 'harmless' && 'opaque' in matched);
    return opaque && WRITES.test(texts.filter((text) => text !== undefined).join(' '));
  });
}

/**
 * An action nobody described gets the job's token by default where its author wants it, and may ask for an identity whenever the job can.
 * Packages and attestations are written by few, and those say so in their name.
 */
function actionMayUse(name: string, scope: JudgedScope): boolean {
  if (scope !== 'packages' && scope !== 'attestations') return true;
  return name.startsWith('.') || name.startsWith('docker:') || PUBLISHES.test(name);
}

const PUBLISHES =
  /docker|image|container|oci|registry|ghcr|package|publish|push|release|deploy|helm|chart|attest|provenance|sign|maven|npm|nuget|gem/i;

const INTERPRETERS: ReadonlySet<string> = new Set([
  'bash',
  'sh',
  'python',
  'python3',
  'node',
  'npm',
  'npx',
  'yarn',
  'pnpm',
  'ruby',
  'perl',
  'make',
]);

const GIVES_TOKEN = /\$\{\{[^}]*\b(github\.token|secrets\.GITHUB_TOKEN)\b/i;

/** Words of scripts that may write to the repository or its packages with what the checkout left behind. */
const WRITES =
  /release|publish|push|deploy|tag|version|bump|commit|changelog|sign|attest|upload|sarif|docker|image|\.sh\b|\.py\b/i;

/** A push of names nobody knows goes to ghcr.io with the job's token only if something brings that token along. */
function mayPushWithToken(event: BuildEvent | PushEvent, events: readonly ImageEvent[]): boolean {
  if (event.references !== undefined) return false;
  return (
    event.credentials !== undefined ||
    !events.some((other) => other.kind === 'login') ||
    events.some((other) => other.kind === 'login' && other.credential !== 'secret' && other.credential !== 'cloud')
  );
}

function eventMayUse(event: ImageEvent, events: readonly ImageEvent[], scope: JudgedScope): boolean {
  switch (event.kind) {
    case 'opaque':
      // A registry that scans does so by itself.
      if (event.may.size === 1 && event.may.has('scan')) return false;
      return scope === 'packages' || scope === 'id-token' || scope === 'attestations';
    case 'login':
      return (
        scope === 'packages' && event.credential !== 'secret' && event.credential !== 'cloud' && !isPullLogin(event)
      );
    case 'build':
      // Depot takes the run's identity where it is given no token (depot/build-push-action README).
      if (scope === 'id-token') return event.builder === 'depot' || event.tool.startsWith('depot/');
      return scope === 'packages' && event.pushes !== false && mayPushWithToken(event, events);
    case 'push':
      return scope === 'packages' && mayPushWithToken(event, events);
    case 'retention':
      return scope === 'packages';
    case 'sign':
      return scope === 'id-token' && event.identity !== 'key';
    case 'release':
      return scope === 'id-token' && event.programs.some(({ program, runs }) => runs !== false && program !== 'gpg');
    case 'setup':
      return scope === 'id-token' && (event.what === 'depot' || event.what === 'cosign');
    default:
      return false;
  }
}
