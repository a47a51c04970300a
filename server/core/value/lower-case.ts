import { alternatives, oneOf } from './text';
import { datumText, type Known, known, type Template, type Value } from './value';

/** Text in lower case. A hole keeps its key: GitHub and registries treat the two names as one, and so does every comparison here. */
export function lowerCase(value: Known | Template): Known | Template {
  if (value.kind === 'known') return known(datumText(value.value).toLowerCase());
  return {
    kind: 'template',
    parts: value.parts.map((part) => (typeof part === 'string' ? part.toLowerCase() : { lower: true, ...part })),
  };
}

/** The same for whatever a value may be. */
export function lowerCaseOf(value: Value): Value {
  const options = alternatives(value);
  return options === undefined ? value : oneOf(options.map(lowerCase));
}
