import type { Settings } from '../core/index';

/** The word behind a flag of a command line; undefined where the flag is not given. */
export function flagValue(words: readonly string[], flag: string): string | undefined {
  return words.includes(flag) ? words[words.indexOf(flag) + 1] : undefined;
}

/** The settings that `--profile strict` or `--profile audit` asks for. */
export function profileSettings(words: readonly string[]): Settings {
  const profile = flagValue(words, '--profile');
  return profile === 'strict' || profile === 'audit' ? { profile } : {};
}
