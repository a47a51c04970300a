import type { Severity } from './finding';

/** A finding the runner makes by itself, about its own configuration or about itself. It can be switched off by id like a rule. */
export interface BuiltIn {
  readonly id: string;
  readonly summary: string;
  readonly severity: Severity;
  readonly page: string;
}

/**
 * A comment can be wrong in three ways, and each has an id of its own so that a team can insist on one and not on another:
 * it does not say anything that can be understood (`suppression-invalid`, also for an unknown rule), it silences nothing,
 * or it does not say why.
 */
export const builtIns: readonly BuiltIn[] = [
  {
    id: 'config-invalid',
    summary: 'Configuration file says something that is not understood',
    severity: 'error',
    page: 'The part of `.github/plimsoll.yml` that is marked is not used. Everything else in the file is.',
  },
  {
    id: 'internal-error',
    summary: 'A rule failed; the others ran',
    severity: 'error',
    page: 'This is a fault of Plimsoll, not of the workflow. The named rule was left out at this place, all others ran. Please report it with the workflow.',
  },
  {
    id: 'suppression-invalid',
    summary: 'Comment for Plimsoll is not understood',
    severity: 'warning',
    page: 'A comment that silences a rule reads `# plimsoll: allow[rule-id] reason`; several ids are separated by commas.',
  },
  {
    id: 'suppression-unused',
    summary: 'Comment silences a rule that has nothing to say here',
    severity: 'warning',
    page: 'The finding it was written for is gone. Remove the comment, otherwise it hides the next finding of that rule.',
  },
  {
    id: 'suppression-without-reason',
    summary: 'Comment silences a rule without saying why',
    severity: 'info',
    page: 'Write the reason behind the closing bracket: `# plimsoll: allow[rule-id] the base image is scanned every night`.',
  },
];

export const builtInIds: readonly string[] = builtIns.map(({ id }) => id);
