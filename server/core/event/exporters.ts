import { attributesOf } from '../run/attributes';
import { alternatives, splitText } from '../value/text';
import { agree, either } from '../value/truth';
import { type Known, knownText, type Template, type Truth, type Value } from '../value/value';
import { archivePath } from './image-file';

/** BuildKit's `outputs` (docs.docker.com build exporters): what one list of them does with the result. */
export interface Exporters {
  readonly pushes: Truth;
  readonly byDigest: Truth;
  readonly loads: Truth;
  /** Whether any exporter is given at all. */
  readonly any: Truth;
  /** Values of `name=`, which may list several names with commas inside quotes. */
  readonly names: readonly (Known | Template)[];
  /** Files of the runner that hold the image, as `imageFile` names them. */
  readonly files: readonly string[];
}

const NONE: Exporters = { pushes: false, byDigest: false, loads: false, any: false, names: [], files: [] };

export function exportersOf(value: Value | undefined): Exporters {
  if (value === undefined) return NONE;
  const options = alternatives(value);
  if (options === undefined)
    return { pushes: 'unknown', byDigest: 'unknown', loads: 'unknown', any: 'unknown', names: [], files: [] };
  const results = options.map((option) => combine(splitText(option, /\n/).map(exporter)));
  const [first = NONE, ...rest] = results;
  return rest.reduce(
    (a, b) => ({
      pushes: agree(a.pushes, b.pushes),
      byDigest: agree(a.byDigest, b.byDigest),
      loads: agree(a.loads, b.loads),
      any: agree(a.any, b.any),
      names: [...a.names, ...b.names],
      // Only what is written in any case.
      files: a.files.filter((file) => b.files.includes(file)),
    }),
    first,
  );
}

function exporter(line: Known | Template): Exporters {
  const { values: attributes } = attributesOf(line);
  const type = knownText(attributes.get('type'))?.trim();
  const push = flag(attributes.get('push'));
  const registry: Truth = type === 'registry' ? true : attributes.has('type') && type === undefined ? 'unknown' : false;
  const name = attributes.get('name');
  const file = type === 'oci' || type === 'docker' ? archivePath(attributes.get('dest')) : undefined;
  return {
    pushes:
      registry === true
        ? true
        : push === true
          ? true
          : registry === 'unknown' || push === 'unknown'
            ? 'unknown'
            : false,
    byDigest: flag(attributes.get('push-by-digest')),
    loads: type === 'docker' && !attributes.has('dest'),
    any: true,
    names: name === undefined ? [] : splitText(name, /,/),
    files: file === undefined ? [] : [file],
  };
}

function combine(list: readonly Exporters[]): Exporters {
  return list.reduce(
    (a, b) => ({
      pushes: either(a.pushes, b.pushes),
      byDigest: either(a.byDigest, b.byDigest),
      loads: either(a.loads, b.loads),
      any: either(a.any, b.any),
      names: [...a.names, ...b.names],
      files: [...a.files, ...b.files],
    }),
    NONE,
  );
}

function flag(value: Known | Template | undefined): Truth {
  if (value === undefined) return false;
  const known = knownText(value)?.trim();
  return known === undefined ? 'unknown' : known === 'true' || known === '1';
}
