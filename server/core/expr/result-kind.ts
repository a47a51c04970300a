import { pathOf } from './canonical';
import type { Expression } from './expression';

/** What an expression gives: certainly a boolean, certainly a string, or not known from its text. */
export type ResultKind = 'boolean' | 'string' | 'unknown';

/**
 * What an expression gives, told from its form. It matters in `if:`, where the string `false` counts as true.
 * `inputKind` tells of `inputs.<name>`. Outputs and environment variables are always strings (docs: contexts); `&&` and `||` give one
 * of their operands (docs: evaluate expressions).
 */
export function resultKind(expression: Expression, inputKind: (name: string) => ResultKind): ResultKind {
  switch (expression.kind) {
    case 'not':
    case 'compare':
      return 'boolean';
    case 'literal':
      return typeof expression.value === 'boolean'
        ? 'boolean'
        : typeof expression.value === 'string'
          ? 'string'
          : 'unknown';
    case 'and':
    case 'or': {
      const kinds = new Set(expression.operands.map((operand) => resultKind(operand, inputKind)));
      const [only] = kinds;
      return kinds.size === 1 && only !== undefined ? only : 'unknown';
    }
    case 'call':
      return CALLS.get(expression.name.toLowerCase()) ?? 'unknown';
    default:
      return pathKind(pathOf(expression) ?? [], inputKind);
  }
}

const CALLS: ReadonlyMap<string, ResultKind> = new Map([
  ...['contains', 'startswith', 'endswith', 'success', 'failure', 'always', 'cancelled'].map(
    (name) => [name, 'boolean'] as const,
  ),
  ...['format', 'join', 'tojson', 'hashfiles'].map((name) => [name, 'string'] as const),
]);

function pathKind(path: readonly string[], inputKind: (name: string) => ResultKind): ResultKind {
  const [context, ...rest] = path.map((name) => name.toLowerCase());
  if (context === 'inputs' && rest.length === 1) return inputKind(path[1] ?? '');
  if (context === 'env' || context === 'vars' || context === 'secrets') return 'string';
  if ((context === 'steps' || context === 'needs') && rest[1] === 'outputs') return 'string';
  // What a manual start hands over under `github.event.inputs` are strings, whatever their declared type (docs: `inputs` context).
  if (context === 'github') return rest[0] === 'event' ? (rest[1] === 'inputs' ? 'string' : 'unknown') : 'string';
  return 'unknown';
}
