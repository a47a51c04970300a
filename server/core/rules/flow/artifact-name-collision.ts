import type { ArtifactEvent } from '../../event/event';
import { eventsOfKinds } from '../../event/events-of';
import { type ReportedFix, rule } from '../../lint/rule';
import type { Editor } from '../../remedy/editor';
import { booleanTruth, givenOperand, inputOperand } from '../../run/operand';
import type { Refusal } from '../../text/edit';
import { knownText } from '../../value/value';
import type { Step } from '../../workflow/model';

/**
 * Since version 4 an artifact cannot be written twice: `Failed request: (409) Conflict: an artifact with this name already exists on the
 * workflow run` (actions/upload-artifact README, "Not uploading to the same artifact", #478). With `overwrite` the last leg to finish wins.
 * The digests of a multi-platform build are handed over this way.
 */
export const artifactNameCollision = rule({
  id: 'artifact-name-collision',
  summary: 'Every leg of a matrix uploads an artifact of the same name',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'artifact',
  failures: [],
  check({ events, step, span, tool }, { report, undecided }) {
    if (tool !== 'actions/upload-artifact') return;
    for (const event of events) {
      if (event.direction !== 'upload' || event.reached === false || event.job.matrix?.several === false) continue;
      if (event.job.matrix === undefined || eventsOfKinds(event.job, ['build']).length === 0) continue;
      const { action } = event.step;
      if (action.kind !== 'catalogued' || action.major === undefined || action.major < 4) continue;
      const name = event.name === undefined ? 'artifact' : knownText(event.name.value);
      if (name === undefined) continue;
      // A condition may pick one leg.
      if (event.reached === 'unknown') continue;
      if (event.job.matrix.several === 'unknown') {
        undecided('whether more than one leg uploads it is not known');
        continue;
      }
      // A leg that has no such files uploads nothing, and whoever allows for that has legs without them.
      if (!failsWithoutFiles(event)) {
        undecided('a leg may have no files to upload');
        continue;
      }
      const overwrites = booleanTruth(inputOperand(event.step, 'overwrite'));
      if (overwrites === 'unknown') continue;
      const fix = event.step.parent === undefined ? fixOf(event, step, name) : undefined;
      report({
        at: event.name?.given === true ? event.name.span : span,
        message: `every leg of the matrix uploads \`${name}\`, ${overwrites ? 'and only what the last one to finish wrote is left' : 'and the second one fails, as an artifact of that name is there already'}`,
        confidence: 'certain',
        related: step.job?.matrix === undefined ? [] : [{ at: step.job.matrix.entry.key.span, message: 'the legs' }],
        scenarios: [event.job.instance.scenarioId],
        ...(fix === undefined ? {} : { fix }),
      });
    }
  },
});

function failsWithoutFiles({ step }: ArtifactEvent): boolean {
  const given = givenOperand(step, 'if-no-files-found');
  return given === undefined || knownText(given.value) === 'error';
}

/** The number of the leg makes the name its own, and whoever downloads it by name takes all of them. */
function fixOf(event: ArtifactEvent, step: Step, name: string): ReportedFix | undefined {
  const workflow = step.job?.workflow;
  if (workflow === undefined || event.job.instance.caller !== undefined) return undefined;
  const readers = event.job.instance.jobs
    .flatMap((job) => eventsOfKinds(job, ['artifact']))
    .filter((other) => other.direction === 'download' && knownText(other.name?.value) === name);
  return {
    title: 'Put the number of the leg into the name',
    edit: (editor) => {
      const made = editor.setInput(step, 'name', `${name}-\${{ strategy.job-index }}`);
      if (made !== undefined) return made;
      for (const reader of new Set(readers.map((one) => one.step.step))) {
        if (reader.owner !== workflow) return { refused: `\`${name}\` is downloaded in another file too` };
        const refusal = takeAll(editor, reader, name);
        if (refusal !== undefined) return refusal;
      }
      return undefined;
    },
  };
}

/** `pattern` puts each artifact into a folder of its own unless they are merged (actions/download-artifact README). */
function takeAll(editor: Editor, reader: Step, name: string): Refusal | undefined {
  return (
    editor.removeInput(reader, 'name') ??
    editor.setInput(reader, 'pattern', `${name}-*`) ??
    editor.setInput(reader, 'merge-multiple', 'true')
  );
}
