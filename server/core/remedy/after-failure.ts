import { conditionBody, evenAfterFailure, whereWritten } from '../workflow/condition-text';
import type { Field } from '../workflow/model';

/** Whether a step looks at the status of the job by itself, and so may run after a failure. */
export function runsAfterFailure(condition: string | undefined): boolean {
  return /\b(always|cancelled|failure)\s*\(/i.test(condition ?? '');
}

/** The condition of a step that sends a file on, also after a failure; undefined where its own condition cannot be carried on. */
export function afterFailure(condition: Field | undefined, file: string | undefined): string | undefined {
  const own = conditionBody(condition);
  if (typeof own !== 'string' || /[\r\n]/.test(condition?.text.trim() ?? '')) return undefined;
  if (own !== '' && own !== 'success()')
    return /success\s*\(/.test(own) ? undefined : `\${{ ${evenAfterFailure(own)} }}`;
  return `\${{ ${whereWritten(file, '')} }}`;
}
