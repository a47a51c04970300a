import { asString, oneOf, parts } from '../value/text';
import { datumText, type ExprValue, type Known, known, type Template } from '../value/value';
import { isOpen, madeBy } from './bake-hole';
import { mayHold } from './bake-letters';
import { listOf } from './bake-list-functions';
import { answer, numberOf, numberText, truthOf } from './bake-operators';
import { isNull } from './bake-types';
import type { HclExpression } from './hcl-tree';

/**
 * The text of an environment variable as its bake variable has it: of the type it is given, or of its default's
 * (buildx, bake/hclparser `resolveValue`; docs.docker.com/build/bake/variables). Undefined where it does not fit.
 */
export function typedVariable(
  text: ExprValue,
  type: HclExpression | undefined,
  byDefault: ExprValue | undefined,
  hasDefault: boolean,
): ExprValue | undefined {
  if (text.kind === 'unknown') return text;
  if (text.kind === 'list' || text.kind === 'object') return undefined;
  const wanted = type === undefined ? (hasDefault ? typeOf(byDefault) : 'string') : typeName(type);
  if (text.kind === 'oneOf') {
    const options = text.options.map((option) => ofType(option, wanted));
    const read = options.filter((one): one is Known | Template => one?.kind === 'known' || one?.kind === 'template');
    return read.length === options.length ? oneOf(read) : undefined;
  }
  return ofType(text, wanted);
}

type BakeType = 'string' | 'bool' | 'number' | 'list' | 'other';

function ofType(text: Known | Template, wanted: BakeType): ExprValue | undefined {
  if (wanted === 'list') return listed(text);
  if (wanted === 'other') return undefined;
  if (wanted === 'string') return text.kind === 'known' ? known(datumText(text.value)) : text;
  // What it is written as in a text (`true`, `7`) need not be what the environment has (`1`, `07`).
  if (text.kind === 'template') return madeBy(wanted, [text]);
  const word = datumText(text.value);
  if (wanted === 'number') {
    const number = numberText(word);
    return number === undefined || Object.is(number, -0) ? undefined : known(number);
  }
  // Go's strconv.ParseBool.
  if (/^(1|t|T|TRUE|true|True)$/.test(word)) return known(true);
  return /^(0|f|F|FALSE|false|False)$/.test(word) ? known(false) : undefined;
}

/** A default as a variable of a type has it. */
export function ofDeclaredType(value: ExprValue, type: HclExpression | undefined): ExprValue | undefined {
  const wanted = type === undefined ? undefined : typeName(type);
  if (wanted === undefined || isNull(value)) return value;
  if (wanted === 'list')
    return value.kind === 'list' && value.items.every((item) => item.kind === 'known' && !isNull(item))
      ? listOf(value.items.map(asString), value.complete)
      : undefined;
  if (value.kind !== 'known')
    return wanted === 'string' && value.kind === 'template' && !isOpen(value) ? value : undefined;
  if (wanted === 'string') return known(datumText(value.value));
  if (wanted === 'bool') return answer(truthOf(value));
  const number = wanted === 'number' ? numberOf(value) : undefined;
  return number === undefined ? undefined : known(number);
}

function typeName(type: HclExpression): BakeType {
  if (type.kind === 'variable')
    return type.name === 'string' || type.name === 'bool' || type.name === 'number' ? type.name : 'other';
  // The items of a set come in an order of their own.
  const [inner] = type.kind === 'call' && type.name === 'list' ? type.arguments : [];
  return inner?.kind === 'variable' && inner.name === 'string' ? 'list' : 'other';
}

/** The type of a default, which it gives its variable; text has it only where nothing else can come of it. */
function typeOf(value: ExprValue | undefined): BakeType {
  if (value?.kind === 'template') return isOpen(value) || isTyped(value) ? 'other' : 'string';
  if (value?.kind !== 'known') return 'other';
  return typeof value.value === 'boolean' ? 'bool' : typeof value.value === 'number' ? 'number' : 'string';
}

/** Whether a value is a number or truth that is not known. */
function isTyped({ parts: [only, ...others] }: Template): boolean {
  return typeof only === 'object' && others.length === 0 && /^bake:(bool|number|strlen)\(/.test(only.key);
}

/** A list is given as CSV (tonistiigi/go-csvvalue, `Fields`). */
function listed(text: Known | Template): ExprValue | undefined {
  const [only, ...others] = parts(text);
  if (typeof only !== 'string' || others.length > 0) {
    const separated = parts(text).some((part) => (typeof part === 'string' ? /[,"]/.test(part) : mayHold(part, ',')));
    return separated || only === undefined ? undefined : listOf([text]);
  }
  return /["\r\n]/.test(only) ? undefined : listOf(only.split(',').map(known));
}
