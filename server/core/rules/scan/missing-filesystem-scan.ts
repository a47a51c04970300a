import type { Analysis } from '../../image/analysis';
import { before } from '../../image/in-job';
import { nameOf, onlyPullRequests } from '../../image/published-words';
import { scansSource } from '../../image/source-scan';
import { type ReportedFix, rule } from '../../lint/rule';
import { runsOf } from '../../run/runs';
import type { Truth } from '../../value/value';

/** What is in the repository can be mended before it is in an image (NIST SP 800-218 PW.7 and PW.8; Trivy docs, "Filesystem"). */
export const missingFilesystemScan = rule({
  id: 'missing-filesystem-scan',
  summary: 'Source of a published image is never scanned',
  severity: 'hint',
  profile: 'audit',
  since: '0.1.0',
  fixable: 'review',
  each: 'workflow',
  failures: [],
  check(analysis, { report, undecided }) {
    const image = analysis.published.find((one) => !onlyPullRequests(one));
    if (image === undefined) return;
    const scanned = sourceScanned(analysis);
    if (scanned === 'unknown') undecided('something that cannot be read may scan the source');
    if (scanned !== false) return;
    report({
      at: image.site.span,
      message: `${nameOf(image)} is made of files that no workflow of this repository scans for vulnerabilities, secrets or misconfiguration`,
      confidence: 'likely',
      ...fixFor(analysis, image),
    });
  },
});

function sourceScanned(analysis: Analysis): Truth {
  let answer: Truth = false;
  const runs = [...analysis.runs];
  for (const path of analysis.workspace.workflows) {
    const file = analysis.workspace.file(path);
    if (file === 'notLoaded') answer = 'unknown';
    else if (file !== 'absent') runs.push(...runsOf(analysis.workspace, file));
  }
  for (const run of runs) {
    const one = scansSource(run);
    if (one === true) return true;
    if (one === 'unknown') answer = 'unknown';
  }
  return answer;
}

/** Behind the checkout, where there is something to scan. */
function fixFor({ published }: Analysis, image: Analysis['published'][number]): { readonly fix?: ReportedFix } {
  const [event] = image.events;
  const checkout = event === undefined ? undefined : before(event, 'checkout')[0];
  if (checkout === undefined || checkout.step.parent !== undefined || !published.includes(image)) return {};
  const { step } = checkout.step;
  return {
    fix: {
      title: 'Scan the checked-out files with Trivy, fail on severe findings',
      edit: (editor) => {
        const uses = editor.uses(step.owner, 'aquasecurity/trivy-action');
        return typeof uses === 'string'
          ? editor.insertSteps(
              { after: step },
              `- name: Scan the source\n  uses: ${uses}\n  with:\n    scan-type: fs\n    severity: CRITICAL,HIGH\n    ignore-unfixed: true\n    exit-code: 1`,
            )
          : uses;
      },
    },
  };
}
