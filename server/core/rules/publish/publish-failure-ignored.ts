import type { BuildEvent, PushEvent } from '../../event/event';
import { equal } from '../../expr/compare';
import { after } from '../../image/in-job';
import { publishes } from '../../image/published';
import { failureWords, lostFailureFix } from '../../lint/lost-failure';
import { rule } from '../../lint/rule';
import type { Reference } from '../../run/reference';
import { wordText } from '../../shell/word-text';
import { show } from '../../value/text';

/** `|| true`, `set +e` and `continue-on-error` make a failed push look like a success: the run is green and the image is not there (F-081). */
export const publishFailureIgnored = rule({
  id: 'publish-failure-ignored',
  summary: 'Failure of a push is ignored, so a green run may have published nothing',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'publish',
  failures: ['F-081'],
  check({ events, step }, { analysis, report, undecided }) {
    for (const event of events) {
      const { failure } = event;
      if (failure.kind !== 'ignored' || !publishes(event) || event.step.step.owner.file !== analysis.file) continue;
      if (event.kind === 'build' && event.pushes !== true) {
        undecided('whether it pushes is not known');
        continue;
      }
      if (event.kind === 'push' && event.how === 'artifact') continue;
      // What is pushed so that the next build is faster may fail.
      if (event.known.length > 0 && event.known.every(isCache)) continue;
      const id = event.step.step.id?.value;
      if (id !== undefined && new RegExp(`\\bsteps\\.${id}\\.(outcome|conclusion)\\b`).test(analysis.file.text))
        continue;
      const doubt = noticedLater(event);
      if (doubt !== undefined) {
        undecided(doubt);
        continue;
      }
      report({
        at: failure.by,
        message: `\`${event.tool}\` may fail here and the run is green all the same, without the image: ${failureWords(failure.how)}`,
        confidence: event.reached === true ? 'certain' : 'likely',
        related:
          failure.by.start === event.span.start ? [] : [{ at: event.span, message: 'the push whose failure is lost' }],
        scenarios: [event.job.instance.scenarioId],
        ...lostFailureFix(step, event),
      });
    }
  },
});

function isCache({ name, tag }: Reference): boolean {
  return /cache/i.test(`${show(name)} ${tag === undefined ? '' : show(tag)}`);
}

/** Why the failure may come to light in the same job: another attempt, or something that asks the registry for what was pushed. */
function noticedLater(event: BuildEvent | PushEvent): string | undefined {
  const own = event.command;
  if (event.reached !== true && own?.command.guards.some(({ kind }) => kind === 'loop') === true)
    return 'it is one of a list that is not known, of which some may fail';
  const text = event.step.step.run?.field.text ?? '';
  if (own !== undefined && /\b(exit|return)\s+["']?[1-9$]|\bfalse\b/.test(text.slice(own.command.span.end)))
    return 'the script may fail later on';
  const again = after(event, 'build', 'push').some(
    (other) =>
      other.failure.kind !== 'ignored' && publishes(other) && (other.references === undefined || gives(other, event)),
  );
  if (again) return 'it may be pushed again';
  const asks = event.job.steps.some(
    (step) =>
      step.order >= event.step.order &&
      step.reached !== false &&
      (step.script?.commands ?? []).some((command) => {
        if (step === event.step && own !== undefined && command.command.span.start <= own.command.span.start)
          return false;
        if (command.reached === false || command.command.failure.kind === 'ignored') return false;
        const words = command.words.map(wordText);
        return (
          words.slice(0, 4).some((word) => ASKS.has(word ?? '')) &&
          command.words.slice(1).some(({ value }) => event.known.some((one) => equal(one.value, value) !== false))
        );
      }),
  );
  return asks ? 'a later command may look for the image in the registry' : undefined;
}

/** Subcommands that fail where the image is not in the registry, or was not pushed (`docker inspect` for `RepoDigests`). */
const ASKS: ReadonlySet<string> = new Set([
  'inspect',
  'pull',
  'create',
  'digest',
  'manifest',
  'copy',
  'cp',
  'verify',
  'sign',
]);

function gives(other: BuildEvent | PushEvent, event: BuildEvent | PushEvent): boolean {
  const sources = other.kind === 'push' ? (other.sources ?? []) : [];
  return [...other.known, ...sources].some((one) => event.known.some((own) => equal(one.value, own.value) === true));
}
