import type { JobInstance } from '../run/run';
import type { Span } from '../text/span';
import type { Job, Step } from '../workflow/model';
import type { ReportedFix } from './rule';

/** The block that leaves out what it does not name, where the job has one of its own or from its workflow; its file may be another than the step's. */
export function leftOutBy({ job, permissions }: JobInstance): readonly {
  readonly at: Span;
  readonly path: string;
  readonly message: string;
}[] {
  const { block, explicit } = permissions;
  return block === undefined || !explicit
    ? []
    : [{ at: block.span, path: job.workflow.file.path, message: 'scopes that are not named here are none' }];
}

/**
 * Grants scopes to the job of a step. A composite action works with the token of whichever job uses it, so there it is those of `denied`, which
 * is read when the fix is made and all runs have been looked at.
 */
export function granting(
  step: Step,
  denied: ReadonlySet<Job>,
  scopes: Readonly<Record<string, 'read' | 'write'>>,
): ReportedFix {
  const told = Object.entries(scopes)
    .map(([name, level]) => `\`${name}: ${level}\``)
    .join(' and ');
  return {
    title: step.job === undefined ? `Grant the jobs that use this action ${told}` : `Grant the job ${told}`,
    edit: (editor) => {
      for (const job of denied) {
        const refusal = editor.grant(job, scopes);
        if (refusal !== undefined) return refusal;
      }
      return undefined;
    },
  };
}
