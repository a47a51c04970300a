import { type ParseArgsConfig, parseArgs } from 'node:util';
import { didYouMean } from '../core/lint/closest';
import type { UsageError } from './terminal';

export interface Options {
  readonly paths: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
}

/** Reads the arguments of a command; a mistake comes back as one line. */
export function optionsOf(
  args: readonly string[],
  options: NonNullable<ParseArgsConfig['options']>,
): Options | UsageError {
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
  const values: Record<string, string | boolean | undefined> = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const known = options[token.name];
    if (known === undefined) {
      const guess = didYouMean(
        token.rawName,
        Object.keys(options).map((name) => `--${name}`),
      );
      return { usage: `there is no option \`${token.rawName}\`${guess === '' ? '; see plimsoll --help' : guess}` };
    }
    if (known.type === 'string' && token.value === undefined) return { usage: `\`${token.rawName}\` needs a value` };
    values[token.name] = token.value ?? true;
  }
  return { paths: tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : [])), values };
}

/** One of a few words; the first is the default. */
export function choice<C extends string>(
  value: string | boolean | undefined,
  name: string,
  choices: readonly [C, ...C[]],
): C | UsageError {
  if (value === undefined) return choices[0];
  return (
    choices.find((one) => one === value) ?? {
      usage: `--${name} takes ${listed(choices)}, not \`${String(value)}\``,
    }
  );
}

function listed(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}
