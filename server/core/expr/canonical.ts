import type { Expression } from './expression';

/** A spelling that is equal for expressions that mean the same: no redundant space or parentheses, contexts and functions in lower case. */
export function canonical(expression: Expression): string {
  const memo = SPELLINGS.get(expression);
  if (memo !== undefined) return memo;
  const text = spell(expression);
  SPELLINGS.set(expression, text);
  return text;
}

/** The context path an expression is, e.g. `['steps', 'meta', 'outputs', 'tags']`; undefined for anything computed. */
export function pathOf(expression: Expression): readonly string[] | undefined {
  if (PATHS.has(expression)) return PATHS.get(expression);
  const path = readPath(expression);
  PATHS.set(expression, path);
  return path;
}

const PATHS = new WeakMap<Expression, readonly string[] | undefined>();

function readPath(expression: Expression): readonly string[] | undefined {
  if (expression.kind === 'context') return [expression.name.toLowerCase()];
  if (expression.kind !== 'index' || expression.index.kind !== 'literal') return undefined;
  const object = pathOf(expression.object);
  return object === undefined ? undefined : [...object, String(expression.index.value)];
}

/** How a path is written. */
export function pathText(path: readonly string[]): string {
  return path.map((part, index) => (index === 0 ? part : property(part))).join('');
}

const SPELLINGS = new WeakMap<Expression, string>();

function spell(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'string'
        ? `'${expression.value.replaceAll("'", "''")}'`
        : String(expression.value);
    case 'context':
      return expression.name.toLowerCase();
    case 'index':
      return expression.index.kind === 'literal' && typeof expression.index.value === 'string'
        ? canonical(expression.object) + property(expression.index.value)
        : `${canonical(expression.object)}[${canonical(expression.index)}]`;
    case 'star':
      return `${canonical(expression.object)}.*`;
    case 'not':
      return `!${group(expression.operand)}`;
    case 'compare':
      return `${group(expression.left)} ${expression.operator} ${group(expression.right)}`;
    case 'and':
      return expression.operands.map(group).join(' && ');
    case 'or':
      return expression.operands.map(group).join(' || ');
    case 'call':
      return `${expression.name.toLowerCase()}(${expression.arguments.map(canonical).join(', ')})`;
  }
}

function group(expression: Expression): string {
  const text = canonical(expression);
  return expression.kind === 'and' || expression.kind === 'or' || expression.kind === 'compare' ? `(${text})` : text;
}

function property(name: string): string {
  return /^[A-Za-z_][\w-]*$/.test(name) ? `.${name}` : `['${name.replaceAll("'", "''")}']`;
}
