import type { ResolvedWord } from '../shell/walk';
import { wordText, wordTexts } from '../shell/word-text';
import { known } from '../value/value';

/**
 * The words of the command that Nix runs: behind `nix develop -c` and `nix shell … --command`, and of a package that `nix run nixpkgs#NAME`
 * fetches (Nix manual, `nix3-develop`, `nix3-shell`, `nix3-run`), whose program has the package's name. Undefined for other commands.
 */
export function behindNix(words: readonly ResolvedWord[]): readonly ResolvedWord[] | undefined {
  const texts = wordTexts(words);
  if (texts[0] !== 'nix') return undefined;
  const at = texts.findIndex((text) => text !== undefined && SUBCOMMANDS.has(text));
  const subcommand = texts[at];
  if (at < 0) return undefined;
  if (subcommand !== 'run') {
    const command = texts.findIndex((text, index) => index > at && (text === '-c' || text === '--command'));
    // `--command -- docker push` is written as often as without the dashes.
    const start = texts[command + 1] === '--' ? command + 2 : command + 1;
    return command < 0 || start >= words.length ? undefined : words.slice(start);
  }
  const from = texts.findIndex((text, index) => index > at && PACKAGE.test(text ?? ''));
  const word = words[from];
  const program = PACKAGE.exec(texts[from] ?? '')?.[1];
  if (word === undefined || program === undefined) return undefined;
  const rest = texts.indexOf('--', from);
  return [{ ...word, value: known(program) }, ...(rest < 0 ? [] : words.slice(rest + 1))];
}

const SUBCOMMANDS: ReadonlySet<string> = new Set(['run', 'shell', 'develop']);
const PACKAGE = /^(?:nixpkgs|github:NixOS\/nixpkgs)(?:\/[\w.-]+)?#(?:[\w-]+\.)*([\w-]+)$/i;

/** The text that `nix-shell` runs as a command, `--run` and `--command` (Nix manual, `nix-shell`). */
export function nixShellText(words: readonly ResolvedWord[]): string | undefined {
  const texts = wordTexts(words);
  if (texts[0] !== 'nix-shell') return undefined;
  const at = texts.findIndex((text) => text === '--run' || text === '--command');
  return at < 0 ? undefined : wordText(words[at + 1]);
}
