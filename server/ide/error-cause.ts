import { type ErrorExplanation, explainError } from '../core/explain/explain-error';
import { type Finding, lint, type Project } from '../core/index';

/** What a run's log says went wrong, and the finding that foresees it, where there is one. */
export interface ErrorCause {
  readonly explanation: ErrorExplanation;
  readonly finding: Finding | undefined;
}

/**
 * The likeliest cause of what stands in a log: the first explanation that a finding of the repository bears out, looking at `path`
 * first; else the most telling explanation alone. Undefined where the log shows no failure that is known.
 */
export function errorCause(project: Project, path: string, log: string): ErrorCause | undefined {
  const explanations = explainError(log);
  const paths = new Set([path, ...project.workspace.workflows]);
  for (const explanation of explanations) {
    for (const one of paths) {
      const finding = lint(project, one)?.findings.find(({ rule }) => explanation.rules.includes(rule));
      if (finding !== undefined) return { explanation, finding };
    }
  }
  const [explanation] = explanations;
  return explanation === undefined ? undefined : { explanation, finding: undefined };
}
