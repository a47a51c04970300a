import { inputsOf, lookupAction } from '../catalogue/catalogue';
import type { Refusal } from '../text/edit';
import type { YamlMap } from '../yaml/node';

/** Why an action takes no such input at the version a step uses; an input that it does not have is ignored with a warning. */
export function inputNotOffered(text: string, step: YamlMap, name: string): Refusal | undefined {
  const uses = step.entries.find(({ key }) => key.value === 'uses')?.value;
  if (uses?.kind !== 'scalar') return undefined;
  const comment = /^[^\n#]*#\s*([^\n]*)/.exec(text.slice(uses.span.end))?.[1];
  const found = lookupAction(uses.value, comment);
  // Of some entries the inputs are not listed.
  if (found === undefined || Object.keys(found.entry.inputs).length === 0) return undefined;
  const input = inputsOf(found.entry, found.major).get(name.toLowerCase());
  if (input === undefined) return { refused: `\`${uses.value}\` has no input \`${name}\`` };
  return found.style === 'sha' && found.major === undefined && input.since !== undefined
    ? { refused: `no comment says which version \`${uses.value}\` is, and older ones have no input \`${name}\`` }
    : undefined;
}
