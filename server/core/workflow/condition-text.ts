import type { Refusal } from '../text/edit';
import type { Field } from './model';

/**
 * What stands between `${{` and `}}` of an `if`, or all of it where there are none, on one line, so that it can be written again elsewhere;
 * empty where there is no `if`. Refuses text with expressions in it: it is always true, and not what its writer meant (docs: evaluate expressions).
 */
export function conditionBody(condition: Field | undefined): string | Refusal {
  const text = (condition?.text ?? '').trim();
  const body = (/^\$\{\{([\s\S]*)\}\}$/.exec(text)?.[1] ?? text).trim();
  if (/\$\{\{|\}\}/.test(body)) return { refused: 'the condition mixes text and expressions, so it always holds' };
  // Line breaks mean nothing between the parts of an expression, and something inside a string.
  if (
    body
      .split('\n')
      .some((line, index, lines) => index < lines.length - 1 && /^[^']*'(?:[^']*'[^']*')*[^']*$/.test(line))
  )
    return { refused: 'a text in the condition goes over several lines' };
  return body.replace(/\s*\n\s*/g, ' ');
}

/** An `if` that also asks for `wanted`, with braces where the step's own has them or they must be. A condition of several lines is left to its writer. */
export function conditionWith(condition: Field | undefined, wanted: string): string | Refusal {
  const text = (condition?.text ?? '').trim();
  if (/[\r\n]/.test(text)) return { refused: 'the condition goes over several lines' };
  const own = conditionBody(condition);
  if (typeof own !== 'string') return own;
  const all = own === '' ? wanted : `${operandOf(own)} && ${operandOf(wanted)}`;
  return text.startsWith('${{') || all.startsWith('!') ? `\${{ ${all} }}` : all;
}

/** A condition as an operand of `&&`. */
export function operandOf(condition: string): string {
  return condition.includes('||') ? `(${condition})` : condition;
}

/**
 * The condition of a step that sends a file on, also when an earlier one failed, as it stands between `${{` and `}}`. `hashFiles` keeps it
 * quiet where nothing has written the file, which `body`, the condition of the step that writes it, would not do after a failure; it sees
 * the workspace only (docs), so any other file has `body` alone.
 */
export function whereWritten(file: string | undefined, body: string): string {
  const path = file === undefined ? undefined : pathOperand(file.replace(/^\.\//, ''));
  return path === undefined ? evenAfterFailure(body) : `!cancelled() && hashFiles(${path}) != ''`;
}

/** A path in the workspace as an operand: a text, or `format` of one with inputs or axes in it. What begins with one of these alone may be anywhere. */
function pathOperand(file: string): string | undefined {
  const holes: string[] = [];
  const text = file.replace(
    /\$\{\{\s*((?:inputs|matrix)\.[\w-]+)\s*\}\}/g,
    (_, hole: string) => `{${holes.push(hole) - 1}}`,
  );
  if (!/^(?:\w|\{\d\}(?!\/))(?:[\w./-]|\{\d\})*\.(sarif|json)$/.test(text)) return undefined;
  return holes.length === 0 ? `'${text}'` : `format('${text}', ${holes.join(', ')})`;
}

/** The condition of a step that also runs when an earlier one failed, as it stands between `${{` and `}}`. */
export function evenAfterFailure(body: string): string {
  return body === '' ? '!cancelled()' : `!cancelled() && ${operandOf(body)}`;
}
