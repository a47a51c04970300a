import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { IGrammar, IRawGrammar } from 'vscode-textmate';
import { root } from '../test/kit/root';

const require = createRequire(join(root, 'package.json'));
// Both are UMD bundles, whose names node cannot see in an import.
const textmate = require('vscode-textmate') as typeof import('vscode-textmate');
const oniguruma = require('vscode-oniguruma') as typeof import('vscode-oniguruma');

/** A YAML grammar that a workflow may meet in an editor, by the scope of its language and where its rules are. */
export interface Base {
  readonly name: string;
  readonly scope: string;
  readonly files: Readonly<Record<string, string>>;
}

const vscodeYaml = (file: string) =>
  require.resolve(`@codingame/monaco-vscode-yaml-default-extension/resources/${file}.tmLanguage.json`);
const textmateYaml = require.resolve('tm-grammars/grammars/yaml.json');

/**
 * The grammars themselves, not imitations: VS Code's YAML extension as it is packaged today; the grammar of the
 * TextMate bundle, which VS Code shipped until it took today's; and the GitHub Actions extension's
 * `source.github-actions-workflow`, which is a copy of that bundle's under another scope name
 * (language/syntaxes/yaml.tmLanguage.json in github/vscode-github-actions names the commit).
 */
export const bases: readonly Base[] = [
  {
    name: 'source.yaml of VS Code',
    scope: 'source.yaml',
    files: {
      'source.yaml': vscodeYaml('yaml'),
      'source.yaml.1.0': vscodeYaml('yaml-1.0'),
      'source.yaml.1.1': vscodeYaml('yaml-1.1'),
      'source.yaml.1.2': vscodeYaml('yaml-1.2'),
      'source.yaml.1.3': vscodeYaml('yaml-1.3'),
      'source.yaml.embedded': vscodeYaml('yaml-embedded'),
    },
  },
  { name: 'source.yaml of the TextMate bundle', scope: 'source.yaml', files: { 'source.yaml': textmateYaml } },
  {
    name: 'source.github-actions-workflow',
    scope: 'source.github-actions-workflow',
    files: { 'source.github-actions-workflow': textmateYaml },
  },
];

const ours: Readonly<Record<string, string>> = Object.fromEntries(
  ['expressions', 'run-shell', 'run-script', 'run-command'].map((name) => [
    `plimsoll.${name}.injection`,
    join(root, 'syntaxes', `${name}.injection.tmLanguage.json`),
  ]),
);

/** The base grammar with our injections, as VS Code would assemble it from `injectTo`. */
export async function loadGrammar(base: Base): Promise<IGrammar> {
  const files: Readonly<Record<string, string>> = {
    ...ours,
    ...base.files,
    'source.shell': require.resolve('tm-grammars/grammars/shellscript.json'),
  };
  const registry = new textmate.Registry({
    onigLib: loadOniguruma(),
    loadGrammar: async (scope) => {
      const file = files[scope];
      return file === undefined
        ? null
        : { ...(JSON.parse(readFileSync(file, 'utf8')) as IRawGrammar), scopeName: scope };
    },
    getInjections: (scope) => (scope === base.scope ? Object.keys(ours) : []),
  });
  const grammar = await registry.loadGrammar(base.scope);
  if (grammar === null) throw new Error(`no grammar for ${base.scope}`);
  return grammar;
}

/** Each line's tokens as one list of scopes per column; line ends are passed on as they are written. */
export function scopesByColumn(
  grammar: IGrammar,
  lines: readonly string[],
): readonly (readonly (readonly string[])[])[] {
  const result: (readonly (readonly string[])[])[] = [];
  let state = textmate.INITIAL;
  for (const line of lines) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    result.push(
      tokens.flatMap((token) => Array.from({ length: token.endIndex - token.startIndex }, () => token.scopes)),
    );
    state = ruleStack;
  }
  return result;
}

async function loadOniguruma() {
  await oniguruma.loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));
  return {
    createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text: string) => new oniguruma.OnigString(text),
  };
}
