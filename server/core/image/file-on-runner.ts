import type { EventKind, ImageEvent } from '../event/event';
import { stepSource } from '../workflow/step-source';
import { before } from './in-job';

/** Whether two paths, as people write them in a step, name the same file of the workspace. */
export function samePath(a: string, b: string): boolean {
  return plainPath(a) === plainPath(b);
}

/** Whether a path names a folder that a file lies in; `.` is the workspace. */
export function liesIn(file: string, folder: string): boolean {
  const outer = plainPath(folder);
  return outer === '' || outer === '.' || plainPath(file).startsWith(`${outer}/`);
}

/** A path without what only says where the workspace is. */
function plainPath(path: string): string {
  return path
    .trim()
    .replace(/^(\.\/+|\/github\/workspace\/+|\$\{?GITHUB_WORKSPACE\}?\/+)/, '')
    .replace(/\/+$/, '');
}

/**
 * Whether a later step of the job may read a file: it names the file or its folder, takes an output of the step, or uploads, in a way
 * that cannot be told, whatever is there.
 */
export function mentionsLater(event: ImageEvent, file: string): boolean {
  const name = file.replace(/^.*\//, '');
  const folder = file.includes('/') ? plainPath(file.replace(/\/[^/]*$/, '')) : undefined;
  const id = event.step.step.id?.value;
  return event.job.steps.some((step) => {
    if (step === event.step) return restOf(event).includes(name);
    if (step.order <= event.step.order) return false;
    const text = stepSource(step.step);
    return (
      text.includes(name) ||
      (folder !== undefined && folder !== '' && text.includes(folder)) ||
      (id !== undefined && text.includes(`steps.${id}.outputs`)) ||
      /\*\.(sarif|json)|\.sarif\b/.test(text) ||
      (step.action.kind === 'catalogued' &&
        step.action.entry.effects.some((effect) => effect.kind === 'artifact' && effect.direction === 'upload') &&
        /path:\s*(\.|\.\/|\*\*?|\$\{\{[^}]*\}\}\S*)\s*$/m.test(text))
    );
  });
}

/** What stands behind a command in its own script. */
function restOf({ command, step }: ImageEvent): string {
  return command === undefined ? '' : (step.step.run?.field.text.slice(command.command.span.end) ?? '');
}

/**
 * Whether something before an event may write a file in a way that cannot be read: downloads, unknown actions, and scripts that name the
 * file or, but for those with an event of the kind `by` that is judged on its own, speak of such files at all.
 */
export function writtenElsewhere(event: ImageEvent, file: string, by: EventKind, words: RegExp): boolean {
  const name = file.replace(/^.*\//, '');
  const judged = new Set(before(event).flatMap((other) => (other.kind === by ? [other.step.key] : [])));
  return event.job.steps.some((step) => {
    if (step.order * 1000 >= event.order || step === event.step) return false;
    if (step.action.kind === 'unknown') return true;
    if (step.action.kind === 'catalogued')
      return step.action.entry.effects.some((effect) => effect.kind === 'artifact' && effect.direction === 'download');
    const text = withoutQuestions(step.step.run?.field.text ?? '');
    return text.includes(name) || (words.test(text) && !judged.has(step.key));
  });
}

/** A script without what only asks for files or tells of them: tests, the words of a loop, what is printed or set as an output. */
function withoutQuestions(script: string): string {
  return script
    .replace(/^\s*(echo|printf)\b[^\n>|]*(>>?\s*"?\$\{?GITHUB_(OUTPUT|ENV|STEP_SUMMARY)\}?"?\s*)?$/gm, '')
    .replace(/\[\[?\s[^\]\n]*\]\]?|\btest -[a-z] \S+/g, '')
    .replace(/\bfor\s+\w+\s+in\s[^;\n]*/g, '');
}
