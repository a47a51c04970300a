import type { UploadSarifEvent } from '../../event/event';
import type { Analysis } from '../../image/analysis';
import { legSuffix, legsShareCategory, sameCategory } from '../../image/category';
import { eventsAround } from '../../image/events-around';
import { isFolder, scannerOf, scansSentBy } from '../../image/sarif';
import { type Report, rule } from '../../lint/rule';
import { knownText, type Truth } from '../../value/value';
import type { Step } from '../../workflow/model';

/**
 * Code scanning keeps one analysis per tool and category. In one job a second upload is refused, in other jobs it takes the place of
 * the first (github/codeql-action src/upload-lib.ts, `validateUniqueCategory`; F-074, F-075).
 */
export const sarifCategoryCollision = rule({
  id: 'sarif-category-collision',
  summary: 'Uploads of one tool share a category',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'upload-sarif',
  failures: ['F-074', 'F-075'],
  check({ events, step, span }, { analysis, report, undecided }) {
    for (const event of events) {
      if (event.reached === false) continue;
      const scanners = scannersOf(event);
      if (scanners.length === 0) {
        undecided('which tool wrote the file is not known');
        continue;
      }
      const found =
        inFolder(event, scanners, step) ??
        betweenUploads(event, scanners, analysis, step) ??
        betweenLegs(event, step, undecided);
      if (found !== undefined)
        report({
          at: event.category?.given === true ? event.category.span : span,
          scenarios: [event.job.instance.scenarioId],
          ...found,
        });
    }
  },
});

type Found = Omit<Report, 'at' | 'scenarios'>;

function scannersOf(event: UploadSarifEvent): readonly string[] {
  return scansSentBy(event).map(scannerOf);
}

/** Several files of one tool in one upload are several runs under one category, whatever the category is. */
function inFolder(event: UploadSarifEvent, scanners: readonly string[], step: Step): Found | undefined {
  const folder = knownText(event.file?.value);
  if (folder === undefined || !isFolder(folder)) return undefined;
  const scans = scansSentBy(event).filter(({ reached }) => reached === true);
  const twice = scans.find((scan, index) => scanners.indexOf(scannerOf(scan)) < index);
  if (twice === undefined) return undefined;
  const [first] = scans;
  return {
    message: `\`${folder}\` holds several SARIF files of ${scannerOf(twice)}, and one upload may not hold two runs of a tool; it is refused`,
    confidence: 'certain',
    related: [first, twice].flatMap((scan) =>
      scan === undefined || scan.step.step.owner !== step.owner
        ? []
        : [{ at: scan.span, message: 'writes one of them' }],
    ),
  };
}

function betweenUploads(
  event: UploadSarifEvent,
  scanners: readonly string[],
  { runs }: Analysis,
  step: Step,
): Found | undefined {
  const others = eventsAround(runs, event.job, 'upload-sarif').filter(
    (other) => isFirst(other, event) && other.reached !== false && sameCategory(event, other) === true,
  );
  const other = others.find((one) => scannersOf(one).some((scanner) => scanners.includes(scanner)));
  if (other === undefined) return undefined;
  const scanner = scannersOf(other).find((one) => scanners.includes(one)) ?? '';
  const oneJob = other.job === event.job;
  const sure = event.reached === true && other.reached === true;
  const category = `${scanner}-${oneJob ? stemOf(event) : event.job.job.id}`;
  // Two instances of one step (an action used twice, a workflow called twice) need an input that tells them apart.
  const mendable =
    other.step.step !== event.step.step &&
    event.step.parent === undefined &&
    knownText(other.category?.value) !== category;
  return {
    message: oneJob
      ? `a second upload of ${scanner} ${underCategory(event)} is refused: code scanning takes one per job, tool and category`
      : `this upload of ${scanner} ${underCategory(event)} takes the place of the one in job \`${other.job.job.id}\`, so its alerts come and go`,
    severity: oneJob && sure ? 'error' : 'warning',
    // That the jobs of a workflow called twice count as one is the action's doing and nowhere promised.
    confidence: sure && (oneJob || event.category !== undefined) ? 'certain' : 'likely',
    related: other.step.step.owner === step.owner ? [{ at: other.span, message: 'the other upload' }] : [],
    ...(mendable ? fixWith(category, step) : {}),
  };
}

/** Of two jobs either may run first; the finding stands at the one whose name comes second, wherever it is written. */
function isFirst(other: UploadSarifEvent, event: UploadSarifEvent): boolean {
  return other.job === event.job ? other.order < event.order : other.job.key < event.job.key;
}

function betweenLegs(event: UploadSarifEvent, step: Step, undecided: (reason: string) => void): Found | undefined {
  // Legs that run different scanners have analyses of their own.
  const scans = scansSentBy(event);
  if (new Set(scans.map(scannerOf)).size !== 1 || !scans.some(({ reached }) => reached === true)) return undefined;
  const shared: Truth = legsShareCategory(event);
  if (shared === 'unknown') undecided('whether the legs of the matrix upload under one category is not known');
  if (shared !== true) return undefined;
  const [scan] = scans;
  const base =
    knownText(event.category?.value)?.replace(/[/-]+$/, '') ?? (scan === undefined ? 'scan' : scannerOf(scan));
  return {
    message: `all legs of the matrix upload ${underCategory(event)}, so each takes the place of the one before and alerts come and go`,
    severity: 'warning',
    confidence: 'certain',
    ...(event.step.parent === undefined && (event.category === undefined || event.category.value.kind === 'known')
      ? fixWith(`${base}-${legSuffix(event.job)}`, step)
      : {}),
  };
}

function underCategory({ category }: UploadSarifEvent): string {
  const name = knownText(category?.value);
  return category === undefined
    ? 'without `category`'
    : name === undefined
      ? 'under one category'
      : `under \`${name}\``;
}

/** The name of the file without its ending: in one job it tells the uploads apart. */
function stemOf(event: UploadSarifEvent): string {
  const file = knownText(event.file?.value) ?? knownText(scansSentBy(event)[0]?.sarif?.value) ?? 'second';
  const stem = file
    .replace(/^.*\//, '')
    .replace(/\.(sarif|json)$/, '')
    .replace(/[^\w.-]+/g, '-');
  return stem.replace(/^(trivy|grype)[-_.]?/, '').replace(/[-_.]?(results?|report|scan)$/, '') || stem;
}

function fixWith(category: string, step: Step): Pick<Report, 'fix'> {
  return {
    fix: { title: `Upload under \`${category}\``, edit: (editor) => editor.setInput(step, 'category', category) },
  };
}
