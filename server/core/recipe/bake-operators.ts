import { agree, both, either } from '../value/truth';
import { type Datum, datumText, type ExprValue, type Known, known, type Template, type Truth } from '../value/value';
import { identityOf } from './bake-hole';

/** What an operator of HCL makes of two values; undefined where that is not known. `+` and the like take numbers only. */
export function operated(operator: string, left: ExprValue, right: ExprValue): ExprValue | undefined {
  switch (operator) {
    case '&&':
      return fits(left) && fits(right) ? answer(both(truthOf(left), truthOf(right))) : undefined;
    case '||':
      return fits(left) && fits(right) ? answer(either(truthOf(left), truthOf(right))) : undefined;
    case '==':
      return answer(same(left, right));
    case '!=':
      return answer(opposite(same(left, right)));
    default: {
      const a = numberOf(left);
      const b = numberOf(right);
      if (a === undefined || b === undefined) return undefined;
      const result = NUMERIC[operator]?.(a, b);
      if (typeof result === 'boolean') return known(result);
      return Number.isInteger(a) && Number.isInteger(b) ? exact(result) : undefined;
    }
  }
}

const NUMERIC: Readonly<Record<string, (a: number, b: number) => number | boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

/** HCL's numbers are exact where ours are not, and it writes `-0`, so only whole results are taken. */
export function exact(value: number | undefined): Known | undefined {
  return value !== undefined && Number.isSafeInteger(value) && !Object.is(value, -0) ? known(value) : undefined;
}

/** A known value as a truth, undefined where it is not. */
export function answer(truth: Truth): Known | undefined {
  return truth === 'unknown' ? undefined : known(truth);
}

export function opposite(truth: Truth): Truth {
  return truth === 'unknown' ? truth : !truth;
}

/** A condition; text counts as cty converts it (`true`, `1`, `false`, `0`), anything else stops the build. */
export function truthOf(value: ExprValue | undefined): Truth {
  if (value?.kind === 'oneOf') return value.options.map(truthOf).reduce(agree);
  if (value?.kind !== 'known') return 'unknown';
  if (value.value === true || value.value === 'true' || value.value === '1') return true;
  return value.value === false || value.value === 'false' || value.value === '0' ? false : 'unknown';
}

/** Whether a value can be a condition; the other operand does not save one that cannot. */
function fits(value: ExprValue): boolean {
  if (value.kind === 'list' || value.kind === 'object') return false;
  return value.kind !== 'known' || truthOf(value) !== 'unknown';
}

/** A number, or the number that a text is; HCL's are exact, so those with more digits than ours hold are left alone. */
export function numberOf(value: ExprValue | undefined): number | undefined {
  if (value?.kind !== 'known') return undefined;
  if (typeof value.value === 'number') return value.value;
  return typeof value.value === 'string' ? numberText(value.value) : undefined;
}

export function numberText(text: string | undefined): number | undefined {
  return text !== undefined && text.length <= 15 && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Whether two values are equal; lists are compared item by item. Those of different types differ. */
export function same(left: ExprValue, right: ExprValue): Truth {
  if (left.kind === 'unknown' || right.kind === 'unknown') return 'unknown';
  if (left.kind === 'oneOf') return left.options.map((option) => same(option, right)).reduce(agree);
  if (right.kind === 'oneOf') return same(right, left);
  if (left.kind === 'list' && right.kind === 'list') {
    if (!left.complete || !right.complete) return 'unknown';
    if (left.items.length !== right.items.length) return false;
    const items = left.items.map((item, index) => same(item, right.items[index] ?? item)).reduce(both, true);
    // A tuple and a list never are equal, and which of the two a function makes is not known here.
    return items === false ? false : 'unknown';
  }
  if (left.kind === 'list' || left.kind === 'object' || right.kind === 'list' || right.kind === 'object')
    return left.kind === 'known' || right.kind === 'known' ? false : 'unknown';
  if (left.kind === 'known') return right.kind === 'known' ? sameDatum(left.value, right.value) : matches(right, left);
  if (right.kind === 'known') return matches(left, right);
  return identityOf(left) === identityOf(right) ? true : 'unknown';
}

function sameDatum(left: Datum, right: Datum): Truth {
  if (left === right) return true;
  // What came through JSON or the environment may have lost its type on the way.
  return left !== null && right !== null && datumText(left) === datumText(right) ? 'unknown' : false;
}

/** Whether a text with holes can be a known one. */
function matches({ parts }: Template, { value }: Known): Truth {
  const [first] = parts;
  if (parts.length === 1 && typeof first === 'object') {
    const text = datumText(value).toLowerCase();
    const is = (one: Datum): boolean => datumText(one).toLowerCase() === text;
    if (first.not?.some(is) === true || first.domain?.some(is) === false) return false;
    return first.nonEmpty === true && text === '' ? false : 'unknown';
  }
  // Text with a literal part is not empty, and a value that is not empty is not null either.
  const wanted = datumText(value);
  const last = parts.at(-1);
  if (typeof first === 'string' && !wanted.startsWith(first)) return false;
  if (typeof last === 'string' && !wanted.endsWith(last)) return false;
  return wanted === '' && parts.some((part) => typeof part === 'string' || part.nonEmpty === true) ? false : 'unknown';
}
