import { eventsInRun } from '../event/events-of';
import type { Run, StepInstance } from '../run/run';
import type { Truth } from '../value/value';

/** Whether a run scans the source of the repository: files, dependencies, secrets or configuration. */
export function scansSource(run: Run): Truth {
  if (
    eventsInRun(run, 'scan').some(
      (event) => (event.subject === 'filesystem' || event.subject === 'config') && event.reached !== false,
    )
  )
    return true;
  let answer: Truth = false;
  for (const job of run.jobs) {
    if (job.callee !== undefined && 'unread' in job.callee) {
      const uses = job.job.call?.uses.text ?? '';
      if (SCANNERS.test(uses)) return true;
      if (WORDS.test(uses)) answer = 'unknown';
    }
    for (const step of job.steps) {
      const one = step.reached === false ? false : scannedBy(step);
      if (one === true) return true;
      if (one === 'unknown') answer = 'unknown';
    }
  }
  return answer;
}

/** Programs and actions whose purpose it is (their own documentation). */
const SCANNERS =
  /codeql-action\/(init|analyze)|dependency-review-action|hadolint|semgrep|osv-scanner|gitleaks|trufflehog|checkov|kics|tfsec|bandit|gosec|govulncheck|npm audit|pnpm audit|yarn audit|pip-audit|cargo[- ](audit|deny)|bundler-audit|snyk|sonar|fossa|scorecard|zizmor|docker-bench|dockle|trivy\s+(fs|config|repo|rootfs)|grype\s+(dir:|\.)|safety check|audit-ci|owasp/i;
const WORDS = /secur|scan|audit|vuln|lint|codeql|sast/i;

function scannedBy({ step, action, job }: StepInstance): Truth {
  const text = `${step.uses?.field.text ?? ''} ${step.run?.field.text ?? ''}`;
  if (SCANNERS.test(text)) return true;
  // What a leg is to run may stand in the matrix (`run: ${{ matrix.tool.run }}`).
  const { matrix, workflow } = job.job;
  if (matrix !== undefined && /\$\{\{\s*matrix\b/.test(text)) {
    const { start, end } = matrix.entry.span;
    if (SCANNERS.test(workflow.file.text.slice(start, end))) return true;
  }
  return action.kind === 'unknown' && WORDS.test(text) ? 'unknown' : false;
}
