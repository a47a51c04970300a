import { fieldNamed } from '../workflow/field';
import type { Step } from '../workflow/model';
import type { BuildEvent, PushEvent } from './event';

/**
 * The name of the image (no tag) as the file itself writes it, so that a fix repeats `${{ inputs.registry }}/${{ inputs.image }}` and
 * not what one caller happens to pass. Undefined where it is not written as one name.
 */
export function writtenName(event: BuildEvent | PushEvent): string | undefined {
  const { step } = event.step;
  const tags = step.uses === undefined ? undefined : fieldNamed(step.uses.with, 'tags')?.field?.text.trim();
  if (tags === undefined) return undefined;
  const metadata = /^\$\{\{\s*steps\.([\w-]+)\.outputs\.tags\s*\}\}$/.exec(tags)?.[1];
  if (metadata !== undefined) return oneName(inputOf(stepNamed(step, metadata), 'images'));
  return oneName(tags)?.replace(/:(?:[^/:{}]|\$\{\{[^}]*\}\})+$/, '');
}

function stepNamed(step: Step, id: string): Step | undefined {
  return step.job?.steps.find((other) => other.id?.value === id);
}

function inputOf(step: Step | undefined, name: string): string | undefined {
  return step?.uses === undefined ? undefined : fieldNamed(step.uses.with, name)?.field?.text.trim();
}

/** A single plain name: one line, no list, no attributes, and nothing that may hold capitals where lower case is a must. */
function oneName(text: string | undefined): string | undefined {
  if (text === undefined || text === '' || /[\r\n,=\s]/.test(text.replace(/\$\{\{[^}]*\}\}/g, ''))) return undefined;
  return /github\.(repository|actor|event)/.test(text) ? undefined : text;
}
