import type { ScanEvent } from '../event/event';
import { after } from '../image/in-job';
import { scansSentBy } from '../image/sarif';
import type { Refusal } from '../text/edit';
import { knownText } from '../value/value';
import type { Step } from '../workflow/model';
import { afterFailure, runsAfterFailure } from './after-failure';
import type { Editor } from './editor';

/** For a repair that lets a scan fail the job: an upload of its report behind it would not run any more, and code scanning would never see what stopped the job. */
export function sendAnyway(editor: Editor, step: Step, scan: ScanEvent): Refusal | undefined {
  for (const upload of after(scan, 'upload-sarif')) {
    const { step: sender } = upload.step;
    if (sender.owner !== step.owner || !scansSentBy(upload).includes(scan)) continue;
    if (runsAfterFailure(sender.condition?.text)) continue;
    const wanted = afterFailure(sender.condition, knownText(upload.file?.value));
    if (wanted === undefined)
      return { refused: 'the upload of its report would not run any more; let that run after a failure first' };
    const refusal = editor.setStepKey(sender, 'if', wanted);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
