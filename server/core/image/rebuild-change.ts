import type { BuildEvent, PushEvent } from '../event/event';
import type { Operand } from '../run/operand';
import { knownText } from '../value/value';
import { buildEffect } from './build-effect';
import { before } from './in-job';
import { SCANNED } from './question';
import { sameImage, subjectOf } from './same-image';

export interface RebuildChange {
  readonly scanned: BuildEvent;
  /** The inputs the scanned build is given and the published one is not, as the action names them. */
  readonly inputs: readonly string[];
}

/**
 * Where a job builds an image, scans it and then publishes a second build with the same action: what says of which files the first was made,
 * when the second leaves all of that to the defaults; undefined otherwise. Two images that such inputs tell apart each have their own.
 */
export function rebuildChange(publishing: BuildEvent | PushEvent): RebuildChange | undefined {
  if (publishing.kind !== 'build' || !usesInputs(publishing) || SOURCE.some((one) => publishing[one] !== undefined))
    return undefined;
  const scans = before(publishing, 'scan').filter(SCANNED.wanted);
  const scanned = before(publishing, 'build').findLast(
    (build) =>
      build.pushes === false &&
      build.tool === publishing.tool &&
      usesInputs(build) &&
      scans.some((scan) => scan.order > build.order && sameImage(build, subjectOf(scan)) === true),
  );
  if (scanned === undefined || !SOURCE.some((one) => isOwn(scanned[one]))) return undefined;
  const effect = buildEffect(scanned.step);
  const inputs = CARRIED.flatMap((one) =>
    isOwn(scanned[one]) && publishing[one] === undefined ? (effect?.[one] ?? []) : [],
  );
  return inputs.length === 0 ? undefined : { scanned, inputs };
}

const SOURCE = ['context', 'file', 'target'] as const;
const CARRIED = [...SOURCE, 'buildArguments', 'platforms'] as const;

function usesInputs({ command, builder }: BuildEvent): boolean {
  return command === undefined && builder === 'buildx';
}

/** Whether an input says more than the default does. */
function isOwn(operand: Operand | undefined): boolean {
  if (operand === undefined) return false;
  return !['.', './', 'Dockerfile', './Dockerfile'].includes(knownText(operand.value)?.trim() ?? '');
}
