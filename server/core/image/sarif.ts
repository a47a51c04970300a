import type { ScanEvent, UploadSarifEvent } from '../event/event';
import { equal } from '../expr/compare';
import { holes, parts } from '../value/text';
import { either } from '../value/truth';
import { knownText, type Truth, type Value } from '../value/value';
import { liesIn, samePath } from './file-on-runner';
import { after, before } from './in-job';

/** Scans of the job whose SARIF file an upload certainly sends, in the order in which they run. */
export function scansSentBy(upload: UploadSarifEvent): readonly ScanEvent[] {
  return before(upload, 'scan').filter((scan) => sends(upload, scan) === true);
}

/** Whether some upload of the job sends what a scan writes. */
export function isSent(scan: ScanEvent): Truth {
  return after(scan, 'upload-sarif').reduce<Truth>((answer, upload) => either(answer, sends(upload, scan)), false);
}

/** Whether an upload reads the file (or a folder with the file) that a scan writes, by its path or by the scan's own output. */
function sends(upload: UploadSarifEvent, scan: ScanEvent): Truth {
  if (scan.sarif === undefined || upload.file === undefined) return false;
  if (holes(upload.file.value).some(({ origin }) => origin?.step === scan.step.key)) return true;
  const wanted = keyedText(upload.file.value);
  const written = keyedText(scan.sarif.value);
  if (wanted === undefined || written === undefined) return equal(upload.file.value, scan.sarif.value);
  const sent = samePath(wanted, written) || (isFolder(wanted) && liesIn(written, wanted));
  return sent || equal(upload.file.value, scan.sarif.value);
}

/** A text with the keys of its holes in their place: what begins with the same holes begins with the same text. */
function keyedText(value: Value): string | undefined {
  if (value.kind === 'known') return knownText(value);
  return value.kind === 'template'
    ? parts(value)
        .map((part) => (typeof part === 'string' ? part : `<${part.key}>`))
        .join('')
    : undefined;
}

/** upload-sarif takes a folder as well as a file, and in a folder every `.sarif` file (its README). */
export function isFolder(path: string): boolean {
  return !/\.(sarif|json)$/i.test(path.trim());
}

/**
 * The tool a SARIF file names as its maker, in lower case: an action and a program that run the same scanner write the same name.
 * Code scanning tells analyses apart by it and by the category.
 */
export function scannerOf({ tool }: ScanEvent): string {
  if (/trivy|container-scan/.test(tool)) return 'trivy';
  if (/grype|anchore/.test(tool)) return 'grype';
  return tool.toLowerCase();
}
