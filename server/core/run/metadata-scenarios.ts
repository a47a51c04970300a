import type { Span } from '../text/span';
import { fieldNamed } from '../workflow/field';
import { type MetadataResult, metadataResult } from './metadata';
import { refFacts } from './metadata-template';
import type { StepInstance } from './run';

/** The tags of a docker/metadata-action step on one start. */
export interface ScenarioTags {
  readonly instance: StepInstance;
  readonly scenario: string;
  /** In words that follow "on". */
  readonly says: string;
  /** Undefined where the inputs are not known well enough. */
  readonly result: MetadataResult | undefined;
  /** Whether the start is a pre-release tag or release. */
  readonly prerelease: boolean | 'unknown';
}

/** What a metadata step gives on each start that reaches it (or may), in the order of the triggers; nothing for other steps. */
export function scenarioTags(instances: readonly StepInstance[]): readonly ScenarioTags[] {
  return instances
    .filter((instance) => isMetadata(instance) && instance.reached !== false)
    .map((instance) => ({
      instance,
      scenario: instance.job.instance.scenarioId,
      says: instance.job.instance.scenario.says,
      result: metadataResult(instance),
      prerelease: refFacts(instance).prerelease,
    }));
}

/** Whether a step computes tags from the event. */
export function isMetadata({ action }: StepInstance): boolean {
  return action.kind === 'catalogued' && action.entry.effects.some(({ kind }) => kind === 'metadata');
}

/** Whether anything in the step's job takes its tags: an output that holds them, or the variables the action sets. */
export function tagsTaken(instance: StepInstance): boolean {
  return takes(instance, 'tag|json|version|bake');
}

/** The same of all of them: `version` is one, and never `latest`; neither labels nor what a build is only told of them takes any. */
export function allTagsTaken(instance: StepInstance): boolean {
  const told = (instance.step.job?.steps ?? []).flatMap(({ uses }) =>
    uses === undefined ? [] : TELLS.flatMap((input) => fieldNamed(uses.with, input)?.field?.span ?? []),
  );
  return takes(
    instance,
    'tag|json|bake',
    told.sort((a, b) => a.start - b.start),
  );
}

/** Inputs of builds that name nothing that is pushed. */
const TELLS = ['build-args', 'labels', 'annotations'];

function takes({ step }: StepInstance, outputs: string, without: readonly Span[] = []): boolean {
  const { start, end } = step.job?.node.span ?? { start: 0, end: step.owner.file.text.length };
  const { text } = step.owner.file;
  const pieces = [...without, { start: end, end }].map((span, at) =>
    text.slice(without[at - 1]?.end ?? start, span.start),
  );
  const read = pieces.join('\n');
  if (new RegExp(`DOCKER_METADATA_OUTPUT_(${outputs.toUpperCase()})`).test(read)) return true;
  const id = step.id?.value;
  const labels = new RegExp(`fromJSON\\(steps\\.${id}\\.outputs\\.json\\)\\.(labels|annotations)`, 'gi');
  return (
    id !== undefined && new RegExp(`steps\\.${id}\\.outputs(\\.(${outputs})|\\[|\\s)`).test(read.replace(labels, ''))
  );
}
