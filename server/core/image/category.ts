import type { UploadSarifEvent } from '../event/event';
import { equal } from '../expr/compare';
import type { JobInstance } from '../run/run';
import { holes, identity, show } from '../value/text';
import type { ExprValue, Truth } from '../value/value';

/**
 * Whether two uploads of one run end up under the same category. Without one, code scanning takes the workflow's path, the job's id and
 * the matrix values that are text (github/codeql-action src/api-client.ts, `computeAutomationID`).
 */
export function sameCategory(a: UploadSarifEvent, b: UploadSarifEvent): Truth {
  if (a.category === undefined && b.category === undefined) return a.job.job.key === b.job.job.key;
  return a.category === undefined || b.category === undefined ? false : equal(a.category.value, b.category.value);
}

/** Whether the legs of the job's matrix certainly, or perhaps, upload under one category. */
export function legsShareCategory(upload: UploadSarifEvent): Truth {
  const { matrix } = upload.job;
  if (matrix === undefined || matrix.several === false) return false;
  const { legs } = matrix;
  if (upload.category === undefined)
    return legs === undefined
      ? 'unknown'
      : repeats(
          legs.map((leg) =>
            [...leg]
              .map(([name, value]) => `${name}:${wordOf(value)}`)
              .sort()
              .join('/'),
          ),
        );
  const { value } = upload.category;
  const used = holes(value);
  if (value.kind === 'unknown' || value.kind === 'oneOf' || used.some(({ shown }) => !PLAIN.test(shown)))
    return 'unknown';
  if (used.some(({ shown }) => /strategy\.job-index|toJSON\(matrix\)/i.test(shown))) return false;
  const axes = used.flatMap(({ shown }) => /^matrix\.([\w-]+)$/.exec(shown)?.[1] ?? []);
  if (axes.length === 0) return matrix.several === true;
  return legs === undefined
    ? 'unknown'
    : repeats(legs.map((leg) => axes.map((name) => textOf(leg.get(name))).join('/')));
}

/** What tells the legs of a job's matrix apart, as text for a category: its axes where they are plain, or else the leg's number. */
export function legSuffix(job: JobInstance): string {
  const axes = job.job.matrix?.axes.map(({ name }) => name) ?? [];
  const plain = job.matrix?.legs?.every((leg) => axes.every((name) => /^[\w.-]+$/.test(textOf(leg.get(name)))));
  return axes.length > 0 && plain === true && job.job.matrix?.include.length === 0
    ? axes.map((name) => `\${{ matrix.${name} }}`).join('-')
    : '${{ strategy.job-index }}';
}

/** What is the same in every leg, and axes of the matrix alone; anything else may be made of the matrix. */
const PLAIN =
  /^(?:(?:github|inputs|vars|secrets|needs)\.[\w.-]+|matrix\.[\w-]+|strategy\.job-index|toJSON\(matrix\))$/i;

function repeats(keys: readonly string[]): boolean {
  return new Set(keys).size < keys.length;
}

/** The action writes text values of the matrix and leaves all others empty. */
function wordOf(value: ExprValue): string {
  return value.kind === 'known' && typeof value.value !== 'string' ? '' : textOf(value);
}

function textOf(value: ExprValue | undefined): string {
  if (value === undefined || value.kind === 'object' || value.kind === 'list') return '';
  return value.kind === 'known' || value.kind === 'template'
    ? value.kind === 'known'
      ? show(value)
      : identity(value)
    : show(value);
}
