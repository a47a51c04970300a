import { alternatives, concat, oneOf, parts, union } from '../value/text';
import {
  type Datum,
  type ExprValue,
  hole,
  type Known,
  known,
  knownText,
  onlyHole,
  type Template,
  type Truth,
  unknown,
  type Value,
} from '../value/value';
import { callFunction } from './call-function';
import { canonical, pathOf, pathText } from './canonical';
import { equal, ordered } from './compare';
import type { Expression, TemplateText } from './expression';
import type { Scope } from './scope';

/** The value of an expression as far as it can be known before a run. Never throws. */
export function evaluate(expression: Expression, scope: Scope): ExprValue {
  switch (expression.kind) {
    case 'literal':
      return known(expression.value);
    case 'context':
    case 'index':
      return evaluatePath(expression, scope);
    case 'star':
      return evaluateStar(expression.object, scope);
    case 'not':
    case 'compare':
      return answered(holds(expression, scope), expression, scope);
    case 'and':
      return evaluateAnd(expression.operands, scope);
    case 'or':
      return evaluateOr(expression.operands, scope);
    case 'call': {
      const assumed = scope.assume?.(canonical(expression));
      if (assumed === true || assumed === false) return known(assumed);
      const value = callFunction(expression, scope, (argument) => evaluate(argument, scope));
      return typeof value === 'object' ? value : answered(value, expression, scope);
    }
  }
}

/** A string of the workflow: a single expression keeps its type, everything else is put together as text. */
export function evaluateText(template: Pick<TemplateText, 'segments'>, scope: Scope): Value {
  const [first] = template.segments;
  if (first === undefined) return NOTHING;
  if (template.segments.length === 1)
    return first.kind === 'text' ? first.value : settle(valueOfSegment(first.expression, scope));
  return concat(
    template.segments.map((segment) =>
      segment.kind === 'text' ? segment.value : settle(valueOfSegment(segment.expression, scope)),
    ),
  );
}

const NOTHING = known('');

/** Whether a condition holds: `unknown` unless every run of the scope's kind agrees. */
export function holds(expression: Expression, scope: Scope): Truth {
  const assumed = scope.assume?.(canonical(expression));
  if (assumed === true || assumed === false) return assumed;
  switch (expression.kind) {
    case 'not':
      return negate(holds(expression.operand, scope));
    case 'compare': {
      const left = evaluate(expression.left, scope);
      const right = evaluate(expression.right, scope);
      if (expression.operator === '==') return equal(left, right);
      if (expression.operator === '!=') return negate(equal(left, right));
      return ordered(expression.operator, left, right);
    }
    case 'and': {
      let answer: Truth = true;
      for (const operand of expression.operands) {
        const one = holds(operand, scope);
        if (one === false) return false;
        if (one === 'unknown') answer = 'unknown';
      }
      return answer;
    }
    case 'or': {
      let answer: Truth = false;
      for (const operand of expression.operands) {
        const one = holds(operand, scope);
        if (one === true) return true;
        if (one === 'unknown') answer = 'unknown';
      }
      return answer;
    }
    default:
      return truth(evaluate(expression, scope));
  }
}

/** Whether GitHub takes a value for true: everything but null, false, 0, NaN and empty text. */
export function truth(value: ExprValue): Truth {
  switch (value.kind) {
    case 'known':
      return !(
        value.value === null ||
        value.value === false ||
        value.value === 0 ||
        value.value === '' ||
        Number.isNaN(value.value)
      );
    case 'template':
      return templateTruth(value);
    case 'oneOf': {
      const answers = new Set(value.options.map(truth));
      const [only] = answers;
      return answers.size === 1 && only !== undefined ? only : 'unknown';
    }
    case 'unknown':
      return 'unknown';
    case 'object':
    case 'list':
      return true;
  }
}

function templateTruth(value: Template): Truth {
  if (
    value.parts.some(
      (part) =>
        typeof part === 'string' ||
        part.nonEmpty === true ||
        (part.prefix ?? '') !== '' ||
        (part.holds?.length ?? 0) > 0,
    )
  )
    return true;
  const only = onlyHole(value);
  if (only?.domain === undefined) return 'unknown';
  const answers = new Set(only.domain.map((datum) => truth(known(datum))));
  return answers.size === 1 ? answers.has(true) : 'unknown';
}

export function negate(value: Truth): Truth {
  return value === 'unknown' ? 'unknown' : !value;
}

