import type { Refusal } from '../text/edit';
import type { Step } from '../workflow/model';
import type { Editor } from './editor';
import { uploadText } from './step-texts';

/** Inserts the step that sends a SARIF file to code scanning behind another and grants what it needs; it also runs where the scan failed the job. */
export function uploadBehind(
  editor: Editor,
  step: Step,
  upload: { readonly file: string; readonly category: string },
): Refusal | undefined {
  if (step.job === undefined) return { refused: 'the scan is in a composite action' };
  const uses = editor.uses(step.owner, 'github/codeql-action/upload-sarif');
  if (typeof uses !== 'string') return uses;
  const own = bare(step.condition?.text ?? '');
  if (/[\r\n]/.test(own)) return { refused: 'the condition goes over several lines' };
  const condition = own === '' ? '!cancelled()' : `!cancelled() && ${own.includes('||') ? `(${own})` : own}`;
  return (
    editor.insertSteps({ after: step }, uploadText(uses, { ...upload, condition })) ??
    editor.grant(step.job, { contents: 'read', 'security-events': 'write' })
  );
}

function bare(condition: string): string {
  return (/^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(condition)?.[1] ?? condition).trim();
}
