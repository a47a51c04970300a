import type { BuildEvent, SetupEvent } from '../event/event';
import type { Site } from '../image/analysis';
import { before } from '../image/in-job';
import { loginDoubt } from '../image/login-in-force';
import type { Refusal } from '../text/edit';
import { knownText } from '../value/value';
import { conditionBody } from '../workflow/condition-text';
import type { Step } from '../workflow/model';
import { isExplained } from '../yaml/comments';
import type { Editor } from './editor';
import { explained } from './explained';
import { logInToGhcrText } from './step-texts';
import { guardLine, whenPushed } from './when-pushed';

/**
 * Inserts docker/setup-buildx-action before a build; a container builder can export caches and build several platforms. Where a later step
 * of the job sets it up, that one is moved, and refused to be where it is more than a plain call.
 */
export function setUpBuildx(editor: Editor, step: Step): Refusal | undefined {
  const uses = editor.uses(step.owner, 'docker/setup-buildx-action');
  if (typeof uses !== 'string') return uses;
  const later = (step.job?.steps ?? []).find((other) => other.index > step.index && setsUpBuildx(other));
  if (later !== undefined && !isPlain(later))
    return { refused: 'Buildx is set up by a later step of the job; move that step in front of this one' };
  return (
    (later === undefined ? undefined : editor.removeStep(later)) ??
    editor.insertSteps({ before: step }, `- name: Set up Buildx\n  uses: ${uses}`)
  );
}

/** Whether a step sets Buildx up in every run that gets to it. */
function setsUpBuildx({ uses, condition }: Step): boolean {
  return condition === undefined && uses !== undefined && /^docker\/setup-buildx-action@/i.test(uses.field.text);
}

/** Whether it is called without inputs, and no comment but one that names its version stands by it. */
function isPlain({ owner: { document, file }, node, id, uses }: Step): boolean {
  const remarks = document.comments.filter(({ text }) => !/^#?\s*v?\d[\w.+-]*\s*$/.test(text));
  return id === undefined && uses?.with.fields.length === 0 && !isExplained(remarks, file.text, node.span);
}

/** Sets Buildx up where nothing before the build does: the engine's own builder exports no cache and attaches nothing. */
export function ensureBuildx(editor: Editor, event: BuildEvent, step: Step): Refusal | undefined {
  if (!hasBuildx(event)) return setUpBuildx(editor, step);
  return engineBuilder(event) === undefined
    ? undefined
    : { refused: 'Buildx is set up with `driver: docker`, which can do none of this; decide on another there' };
}

/** Where Buildx is set up before, though only to use the engine's own builder. */
export function engineBuilder(event: BuildEvent): SetupEvent | undefined {
  const setups = before(event, 'setup').filter(
    ({ what }) => what === 'buildx' || what === 'depot' || what === 'docker',
  );
  return setups.every(({ what, driver }) => what === 'buildx' && knownText(driver?.value) === 'docker')
    ? setups[0]
    : undefined;
}

export function hasBuildx(event: BuildEvent): boolean {
  return before(event, 'setup').some(({ what }) => what === 'buildx' || what === 'depot');
}

/** Inserts docker/setup-qemu-action before Buildx, which looks for emulators when it starts (docker/setup-buildx-action#73). */
export function setUpQemu(editor: Editor, event: BuildEvent, step: Step): Refusal | undefined {
  const uses = editor.uses(step.owner, 'docker/setup-qemu-action');
  if (typeof uses !== 'string') return uses;
  const buildx = before(event, 'setup').find(
    (other) => other.what === 'buildx' && other.step.parent === undefined && other.command === undefined,
  )?.step.step;
  return editor.insertSteps({ before: buildx ?? step }, `- name: Set up QEMU\n  uses: ${uses}`);
}

/** Whether a step logs in to ghcr.io with the job's own token on the same condition, and does nothing else. */
function isSameLogin({ uses, condition }: Step, wanted: string): boolean {
  const given = new Map((uses?.with.fields ?? []).map(({ lower, field }) => [lower, field?.text.trim() ?? '']));
  return (
    uses !== undefined &&
    /^docker\/login-action@/i.test(uses.field.text) &&
    [...given.keys()].every((name) => ['registry', 'username', 'password'].includes(name)) &&
    given.get('registry') === 'ghcr.io' &&
    /^\$\{\{\s*(secrets\.GITHUB_TOKEN|github\.token)\s*\}\}$/.test(given.get('password') ?? '') &&
    conditionBody(condition) === wanted
  );
}

/**
 * Logs in to ghcr.io with the job's own token, before the step that pushes. In a composite action, which has no `secrets`, the login is with
 * `github.token` and the jobs that use it are granted the scope; it refuses where some of those log in by themselves.
 */
export function logInToGhcr(editor: Editor, { step, events }: Pick<Site, 'step' | 'events'>): Refusal | undefined {
  const uses = editor.uses(step.owner, 'docker/login-action');
  if (typeof uses !== 'string') return uses;
  const condition = whenPushed(step);
  if (typeof condition !== 'string') return condition;
  const reached = events.filter((event) => event.reached !== false);
  if (step.job === undefined && reached.some((event) => loginDoubt(event, 'ghcr.io') !== undefined))
    return { refused: 'some jobs that use this action log in by themselves; log in in the others as well' };
  const token = step.job === undefined ? 'github.token' : 'secrets.GITHUB_TOKEN';
  // A login further down, made for a signature alone, serves the push as well where it stands before both.
  const later = (step.job?.steps ?? []).find(
    (other) =>
      other.index > step.index &&
      other.id === undefined &&
      isSameLogin(other, condition) &&
      explained(other.owner, other.node.span) === undefined,
  );
  const refusal =
    (later === undefined ? undefined : editor.removeStep(later)) ??
    editor.insertSteps({ before: step }, logInToGhcrText(uses, guardLine(condition), token));
  if (refusal !== undefined) return refusal;
  for (const job of new Set(step.job === undefined ? reached.map((event) => event.job.job) : [step.job])) {
    const refused = editor.grant(job, { packages: 'write' });
    if (refused !== undefined) return refused;
  }
  return undefined;
}