/** The value of an expression that is true or false; undecided, it is either, so that a text around it stays readable. */
function answered(answer: Truth, expression: Expression, scope: Scope): Value {
  if (answer !== 'unknown') return known(answer);
  const text = canonical(expression);
  return hole({
    key: scope.qualify(['steps']) + text,
    shown: text,
    reason: 'depends on something known only in the run',
    domain: [true, false],
  });
}

function valueOfSegment(expression: Expression | undefined, scope: Scope): ExprValue {
  return expression === undefined
    ? unknown('comes from an expression that cannot be read')
    : evaluate(expression, scope);
}

/** Objects and lists print as `Object` and `Array`; nobody means that, so it is unknown here. */
function settle(value: ExprValue): Value {
  return value.kind === 'object' || value.kind === 'list' ? unknown('is not text') : value;
}

function evaluatePath(expression: Expression & { kind: 'context' | 'index' }, scope: Scope): ExprValue {
  const path = pathOf(expression);
  if (path !== undefined) {
    const found = scope.lookup(path);
    if (found !== undefined) return found;
    const member = memberOf(path, scope);
    if (member !== undefined) return member;
    const text = pathText(path);
    const assumed = scope.assume?.(canonical(expression));
    if (assumed === false) return known('');
    return hole({
      key: scope.qualify(path) + canonical(expression),
      shown: text,
      reason: 'is known only in the run',
      ...(assumed === true ? { nonEmpty: true as const } : {}),
    });
  }
  if (expression.kind !== 'index') return unknown('cannot be read');
  const named = evaluateNamed(expression, scope);
  if (named !== undefined) return named;
  return indexInto(evaluate(expression.object, scope), evaluate(expression.index, scope), canonical(expression));
}

/** `secrets[matrix.secret]`: what the names that the index can be stand for. */
function evaluateNamed({ object, index, span }: Expression & { kind: 'index' }, scope: Scope): ExprValue | undefined {
  if (object.kind !== 'context' || !/^(secrets|vars|env|inputs)$/i.test(object.name)) return undefined;
  const options = alternatives(settle(evaluate(index, scope)))?.flatMap(ofDomain);
  const names = options?.flatMap((option) => knownText(option) ?? []);
  if (options === undefined || names === undefined || names.length === 0 || names.length < options.length)
    return undefined;
  return union(
    names.map((value) =>
      settle(evaluatePath({ kind: 'index', object, index: { kind: 'literal', value, span: index.span }, span }, scope)),
    ),
  );
}

/** The values of a matrix axis, each by itself; any other value as it is. */
function ofDomain(option: Known | Template): readonly (Known | Template)[] {
  const [only] = parts(option);
  const domain = parts(option).length === 1 && typeof only === 'object' ? only.domain : undefined;
  return domain === undefined ? [option] : domain.map(known);
}

/** A path whose beginning is an object the scope knows as a whole. */
function memberOf(path: readonly string[], scope: Scope): ExprValue | undefined {
  for (let length = path.length - 1; length > 0; length--) {
    const whole = scope.lookup(path.slice(0, length));
    if (whole === undefined) continue;
    return path.slice(length).reduce<ExprValue>((value, name) => indexInto(value, known(name), pathText(path)), whole);
  }
  return undefined;
}

/** A member of an object, list or of JSON text that only a hole stands for. */
function indexInto(object: ExprValue, index: ExprValue, text: string): ExprValue {
  const wanted = knownText(index);
  if (object.kind === 'object' && wanted !== undefined) {
    const lower = wanted.toLowerCase();
    const found = object.entries.get(wanted) ?? [...object.entries].find(([name]) => name.toLowerCase() === lower)?.[1];
    return found ?? (object.complete ? known(null) : unknown('is not in what can be read'));
  }
  if (object.kind === 'list' && wanted !== undefined) {
    const item = object.items[Number(wanted)];
    return item ?? (object.complete ? known(null) : unknown('is not in what can be read'));
  }
  if (object.kind === 'known') return known(null);
  if (object.kind === 'template' && wanted !== undefined) {
    const only = onlyHole(object);
    if (only !== undefined) {
      const origin =
        only.origin === undefined ? {} : { origin: { ...only.origin, path: [...(only.origin.path ?? []), wanted] } };
      return hole({ key: `${only.key}[${wanted}]`, shown: text, reason: only.reason, ...origin });
    }
  }
  return unknown('is picked out by something known only in the run');
}

function evaluateStar(object: Expression, scope: Scope): ExprValue {
  const value = evaluate(object, scope);
  if (value.kind === 'list') return value;
  if (value.kind === 'object') return { kind: 'list', items: [...value.entries.values()], complete: value.complete };
  return unknown('is a list known only in the run');
}

