import { copiedFromElsewhere } from '../../image/copied-image';
import { anyEvidence } from '../../image/lineage';
import { nameOf, onlyPullRequests, scenariosOf } from '../../image/published-words';
import { SCANNED } from '../../image/question';
import { rule } from '../../lint/rule';
import { scanWithTrivy } from '../../remedy/insert-steps';

/** A published image nobody scans carries whatever its base image and packages bring (NIST SP 800-218 RV.1; CIS Software Supply Chain 2.3). */
export const missingImageScan = rule({
  id: 'missing-image-scan',
  summary: 'Published image is never scanned',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'image',
  failures: [],
  check(image, { analysis, report, undecided }) {
    if (onlyPullRequests(image)) return;
    if (analysis.workspace.facts.scannedBy !== undefined) return;
    const elsewhere = copiedFromElsewhere(analysis, image);
    if (elsewhere !== undefined) return undecided(elsewhere);
    const evidence = anyEvidence(analysis, image, SCANNED);
    if (evidence.found === 'unknown') undecided(evidence.reason ?? 'whether it is scanned is not known');
    if (evidence.found !== false) return;
    report({
      at: image.site.span,
      message: `${nameOf(image)} is published, and nothing in this repository's workflows scans it for vulnerabilities`,
      confidence: 'likely',
      scenarios: scenariosOf(image),
      fix: {
        title: 'Scan the pushed digest with Trivy: upload the result, fail on severe findings',
        edit: (editor) => scanWithTrivy(editor, image),
      },
    });
  },
});
