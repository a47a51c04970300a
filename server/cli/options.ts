import { type ParseArgsConfig, parseArgs } from 'node:util';
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
  try {
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
    const plain: Record<string, string | boolean | undefined> = {};
    for (const [name, value] of Object.entries(values))
      if (typeof value === 'string' || typeof value === 'boolean') plain[name] = value;
    return { paths: positionals, values: plain };
  } catch (error) {
    return { usage: error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error) };
  }
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
      usage: `--${name} takes ${choices.join(' or ')}, not \`${String(value)}\``,
    }
  );
}
