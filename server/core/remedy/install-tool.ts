import type { Refusal } from '../text/edit';
import type { Step } from '../workflow/model';
import type { Editor } from './editor';

/** Makes a step that only installs a tool use the tool's set-up action. */
export function installInstead(editor: Editor, step: Step, action: string): Refusal | undefined {
  const uses = editor.uses(step.owner, action);
  if (typeof uses !== 'string') return uses;
  const [reference = uses] = uses.split(/ +# /);
  return (
    editor.setStepKey(step, 'uses', reference) ??
    editor.removeStepKey(step, 'run') ??
    (reference === uses ? undefined : editor.setUses(step, uses))
  );
}
