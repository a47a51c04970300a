import type { BuildEvent } from '../event/event';
import { givenOperand, type Operand } from '../run/operand';
import type { StepInstance } from '../run/run';
import type { Span } from '../text/span';
import { show } from '../value/text';
import { spanIn } from '../workflow/field';
import { before } from './in-job';

/** Where code of a pull request comes into a job that runs with the rights of the target repository. */
export interface ForeignCode {
  readonly step: StepInstance;
  /** In `step.step.owner.file`. */
  readonly span: Span;
  /** actions/checkout from v7 on refuses it unless `allow-unsafe-pr-checkout` is set (its README). */
  readonly refused: boolean;
}

/** The checkout or command before a build, or the build's own Git context, that takes the head of a pull request. */
export function foreignCode(build: BuildEvent): ForeignCode | undefined {
  const { context } = build;
  if (context !== undefined && /\.git\b|^(https?|git|ssh):/.test(show(context.value)) && isHead(context))
    return { step: build.step, span: context.span, refused: false };
  return checkedOut(build) ?? fetched(build);
}

function checkedOut(build: BuildEvent): ForeignCode | undefined {
  for (const checkout of [...before(build, 'checkout')].reverse()) {
    const operand = [checkout.ref, checkout.repository].find((one) => one !== undefined && isHead(one));
    if (operand === undefined) continue;
    const { action } = checkout.step;
    const allowed = givenOperand(checkout.step, 'allow-unsafe-pr-checkout');
    const version = action.kind === 'catalogued' ? action.major : undefined;
    return {
      step: checkout.step,
      span: operand.span,
      refused: version !== undefined && version >= 7 && allowed === undefined,
    };
  }
  return undefined;
}

/** `gh pr checkout`, or a fetch of the request's own reference. */
function fetched(build: BuildEvent): ForeignCode | undefined {
  for (const step of build.job.steps) {
    const { run } = step.step;
    if (run === undefined || step.order * 1000 >= build.order || step.reached === false) continue;
    const match = /\bgh\s+pr\s+checkout\b|\bgit\s+fetch\b[^\n]*\bpull\/[^\n]*/.exec(run.field.text);
    if (match === null) continue;
    return {
      step,
      span: spanIn(run.field, { start: match.index, end: match.index + match[0].trimEnd().length }),
      refused: false,
    };
  }
  return undefined;
}

/** Expressions for the head of the pull request, or of the run that a `workflow_run` follows; none of them is reviewed code. */
function isHead({ value }: Operand): boolean {
  return /github\.(head_ref|event\.pull_request\.(head\.|merge_commit_sha)|event\.workflow_run\.(head_|pull_requests))|refs\/pull\//.test(
    show(value),
  );
}
