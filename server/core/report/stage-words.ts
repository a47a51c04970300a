import { positionAt } from '../text/line-index';
import type { Place, Stage, StageKind } from './image-way';

/** The words for a stage as a person reads them. */
export const STAGE_WORDS: Readonly<Record<StageKind, string>> = {
  build: 'built',
  push: 'pushed',
  scan: 'scanned',
  sbom: 'SBOM',
  sign: 'signed',
  attest: 'provenance',
};

/** What is to be said of a stage, in one line. */
export function stageText(stage: Stage): string {
  const steps = stage.steps.map(({ tool, at }) => `${tool} at ${placeText(at)}`).join(', ');
  const more = [steps, stage.note ?? ''].filter((part) => part !== '').join('; ');
  const answer = stage.state === 'there' ? 'yes' : stage.state === 'missing' ? 'no' : 'not known';
  return more === '' ? answer : `${answer}: ${more}`;
}

/** `path:line`, lines counted from one. */
export function placeText({ file, span }: Place): string {
  return `${file.path}:${positionAt(file.lines, span.start).line + 1}`;
}
