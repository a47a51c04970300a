import type { BuildEvent, ImageEvent, PushEvent } from '../../event/event';
import { eventsInRun, eventsOfStep } from '../../event/events-of';
import type { Analysis } from '../../image/analysis';
import { publishes } from '../../image/published';
import { runOfJob } from '../../image/run-of-job';
import { rule } from '../../lint/rule';
import { shownName } from '../../run/reference';
import { runsOf } from '../../run/runs';
import type { ResolvedWord } from '../../shell/walk';
import { show } from '../../value/text';
import { fieldsBelow } from '../../workflow/fields-below';

/**
 * What is pushed by digest only is found by nobody who does not know the digest; an index with tags is made of it afterwards
 * (Docker Docs, "Multi-platform image", several runners).
 */
export const pushByDigestNotMerged = rule({
  id: 'push-by-digest-not-merged',
  summary: 'Image is pushed by digest, and no tag is ever made for it',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'no',
  each: 'build',
  failures: [],
  check({ events, span }, { analysis, report, undecided }) {
    const pushing = events.filter(
      (event) => event.pushByDigest !== false && event.pushes !== false && publishes(event),
    );
    const [first] = pushing;
    if (first === undefined) return;
    if (pushing.some((event) => event.pushByDigest !== true || event.pushes !== true)) {
      undecided('whether it is pushed by digest is not known');
      return;
    }
    // A run that only tries the build out may leave the index to others.
    const reasons = pushing.map((event) => whyTagged(event, analysis));
    if (reasons.includes('tagged')) return;
    const doubt = reasons.find((reason) => reason !== undefined) ?? elsewhere(analysis);
    if (doubt !== undefined) {
      undecided(doubt);
      return;
    }
    const [name = 'the image'] = first.known.map(shownName);
    report({
      at: first.exporters?.given === true ? first.exporters.span : span,
      message: `${name} is pushed by digest only, and nothing gives it a tag afterwards, so nobody finds it`,
      confidence: 'likely',
      scenarios: pushing.map(({ job }) => job.instance.scenarioId),
    });
  },
});

/** Whether the run makes a tag: for certain, perhaps (in words), or not at all. */
function whyTagged(event: BuildEvent, analysis: Analysis): 'tagged' | string | undefined {
  const run = runOfJob(analysis.runs, event.job);
  if (run === undefined) return 'the run it belongs to is not known';
  if (eventsInRun(run, 'push').some((other) => other.reached !== false)) return 'tagged';
  const opaque = eventsInRun(run, 'opaque').find(
    (other) => other.reached !== false && other.order > event.order && other.may.has('push'),
  );
  if (opaque !== undefined) return `\`${opaque.tool}\` may make the index`;
  const unread = run.jobs.find(
    ({ callee, reached }) => callee !== undefined && 'unread' in callee && reached !== false,
  );
  if (unread !== undefined) return 'a called workflow that is not read may make the index';
  return digestUsed(event) ? 'the digest goes on to something that may give it a tag' : undefined;
}

/** Signing, scanning and putting the digest into an artifact give no tag; anything else that receives it might. */
function digestUsed(event: BuildEvent): boolean {
  const id = event.step.step.id?.value;
  if (id === undefined || event.digest === undefined) return false;
  const text = `steps.${id}.outputs.${event.digest.output}`;
  const { job, steps } = event.job;
  if (job.outputs.fields.some(({ field }) => field?.text.includes(text) === true)) return true;
  const receivers = steps.filter(
    ({ step, order }) => order > event.step.order && fieldsBelow(step.node).some((field) => field.text.includes(text)),
  );
  return receivers.some((receiver) => {
    const own = eventsOfStep(receiver);
    if (own.length > 0) return own.some(({ kind }) => !HARMLESS.has(kind));
    return receiver.script?.commands.some(({ words }) => !WRITERS.test(wordText(words[0]))) ?? true;
  });
}

const HARMLESS: ReadonlySet<ImageEvent['kind']> = new Set(['attest', 'sign', 'scan', 'sbom', 'verify', 'artifact']);
const WRITERS = /^(mkdir|touch|echo|printf|cat|set|)$/;

function wordText(word: ResolvedWord | undefined): string {
  return word === undefined ? '' : show(word.value);
}

/** Another workflow, started by the end of this one, say. */
function elsewhere(analysis: Analysis): string | undefined {
  for (const path of analysis.workspace.workflows) {
    const file = analysis.workspace.file(path);
    if (file === 'absent' || path === analysis.file.path) continue;
    if (file === 'notLoaded') return `\`${path}\` was not read`;
    if (runsOf(analysis.workspace, file).some((run) => eventsInRun(run, 'push').some(makesIndex)))
      return `\`${path}\` makes an index`;
  }
  return undefined;
}

function makesIndex({ how }: PushEvent): boolean {
  return how === 'copy' || how === 'index';
}