/** `a && b` gives the first falsy operand or the last one; with an undecided operand both ways count. */
function evaluateAnd(operands: readonly Expression[], scope: Scope): ExprValue {
  const possible: Value[] = [];
  const open: Expression[] = [];
  let last: ExprValue = known(true);
  for (const operand of operands) {
    last = narrowed(valueForLogic(operand, scope), open, false, scope);
    const answer = truth(last);
    if (answer === 'unknown') open.push(operand);
    if (answer === false) return possible.length === 0 ? last : union([...possible, settle(last)]);
    if (answer === 'unknown' && operand !== operands[operands.length - 1]) possible.push(falsy(operand, last));
  }
  return possible.length === 0 ? last : union([...possible, settle(last)]);
}

/** `a || b` gives the first truthy operand or the last one. */
function evaluateOr(operands: readonly Expression[], scope: Scope): ExprValue {
  const possible: Value[] = [];
  const open: Expression[] = [];
  let last: ExprValue = known(false);
  for (const operand of operands) {
    last = narrowed(valueForLogic(operand, scope), open, true, scope);
    const answer = truth(last);
    if (answer === 'unknown') open.push(operand);
    const final = operand === operands[operands.length - 1];
    if (answer === true || final) return possible.length === 0 ? last : union([...possible, settle(last)]);
    if (answer === 'unknown') possible.push(truthy(settle(last)));
  }
  return last;
}

/**
 * An operand's value where the operands before it, none of which is decided, have come out the other way than `stop`: of the values that
 * a matrix axis can have, those are left for which they can (`matrix.os == 'linux' && 'tux' || matrix.os` is no `linux` in the end).
 */
function narrowed(value: ExprValue, before: readonly Expression[], stop: boolean, scope: Scope): ExprValue {
  const only = onlyHole(value);
  if (only?.domain === undefined) return value;
  const { key, domain } = only;
  if (before.length === 0) return value;
  const left = domain.filter((datum) => {
    const fixed = withHole(scope, key, datum);
    return !before.some((operand) => truth(valueForLogic(operand, fixed)) === stop);
  });
  const [first] = left;
  if (first === undefined || left.length === domain.length) return value;
  return left.length === 1 ? known(first) : hole({ ...only, domain: left });
}

/** A scope in which one hole has a value. */
function withHole(scope: Scope, key: string, datum: Datum): Scope {
  return {
    ...scope,
    lookup: (path) => {
      const found = scope.lookup(path);
      return found !== undefined && onlyHole(found)?.key === key ? known(datum) : found;
    },
  };
}

function valueForLogic(operand: Expression, scope: Scope): ExprValue {
  if (operand.kind === 'not' || operand.kind === 'compare') return answered(holds(operand, scope), operand, scope);
  return evaluate(operand, scope);
}

/**
 * What an undecided operand is when it stops an `&&`. A context that nothing is known of is taken for a text, as outputs and variables are;
 * what is read from JSON, or chosen from several, may be anything.
 */
function falsy(operand: Expression, value: ExprValue): Value {
  if (operand.kind === 'call' && operand.name.toLowerCase() === 'fromjson') return FALSY;
  const options = value.kind === 'object' || value.kind === 'list' ? undefined : alternatives(value);
  if (options === undefined) return operand.kind === 'and' || operand.kind === 'or' ? FALSY : NOTHING;
  return oneOf(options.filter((option) => truth(option) !== true).flatMap(falsyOption));
}

const FALSY = oneOf([NOTHING, known(false), known(0)]);

function falsyOption(option: Known | Template): readonly Known[] {
  if (option.kind === 'known') return [option];
  const domain = onlyHole(option)?.domain;
  return domain === undefined ? [NOTHING] : domain.map(known).filter((one) => truth(one) === false);
}

/** What an undecided operand is when it stops an `||`: only its options that can be true. */
function truthy(value: Value): Value {
  if (value.kind === 'template') return asTruthy(value);
  return value.kind === 'oneOf' ? oneOf(value.options.filter((option) => truth(option) !== false)) : value;
}

function asTruthy(value: Template): Known | Template {
  const only = onlyHole(value);
  if (only === undefined) return value;
  const domain = only.domain?.filter((datum) => truth(known(datum)) !== false);
  const [first] = domain ?? [];
  if (first !== undefined && domain?.length === 1) return known(first);
  return { kind: 'template', parts: [{ ...only, nonEmpty: true, ...(domain === undefined ? {} : { domain }) }] };
}
