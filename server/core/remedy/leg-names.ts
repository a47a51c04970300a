import type { JobInstance } from '../run/run';
import { show } from '../value/text';
import type { ExprValue } from '../value/value';

/**
 * Expressions that together name a leg of a job's matrix in an attribute such as `scope=…`, made of the given parts of the matrix
 * (`dockerfile`, `suite.name`). A value with a comma, a quote or a blank would end the attribute, so a part that has such values is left out;
 * where what is left tells fewer legs apart, the axes do, and in the end the number of the leg.
 */
export function legNames(job: JobInstance, parts: readonly string[]): readonly string[] {
  const legs = job.matrix?.legs;
  if (legs === undefined) {
    // Of values worked out in the run only lists of platforms are likely to have commas.
    const plain = parts.filter((part) => !/platforms?$/i.test(part));
    return plain.length > 0 ? plain.map(expression) : [INDEX];
  }
  const plain = parts.filter((part) => legs.every((leg) => isPlain(valueAt(leg, part))));
  const told = (list: readonly string[]): number =>
    new Set(legs.map((leg) => list.map((part) => text(valueAt(leg, part))).join('\0'))).size;
  if (plain.length > 0 && told(plain) === told(parts)) return plain.map(expression);
  const axes = (job.job.matrix?.axes ?? []).map(({ name }) => name);
  return axes.length > 0 && axes.every((axis) => legs.every((leg) => isPlain(valueAt(leg, axis))))
    ? axes.map(expression)
    : [INDEX];
}

const INDEX = '${{ strategy.job-index }}';

function expression(part: string): string {
  return `\${{ matrix.${part} }}`;
}

type Leg = ReadonlyMap<string, ExprValue>;

function valueAt(leg: Leg, path: string): ExprValue | undefined {
  const [first = '', ...rest] = path.split('.');
  return rest.reduce<ExprValue | undefined>(
    (value, name) => (value?.kind === 'object' ? value.entries.get(name) : undefined),
    leg.get(first),
  );
}

function text(value: ExprValue | undefined): string {
  return value === undefined || value.kind === 'object' || value.kind === 'list' ? '' : show(value);
}

function isPlain(value: ExprValue | undefined): boolean {
  return (
    value?.kind !== 'object' && value?.kind !== 'list' && !/[,"\s]/.test(text(value).replace(/\$\{\{.*?\}\}/g, ''))
  );
}
