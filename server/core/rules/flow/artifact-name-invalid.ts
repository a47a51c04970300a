import type { ArtifactEvent } from '../../event/event';
import { eventsOfKinds } from '../../event/events-of';
import type { Analysis } from '../../image/analysis';
import { isDigest, runDigests } from '../../image/run-digests';
import { type Context, type ReportedFix, rule } from '../../lint/rule';
import { isPrintedDigest } from '../../run/printed-digest';
import type { StepInstance } from '../../run/run';
import type { ResolvedWord } from '../../shell/walk';
import { wordText } from '../../shell/word-text';
import { alternatives, parts, show } from '../../value/text';
import { datumText, type StepOutput, type TemplatePart } from '../../value/value';
import { fieldNamed, spanIn } from '../../workflow/field';
import type { Step } from '../../workflow/model';

/**
 * Artifacts are kept as Windows could: their names hold none of `":<>|*?\/`, and those of their files none of `":<>|*?` (`The artifact name is
 * not valid`, canonical/lxd#16822; `Artifact path is not valid … Contains the following character: Colon :`, actions/upload-artifact#333). The
 * digests of a build for several platforms are handed over under such names.
 */
export const artifactNameInvalid = rule({
  id: 'artifact-name-invalid',
  summary: 'Artifact or a file in it has a name that uploads refuse',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'artifact',
  failures: ['F-133'],
  check({ events, step, tool }, context) {
    if (tool !== 'actions/upload-artifact') return;
    for (const event of events) {
      if (event.direction !== 'upload' || event.reached === false) continue;
      if (eventsOfKinds(event.job, ['build']).length === 0) continue;
      checkName(event, step, context);
      checkFiles(event, context);
    }
  },
});

const CHARACTERS = /[":<>|*?\\/]/;

function checkName(event: ArtifactEvent, step: Step, { report, undecided }: Context): void {
  if (event.name?.given !== true) return;
  const options = alternatives(event.name.value);
  if (options === undefined) return undecided('the name of the artifact is not known');
  for (const option of options) {
    const found = parts(option)
      .map(oddIn)
      .find((one) => one !== undefined);
    if (found === undefined) continue;
    const fix = found.hole === undefined ? undefined : jobIndex(event, step, found.hole);
    report({
      at: event.name.span,
      message: `an artifact’s name holds no \`${found.character}\`, ${found.hole === undefined ? `as \`${found.text}\` does` : `and \`${found.hole}\` gives \`${found.text}\``}, so the upload fails`,
      confidence: event.reached === true ? 'certain' : 'likely',
      scenarios: [event.job.instance.scenarioId],
      ...(fix === undefined ? {} : { fix }),
    });
    return;
  }
}

interface Odd {
  readonly character: string;
  readonly text: string;
  /** The expression whose value has it. */
  readonly hole?: string;
}

/** What of a name cannot stand in it: written there, or in one of the values that a matrix gives. */
function oddIn(part: TemplatePart): Odd | undefined {
  if (typeof part === 'string') {
    const [character] = CHARACTERS.exec(part) ?? [];
    return character === undefined ? undefined : { character, text: part };
  }
  for (const datum of part.domain ?? []) {
    const text = datumText(datum);
    const [character] = CHARACTERS.exec(text) ?? [];
    if (character !== undefined) return { character, text, hole: part.shown };
  }
  return undefined;
}

/** The number of the leg in the place of an axis; whoever downloads artifacts by a pattern finds them as before. */
function jobIndex({ job }: ArtifactEvent, step: Step, axis: string): ReportedFix | undefined {
  const field = step.uses === undefined ? undefined : fieldNamed(step.uses.with, 'name')?.field;
  const segment = field?.template.segments.find((one) => one.kind === 'expression' && one.body.trim() === axis);
  if (field === undefined || segment === undefined || !axis.startsWith('matrix.')) return undefined;
  return {
    title: 'Number the artifacts of the legs',
    edit: (editor) =>
      job.instance.jobs.some((other) =>
        eventsOfKinds(other, ['artifact']).some(
          ({ direction, name }) => direction === 'download' && name?.given === true && show(name.value).includes(axis),
        ),
      )
        ? { refused: 'another job downloads the artifact by this name' }
        : editor.replaceIn(step.owner, field, segment.span, '${{ strategy.job-index }}'),
  };
}

/** Files that scripts before make of a digest, algorithm and all, in the folder that is uploaded. */
function checkFiles(event: ArtifactEvent, { analysis, report }: Context): void {
  const folder = event.path === undefined ? undefined : folderOf(show(event.path.value));
  if (folder === undefined) return;
  for (const maker of event.job.steps) {
    if (maker.order >= event.step.order || maker.reached === false) continue;
    const { run, owner } = maker.step;
    if (run === undefined || owner.file !== analysis.file) continue;
    for (const { words, reached } of maker.script?.commands ?? []) {
      if (reached === false || wordText(words[0]) !== 'touch') continue;
      for (const word of words.slice(1)) {
        const at = digestIn(word, folder, maker, analysis);
        if (at === undefined) continue;
        report({
          at: spanIn(run.field, word.word.span),
          message: `\`${at.shown}\` begins with \`sha256:\`, and a file of an artifact has no \`:\` in its name, so the upload fails`,
          confidence: maker.reached === true ? 'certain' : 'likely',
          related: [{ at: event.span, message: 'uploaded here' }],
          scenarios: [event.job.instance.scenarioId],
          ...(at.name === undefined
            ? {}
            : {
                fix: {
                  title: 'Leave the algorithm out of the name',
                  edit: (editor) => editor.replaceIn(owner, run.field, at.span, `\${${at.name}#sha256:}`),
                },
              }),
        });
      }
    }
  }
}

/** The folder of a path that names all its files; undefined for several paths, or some files only. */
function folderOf(path: string): string | undefined {
  const text = path.trim().replace(/^\.\//, '');
  return /[\n!]/.test(text) ? undefined : /^([^*?]+?)(\/\*{0,2}|)$/.exec(text)?.[1];
}

function digestIn(
  { word, value }: ResolvedWord,
  folder: string,
  step: StepInstance,
  analysis: Analysis,
):
  | { readonly shown: string; readonly span: { readonly start: number; readonly end: number }; readonly name?: string }
  | undefined {
  const text = show(value).replace(/^\.\//, '');
  if (!text.startsWith(`${folder}/`) || value.kind !== 'template') return undefined;
  const last = value.parts[value.parts.length - 1];
  const before = value.parts[value.parts.length - 2];
  const digests = runDigests(analysis, step);
  if (last === undefined || typeof before !== 'string' || !before.endsWith('/') || !startsSha(last, digests))
    return undefined;
  const written = word.parts[word.parts.length - 1];
  if (written?.kind === 'variable' && written.operation === undefined)
    return { shown: `$${written.name}`, span: written.span, name: written.name };
  return written?.kind === 'expression' ? { shown: written.body.trim(), span: written.span } : undefined;
}

function startsSha(part: TemplatePart, digests: readonly StepOutput[]): boolean {
  return typeof part !== 'string' && (isPrintedDigest(part) || isDigest({ kind: 'template', parts: [part] }, digests));
}
