import type { ArtifactEvent } from '../../event/event';
import { eventsOfKinds } from '../../event/events-of';
import { eventsAround } from '../../image/events-around';
import { happensBefore } from '../../image/order';
import { runOfJob } from '../../image/run-of-job';
import { closest } from '../../lint/closest';
import { nearName } from '../../lint/near-name';
import { type ReportedFix, rule } from '../../lint/rule';
import { givenOperand, writtenInput } from '../../run/operand';
import type { JobInstance, Run } from '../../run/run';
import { escapePattern } from '../../text/escape-pattern';
import { parts } from '../../value/text';
import { knownText } from '../../value/value';

/**
 * A job sees the artifacts that are uploaded when it begins to look: those of jobs it waits for. By name it fails with `Artifact not found
 * for name` (actions/download-artifact#250); by pattern it goes on with `Total of 0 artifact(s) downloaded` (#289), and the index is then made
 * of no digests.
 */
export const artifactNotHandedOver = rule({
  id: 'artifact-not-handed-over',
  summary: 'Artifact is downloaded that no job before has uploaded',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'artifact',
  failures: [],
  check({ events, step, span, tool }, { analysis, report, undecided }) {
    if (tool !== 'actions/download-artifact') return;
    for (const event of events) {
      if (event.direction !== 'download' || event.reached !== true || ofOtherRuns(event)) continue;
      const wanted = event.name ?? event.pattern;
      const text = knownText(wanted?.value);
      if (wanted === undefined || text === undefined || !concernsImages(event.job)) continue;
      const uploads = eventsAround(analysis.runs, event.job, 'artifact').filter(
        ({ direction, reached }) => direction === 'upload' && reached !== false,
      );
      const fitting = uploads.filter((upload) => fits(upload, text, event.name === undefined));
      const [late] = fitting;
      if (late !== undefined) {
        if (fitting.some((upload) => happensBefore(upload, event) !== 'unknown')) continue;
        const job = step.job;
        report({
          at: wanted.span,
          message: `job \`${event.job.job.id}\` does not wait for \`${late.job.job.id}\`, which uploads this, so it may look before it is there`,
          confidence: 'likely',
          related: late.step.step.owner.file === analysis.file ? [{ at: late.span, message: 'uploaded here' }] : [],
          scenarios: [event.job.instance.scenarioId],
          ...(job === undefined || late.job.instance !== event.job.instance
            ? {}
            : {
                fix: {
                  title: `Wait for \`${late.job.job.id}\``,
                  edit: (editor) => editor.addNeed(job, late.job.job.id),
                },
              }),
        });
        continue;
      }
      // Other steps upload artifacts as well, so only a name that is nearly one of these is taken for a slip.
      const names = uploads.flatMap((upload) => shownName(upload) ?? []);
      const meant = closest(text, names);
      if (meant === undefined) continue;
      const unseen = unseenUploads(analysis.runs, event.job);
      if (unseen !== undefined) {
        undecided(unseen);
        continue;
      }
      report({
        at: wanted.span.end > 0 ? wanted.span : span,
        message: `no job of this run uploads \`${text}\`, but one uploads \`${meant}\``,
        confidence: 'likely',
        scenarios: [event.job.instance.scenarioId],
        ...(nearName(text, names) === meant ? { fix: renamed(event, text, meant) } : {}),
      });
    }
  },
});

function renamed(event: ArtifactEvent, text: string, meant: string): ReportedFix {
  const { step } = event.step;
  const input = event.name === undefined ? 'pattern' : 'name';
  return {
    title: `Download \`${meant}\``,
    edit: (editor) => {
      if (writtenInput(step, input) !== text)
        return { refused: `\`${text}\` is not written here, but comes out of an expression` };
      return input === 'name' && meant.includes('*')
        ? { refused: 'a part of the name it is uploaded under is known only in the run' }
        : editor.setInput(step, input, meant);
    },
  };
}

/** Why an artifact of that name may be uploaded where nobody looks here; undefined where all of the run is read. */
function unseenUploads(runs: readonly Run[], job: JobInstance): string | undefined {
  const run = runOfJob(runs, job);
  if (run === undefined || run.scenario.id === 'call:unknown') return 'the workflow that calls this one may upload it';
  for (const { job: other, callee, steps, reached } of run.jobs) {
    if (reached === false) continue;
    if (callee !== undefined && 'unread' in callee) return `job \`${other.id}\` calls a workflow that is not read`;
    const unknown = steps.find((step) => step.reached !== false && step.action.kind === 'unknown');
    if (unknown !== undefined) return `\`${unknown.step.uses?.field.text}\` may upload it`;
  }
  return undefined;
}

function ofOtherRuns({ step }: ArtifactEvent): boolean {
  return ['artifact-ids', 'run-id', 'repository'].some((input) => givenOperand(step, input) !== undefined);
}

function concernsImages(job: JobInstance): boolean {
  return eventsOfKinds(job, ['build', 'push', 'scan', 'sign', 'attest', 'sbom']).length > 0;
}

/** Whether an upload may have this name, or one that the pattern takes; parts of its name that are not known may be anything. */
function fits(upload: ArtifactEvent, wanted: string, isPattern: boolean): boolean {
  const name = upload.name === undefined ? 'artifact' : shownName(upload);
  if (name === undefined) return true;
  if (!isPattern) return anything(name).test(wanted);
  // Braces and classes are seldom, and what they take is not worked out.
  if (/[?[{!]/.test(wanted)) return true;
  if (!name.includes('*')) return anything(wanted).test(name);
  // Two texts with open places fit where their literal beginnings do.
  const [own = ''] = name.split('*');
  const [other = ''] = wanted.split('*');
  return own.startsWith(other) || other.startsWith(own);
}

/** Takes any text for each `*`. */
function anything(text: string): RegExp {
  return new RegExp(`^${text.split('*').map(escapePattern).join('.*')}$`);
}

/** The name with `*` for what is not known in it; undefined where nothing is known. */
function shownName({ name }: ArtifactEvent): string | undefined {
  if (name?.value.kind !== 'known' && name?.value.kind !== 'template') return undefined;
  return parts(name.value)
    .map((part) => (typeof part === 'string' ? part : '*'))
    .join('');
}
