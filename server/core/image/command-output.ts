import type { ResolvedCommand } from '../shell/walk';
import { concat, splitText } from '../value/text';
import { known, knownText, type Value } from '../value/value';
import type { StepInstance } from './run';

/**
 * What well-known helper commands print. docs.docker.com's multi-platform example turns the metadata step's JSON into `-t` flags:
 * `jq -cr '.tags | map("-t " + .) | join(" ")' <<< "$DOCKER_METADATA_OUTPUT_JSON"`.
 */
export function commandOutput(command: ResolvedCommand, step: StepInstance): Value | undefined {
  const [name] = command.words;
  if (name?.value.kind !== 'known' || name.value.value !== 'jq') return undefined;
  const filter = command.words.map(({ value }) => knownText(value) ?? '').find((text) => text.includes('.tags'));
  const reads = command.command.redirects.some(
    ({ operator, target }) =>
      operator === '<<<' &&
      target?.parts.some(
        (part) =>
          (part.kind === 'variable' && part.name === 'DOCKER_METADATA_OUTPUT_JSON') ||
          (part.kind === 'expression' && part.body.includes('outputs.json')),
      ),
  );
  if (filter === undefined || !reads) return undefined;
  const flag = /"(-t|--tag)\s/.exec(filter)?.[1];
  const tags = metadataTags(step);
  if (tags === undefined || flag === undefined) return undefined;
  return concat(tags.flatMap((tag, index) => [known(`${index === 0 ? '' : ' '}${flag} `), tag]));
}

function metadataTags(step: StepInstance): readonly Value[] | undefined {
  const value = step.variable('DOCKER_METADATA_OUTPUT_TAGS');
  return value?.kind === 'known' || value?.kind === 'template' ? splitText(value, /\n/) : undefined;
}
