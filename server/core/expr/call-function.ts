import { concat, show, union } from '../value/text';
import {
  type Datum,
  datumText,
  type ExprValue,
  hole,
  known,
  onlyHole,
  type Structure,
  type Truth,
  unknown,
  type Value,
} from '../value/value';
import { canonical } from './canonical';
import { containsText, endsWith, equal, startsWith } from './compare';
import type { Expression } from './expression';
import type { Scope } from './scope';

type Evaluate = (expression: Expression) => ExprValue;

/** The functions of the docs' "Expressions" page; any other is known only in the run. Those that answer yes or no give a truth. */
export function callFunction(call: Expression & { kind: 'call' }, scope: Scope, evaluate: Evaluate): ExprValue | Truth {
  const name = call.name.toLowerCase();
  const argument = (index: number): ExprValue => {
    const expression = call.arguments[index];
    return expression === undefined ? known('') : evaluate(expression);
  };
  const given = scope.call?.(name, call);
  if (given !== undefined) return given;
  switch (name) {
    case 'always':
    case 'success':
      return known(true);
    case 'contains':
      return contains(argument(0), argument(1));
    case 'startswith':
      return startsWith(argument(0), argument(1));
    case 'endswith':
      return endsWith(argument(0), argument(1));
    case 'format':
      return format(argument(0), call.arguments.slice(1).map(evaluate));
    case 'join':
      return join(argument(0), call.arguments.length > 1 ? argument(1) : known(','));
    case 'case':
      return caseOf(call.arguments.map(evaluate));
    case 'tojson':
      return toJson(argument(0), call, scope);
    case 'fromjson':
      return fromJson(argument(0));
    case 'hashfiles':
      return hole({
        key: `${scope.qualify(['hashfiles'])}${canonical(call)}`,
        shown: canonical(call),
        reason: 'depends on the files in the run',
      });
    default:
      return unknown(`comes from \`${call.name}()\``);
  }
}

function contains(container: ExprValue, item: ExprValue): Truth {
  if (container.kind !== 'list') return container.kind === 'object' ? 'unknown' : containsText(container, item);
  let undecided = !container.complete;
  for (const member of container.items) {
    const answer = equal(member, item);
    if (answer === true) return true;
    if (answer === 'unknown') undecided = true;
  }
  return undecided ? 'unknown' : false;
}

/** `{0}` takes an argument, `{{` and `}}` are braces. */
function format(pattern: ExprValue, values: readonly ExprValue[]): Value {
  if (pattern.kind !== 'known') return unknown('is put together in the run');
  const pieces: Value[] = [];
  const text = datumText(pattern.value);
  let literal = '';
  for (let i = 0; i < text.length; i++) {
    const pair = text.slice(i, i + 2);
    const slot = /^\{(\d+)\}/.exec(text.slice(i));
    if (pair === '{{' || pair === '}}') {
      literal += pair[0];
      i++;
    } else if (slot !== null) {
      pieces.push(known(literal), asText(values[Number(slot[1])]));
      literal = '';
      i += slot[0].length - 1;
    } else literal += text[i];
  }
  return concat([...pieces, known(literal)]);
}

function join(list: ExprValue, separator: ExprValue): Value {
  if (list.kind !== 'list') return list.kind === 'object' ? unknown('is not a list') : list;
  if (!list.complete) return unknown('is a list known only in the run');
  return concat(
    list.items.flatMap((item, index) => (index === 0 ? [asText(item)] : [asText(separator), asText(item)])),
  );
}

/** `case(condition, value, …, otherwise)`: the value behind the first condition that is true; another kind of condition is an error. */
function caseOf(values: readonly ExprValue[]): ExprValue {
  if (values.length < 3 || values.length % 2 === 0) return unknown('is a `case()` that GitHub refuses');
  const possible: Value[] = [];
  for (let at = 0; at < values.length; at += 2) {
    const [condition, result] = at === values.length - 1 ? [known(true), values[at]] : values.slice(at, at + 2);
    if (condition?.kind === 'known' && typeof condition.value !== 'boolean')
      return unknown('is a `case()` whose condition is neither true nor false');
    if (condition?.kind === 'known' && condition.value === false) continue;
    if (condition?.kind === 'known' && possible.length === 0 && result !== undefined) return result;
    possible.push(asText(result));
    if (condition?.kind === 'known') break;
  }
  return union(possible);
}

function toJson(value: ExprValue, call: Expression & { kind: 'call' }, scope: Scope): ExprValue {
  const data = plain(value);
  if (data !== undefined) return known(JSON.stringify(data, undefined, 2));
  return hole({
    key: `${scope.qualify(['tojson'])}${canonical(call)}`,
    shown: canonical(call),
    reason: 'is known only in the run',
  });
}

function fromJson(value: ExprValue): ExprValue {
  if (value.kind === 'known') {
    if (typeof value.value !== 'string') return value;
    try {
      return structure(JSON.parse(value.value));
    } catch {
      return unknown('is not valid JSON');
    }
  }
  if (value.kind === 'object' || value.kind === 'list') return value;
  if (value.kind !== 'template') return unknown('is JSON known only in the run');
  const only = onlyHole(value);
  // JSON in a step output keeps its origin, so that what is picked out of it still says where it comes from.
  if (only !== undefined) {
    // What is known of the text is not so of the value: `false` is no empty text.
    const { key, shown, reason, origin } = only;
    return hole({
      key: `fromjson(${key})`,
      shown: `fromJSON(${shown})`,
      reason,
      ...(origin === undefined ? {} : { origin }),
    });
  }
  return unknown(`is JSON known only in the run (${show(value)})`);
}

function structure(data: unknown): ExprValue {
  if (data === null || typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean')
    return known(data);
  if (Array.isArray(data)) return { kind: 'list', items: data.map(structure), complete: true };
  if (typeof data === 'object')
    return {
      kind: 'object',
      entries: new Map(Object.entries(data).map(([name, value]) => [name, structure(value)])),
      complete: true,
    };
  return known(null);
}

type Plain = Datum | readonly Plain[] | { readonly [name: string]: Plain };

function plain(value: ExprValue): Plain | undefined {
  switch (value.kind) {
    case 'known':
      return value.value;
    case 'list':
    case 'object':
      return plainStructure(value);
    default:
      return undefined;
  }
}

function plainStructure(value: Structure): Plain | undefined {
  if (!value.complete) return undefined;
  if (value.kind === 'list') {
    const items = value.items.map(plain);
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  const entries: [string, Plain][] = [];
  for (const [name, item] of value.entries) {
    const data = plain(item);
    if (data === undefined) return undefined;
    entries.push([name, data]);
  }
  return Object.fromEntries(entries);
}

function asText(value: ExprValue | undefined): Value {
  if (value === undefined) return known('');
  return value.kind === 'object' || value.kind === 'list' ? unknown('is not text') : value;
}
