import { concat } from '../value/text';
import { type Datum, datumText, type ExprValue, hole, known, type Truth, type Value } from '../value/value';
import type { HclExpression } from './hcl';

/** What the expressions of a bake or compose file see. */
export interface BakeScope {
  /** Names the file, so that holes of different files differ. */
  readonly key: string;
  /** Undefined for a name that nothing defines. */
  variable(name: string): ExprValue | undefined;
  call?(name: string, args: readonly ExprValue[]): ExprValue | undefined;
}

/** The value of an expression, with a hole for each part that only a build knows. Lists and objects keep what is known of them. */
export function bakeValue(expression: HclExpression, scope: BakeScope): ExprValue {
  switch (expression.kind) {
    case 'literal':
      return known(expression.value);
    case 'template':
      return concat(expression.parts.map((part) => (typeof part === 'string' ? known(part) : scalar(part, scope))));
    case 'variable': {
      const value = scope.variable(expression.name);
      return expression.path.reduce<ExprValue | undefined>(property, value) ?? unread(expression, scope);
    }
    case 'list': {
      const items = expression.items.map((item) => bakeValue(item, scope));
      return { kind: 'list', items, complete: true };
    }
    case 'object':
      return {
        kind: 'object',
        entries: new Map(expression.entries.map(({ key, value }) => [key, bakeValue(value, scope)])),
        complete: true,
      };
    case 'conditional': {
      const test = truth(bakeValue(expression.test, scope));
      if (test !== 'unknown') return bakeValue(test ? expression.yes : expression.no, scope);
      return either(bakeValue(expression.yes, scope), bakeValue(expression.no, scope)) ?? unread(expression, scope);
    }
    case 'binary': {
      const answer = compared(
        expression.operator,
        bakeValue(expression.left, scope),
        bakeValue(expression.right, scope),
      );
      return answer === undefined || answer === 'unknown' ? unread(expression, scope) : known(answer);
    }
    case 'not': {
      const answer = truth(bakeValue(expression.operand, scope));
      return answer === 'unknown' ? unread(expression, scope) : known(!answer);
    }
    case 'call': {
      const args = expression.arguments.map((argument) => bakeValue(argument, scope));
      return called(expression.name, args) ?? scope.call?.(expression.name, args) ?? unread(expression, scope);
    }
    case 'other':
      return unread(expression, scope);
  }
}

/** The text of a value in a template; lists and objects have none. */
function scalar(expression: HclExpression, scope: BakeScope): Value {
  const value = bakeValue(expression, scope);
  return value.kind === 'list' || value.kind === 'object' ? unread(expression, scope) : value;
}

function unread(expression: HclExpression, { key }: BakeScope): Value {
  return hole({
    // A variable is the same wherever it stands.
    key: `${key}@${expression.kind === 'variable' ? expression.name : expression.span.start}`,
    shown: expression.kind === 'variable' ? expression.name : UNREAD,
    reason: 'is worked out while building',
  });
}

/** How a value shows that is made in a way nobody follows here; it may be a list as well as a text. */
export const UNREAD = 'a value of the bake file';

function property(value: ExprValue | undefined, name: string): ExprValue | undefined {
  if (value?.kind === 'object') return value.entries.get(name);
  return value?.kind === 'list' ? value.items[Number(name)] : undefined;
}

/** Either of two values: text has both as alternatives, and a list the items of both. */
function either(yes: ExprValue, no: ExprValue): ExprValue | undefined {
  if (yes.kind === 'list' && no.kind === 'list')
    return { kind: 'list', items: [...yes.items, ...no.items], complete: false };
  if (yes.kind === 'list' || no.kind === 'list' || yes.kind === 'object' || no.kind === 'object') return undefined;
  return union(yes, no);
}

function union(yes: Value, no: Value): Value {
  if (yes.kind === 'unknown') return yes;
  if (no.kind === 'unknown') return no;
  const options = [yes, no].flatMap((one) => (one.kind === 'oneOf' ? one.options : [one]));
  return options.length > 16 ? (options[0] ?? no) : { kind: 'oneOf', options };
}

function truth(value: ExprValue): Truth {
  if (value.kind !== 'known') return 'unknown';
  return value.value === true || value.value === 'true' || (typeof value.value === 'number' && value.value !== 0);
}

function compared(operator: string, left: ExprValue, right: ExprValue): Truth | undefined {
  if (operator === '&&' || operator === '||') {
    const answers = [truth(left), truth(right)];
    const decides = operator === '||';
    return answers.includes(decides) ? decides : answers.includes('unknown') ? 'unknown' : !decides;
  }
  if (operator !== '==' && operator !== '!=') return undefined;
  const same = sameDatum(left, right);
  return same === 'unknown' ? same : operator === '==' ? same : !same;
}

function sameDatum(left: ExprValue, right: ExprValue): Truth {
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    // Text with a literal part is not empty, and a value that is not empty is not null either.
    if (one.kind === 'known' && (one.value === '' || one.value === null) && other.kind === 'template')
      return other.parts.some((part) => typeof part === 'string' || part.nonEmpty === true) ? false : 'unknown';
  }
  if (left.kind !== 'known' || right.kind !== 'known') return 'unknown';
  return (
    left.value === right.value ||
    (isText(left.value) && isText(right.value) && datumText(left.value) === datumText(right.value))
  );
}

function isText(value: Datum): boolean {
  return value !== null;
}

/** Functions of bake's standard library that matter to tags (docs.docker.com bake stdlib); others are not read. */
function called(name: string, args: readonly ExprValue[]): ExprValue | undefined {
  const [first, second] = args;
  switch (name) {
    case 'equal':
    case 'notequal': {
      if (first === undefined || second === undefined) return undefined;
      const same = sameDatum(first, second);
      return same === 'unknown' ? undefined : known(name === 'equal' ? same : !same);
    }
    case 'and':
    case 'or':
    case 'not': {
      const answer =
        name === 'not'
          ? first === undefined || truth(first) === 'unknown'
            ? undefined
            : !truth(first)
          : first === undefined || second === undefined
            ? undefined
            : compared(name === 'and' ? '&&' : '||', first, second);
      return answer === undefined || answer === 'unknown' ? undefined : known(answer);
    }
    case 'concat':
      return joinedLists(args);
    case 'flatten':
      return first?.kind === 'list' ? joinedLists(first.items) : undefined;
    case 'compact':
    case 'distinct':
      return first?.kind === 'list' ? first : undefined;
    case 'lower':
      return first?.kind === 'known'
        ? known(datumText(first.value).toLowerCase())
        : first?.kind === 'template'
          ? first
          : undefined;
    default:
      return undefined;
  }
}

function joinedLists(lists: readonly ExprValue[]): ExprValue {
  return {
    kind: 'list',
    items: lists.flatMap((one) => (one.kind === 'list' ? one.items : [one])),
    complete: lists.every((one) => one.kind !== 'list' || one.complete),
  };
}
