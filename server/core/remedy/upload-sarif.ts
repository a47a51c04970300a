import type { Refusal } from '../text/edit';
import type { Step } from '../workflow/model';
import type { Editor } from './editor';

/** The step that sends a SARIF file to code scanning, as text to insert. `condition` is an expression without its braces. */
export function uploadStep(
  uses: string,
  { file, category, condition }: { readonly file: string; readonly category: string; readonly condition: string },
): string {
  return `- name: Upload the scan result\n  if: \${{ ${condition} }}\n  uses: ${uses}\n  with:\n    sarif_file: ${file}\n    category: ${category}`;
}

/** Inserts it behind a step and grants what it needs; it also runs where the scan failed the job. */
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
    editor.insertSteps({ after: step }, uploadStep(uses, { ...upload, condition })) ??
    editor.grant(step.job, { contents: 'read', 'security-events': 'write' })
  );
}

function bare(condition: string): string {
  return (/^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(condition)?.[1] ?? condition).trim();
}
