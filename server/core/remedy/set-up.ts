import type { BuildEvent } from '../image/event';
import { before } from '../image/in-job';
import type { Refusal } from '../text/edit';
import type { Step } from '../workflow/model';
import type { Editor } from './editor';
import { logInToGhcrText } from './step-texts';
import { guardLine, whenPushed } from './when-pushed';

/** Inserts docker/setup-buildx-action before a build; a container builder can export caches and build several platforms. */
export function setUpBuildx(editor: Editor, step: Step): Refusal | undefined {
  const uses = editor.uses(step.owner, 'docker/setup-buildx-action');
  return typeof uses === 'string'
    ? editor.insertSteps({ before: step }, `- name: Set up Buildx\n  uses: ${uses}`)
    : uses;
}

/** Sets Buildx up where nothing before the build does: the engine's own builder exports no cache and attaches nothing. */
export function ensureBuildx(editor: Editor, event: BuildEvent, step: Step): Refusal | undefined {
  return hasBuildx(event) ? undefined : setUpBuildx(editor, step);
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

/** Logs in to ghcr.io with the job's own token, before the step that pushes. */
export function logInToGhcr(editor: Editor, step: Step): Refusal | undefined {
  const uses = editor.uses(step.owner, 'docker/login-action');
  if (typeof uses !== 'string') return uses;
  const condition = whenPushed(step);
  if (typeof condition !== 'string') return condition;
  const refusal = editor.insertSteps({ before: step }, logInToGhcrText(uses, guardLine(condition)));
  if (refusal !== undefined || step.job === undefined) return refusal;
  return editor.grant(step.job, { packages: 'write' });
}
