import type { Refusal } from '../text/edit';
import { conditionBody } from '../workflow/condition-text';
import type { Job, Step } from '../workflow/model';
import type { Editor } from './editor';
import { uploadText } from './step-texts';

/**
 * What upload-sarif needs of the token. In private repositories it also reads the run (its README; actions/starter-workflows#1747), and no file
 * tells whether this is one, unless the job uploads without that already.
 */
export function uploadScopes({ permissions, workflow }: Job): Readonly<Record<string, 'read' | 'write'>> {
  const block = permissions ?? workflow.permissions;
  const uploads = block?.kind === 'scopes' && block.scopes.get('security-events')?.level === 'write';
  return { contents: 'read', 'security-events': 'write', ...(uploads ? {} : { actions: 'read' }) };
}

/** Inserts the step that sends a SARIF file to code scanning behind another and grants what it needs; it also runs where the scan failed the job. */
export function uploadBehind(
  editor: Editor,
  step: Step,
  upload: { readonly file: string; readonly category: string },
): Refusal | undefined {
  if (step.job === undefined) return { refused: 'the scan is in a composite action' };
  const uses = editor.uses(step.owner, 'github/codeql-action/upload-sarif');
  if (typeof uses !== 'string') return uses;
  const condition = conditionBody(step.condition);
  if (typeof condition !== 'string') return condition;
  return (
    editor.insertSteps({ after: step }, uploadText(uses, { ...upload, condition })) ??
    editor.grant(step.job, uploadScopes(step.job))
  );
}
