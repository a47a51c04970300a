import { show } from '../value/text';
import type { BuildEvent, CheckoutEvent, Operand } from './event';
import { before, ofKind } from './in-job';
import { givenOperand } from './operand';

/** Where code of a pull request comes into a job that runs with the rights of the target repository. */
export interface ForeignCode {
  readonly at: CheckoutEvent | BuildEvent;
  readonly operand: Operand;
  /** actions/checkout from v7 on refuses it unless `allow-unsafe-pr-checkout` is set (its README). */
  readonly refused: boolean;
}

/** The checkout before a build, or the build's own Git context, that takes the head of a pull request. */
export function foreignCode(build: BuildEvent): ForeignCode | undefined {
  if (
    build.context !== undefined &&
    /\.git\b|^(https?|git|ssh):/.test(show(build.context.value)) &&
    isHead(build.context)
  )
    return { at: build, operand: build.context, refused: false };
  for (const checkout of [...ofKind(before(build), 'checkout')].reverse()) {
    const operand = [checkout.ref, checkout.repository].find((one) => one !== undefined && isHead(one));
    if (operand === undefined) continue;
    const { action } = checkout.step;
    const allowed = givenOperand(checkout.step, 'allow-unsafe-pr-checkout');
    const version = action.kind === 'catalogued' ? action.major : undefined;
    return { at: checkout, operand, refused: version !== undefined && version >= 7 && allowed === undefined };
  }
  return undefined;
}

/** Expressions for the head of the pull request, or of the run that a `workflow_run` follows; none of them is reviewed code. */
function isHead({ value }: Operand): boolean {
  return /github\.(head_ref|event\.pull_request\.(head\.|merge_commit_sha)|event\.workflow_run\.(head_|pull_requests))|refs\/pull\//.test(
    show(value),
  );
}
