import { oneOf, parts } from '../value/text';
import { datumText, type ExprValue, type Known, known, type Template } from '../value/value';
import { mayHold } from './bake-hole';
import { listOf } from './bake-list-functions';
import { numberOf } from './bake-operators';
import type { HclExpression } from './hcl';

/**
 * The text of an environment variable as its bake variable has it: of the type it is given, or of its default's
 * (buildx, bake/hclparser `resolveValue`; docs.docker.com/build/bake/variables). Undefined where it does not fit.
 */
export function typedVariable(
  text: ExprValue,
  type: HclExpression | undefined,
  byDefault: ExprValue | undefined,
): ExprValue | undefined {
  if (text.kind === 'unknown') return text;
  if (text.kind === 'list' || text.kind === 'object') return undefined;
  const wanted = typeName(type) ?? typeOf(byDefault);
  if (text.kind === 'oneOf') {
    const options = text.options.map((option) => typedVariable(option, type, byDefault));
    const read = options.filter((one): one is Known | Template => one?.kind === 'known' || one?.kind === 'template');
    return read.length === options.length ? oneOf(read) : undefined;
  }
  if (wanted === 'list') return listed(text);
  if (wanted === 'other') return undefined;
  if (wanted === 'string' || text.kind === 'template')
    return text.kind === 'known' ? known(datumText(text.value)) : text;
  if (wanted === 'number') {
    const number = numberOf(text);
    return number === undefined ? undefined : known(number);
  }
  // Go's strconv.ParseBool.
  const word = datumText(text.value);
  if (/^(1|t|T|TRUE|true|True)$/.test(word)) return known(true);
  return /^(0|f|F|FALSE|false|False)$/.test(word) ? known(false) : undefined;
}

function typeName(type: HclExpression | undefined): string | undefined {
  if (type === undefined) return undefined;
  if (type.kind === 'variable') return TYPES.has(type.name) ? type.name : 'other';
  const [inner] = type.kind === 'call' && LISTS.has(type.name) ? type.arguments : [];
  return inner?.kind === 'variable' && inner.name === 'string' ? 'list' : 'other';
}

const TYPES: ReadonlySet<string> = new Set(['string', 'bool', 'number']);
const LISTS: ReadonlySet<string> = new Set(['list', 'set']);

function typeOf(value: ExprValue | undefined): string {
  if (value?.kind === 'list' || value?.kind === 'object') return 'other';
  if (value?.kind !== 'known') return 'string';
  return typeof value.value === 'boolean' ? 'bool' : typeof value.value === 'number' ? 'number' : 'string';
}

/** A list is given as CSV. */
function listed(text: Known | Template): ExprValue | undefined {
  const [only, ...others] = parts(text);
  if (typeof only !== 'string' || others.length > 0) {
    const separated = parts(text).some((part) => (typeof part === 'string' ? /[,"]/.test(part) : mayHold(part, ',')));
    return separated || only === undefined ? undefined : listOf([text]);
  }
  return /["\n]/.test(only) ? undefined : listOf(only.split(',').map(known));
}
