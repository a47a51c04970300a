import { posix } from 'node:path';

/** What a layer may import besides itself; `types` may be imported with `import type` only. */
export interface Layer {
  readonly all: readonly string[];
  readonly types?: readonly string[];
}

const MODEL = [
  'text',
  'value',
  'workflow',
  'scenario',
  'catalogue',
  'run',
  'event',
  'image',
  'expr',
  'shell',
  'recipe',
  'workspace',
];
const BELOW_RUN = [
  'text',
  'value',
  'yaml',
  'expr',
  'shell',
  'workflow',
  'scenario',
  'recipe',
  'catalogue',
  'workspace',
  'data',
];
const CORE = [...MODEL, 'yaml', 'remedy', 'lint', 'rules', 'report', 'explain', 'core', 'data'];

/** The import table of ARCHITECTURE.md §1, in the order in which data flows. */
export const LAYERS: Readonly<Record<string, Layer>> = {
  text: { all: [] },
  value: { all: ['text'] },
  workspace: { all: ['text'] },
  yaml: { all: ['text'] },
  expr: { all: ['text', 'value'] },
  shell: { all: ['text', 'value'] },
  workflow: { all: ['text', 'value', 'yaml', 'expr', 'shell'] },
  recipe: { all: ['text', 'value', 'yaml'] },
  scenario: { all: ['text', 'value', 'expr', 'workflow', 'workspace'] },
  catalogue: { all: ['text', 'value', 'expr', 'workflow', 'shell', 'data'] },
  run: { all: BELOW_RUN },
  event: { all: [...BELOW_RUN, 'run'] },
  image: { all: [...BELOW_RUN, 'run', 'event'] },
  remedy: { all: [...MODEL, 'yaml', 'data'] },
  lint: { all: [...MODEL, 'yaml', 'remedy', 'data'] },
  rules: { all: ['lint', 'remedy', ...MODEL] },
  report: { all: [...MODEL, 'data'], types: ['lint', 'core', 'explain'] },
  explain: { all: ['text', 'data', 'lint', 'catalogue'], types: ['rules'] },
  core: { all: CORE },
  ide: { all: CORE },
  host: { all: ['text', 'workspace', 'core'], types: CORE },
  lsp: { all: [...CORE, 'ide', 'host'] },
  cli: { all: [...CORE, 'host'] },
  client: { all: [], types: ['lsp'] },
  data: { all: [] },
};

/** Packages a layer may import; `node:` stands for all of Node's own modules. */
export const NPM: Readonly<Record<string, readonly string[]>> = {
  yaml: ['yaml'],
  expr: ['@actions/expressions'],
  shell: ['unbash'],
  recipe: ['dockerfile-ast'],
  host: ['node:'],
  lsp: ['node:', 'vscode-languageserver'],
  cli: ['node:'],
  client: ['node:', 'vscode', 'vscode-languageclient'],
};

/** The layer a file of the repository belongs to; undefined for tests, tools and files outside. */
export function layerOf(path: string): string | undefined {
  if (path === 'package.json') return 'data';
  const core = /^server\/core\/([^/]+)(\/)?/.exec(path);
  if (core !== null) return core[2] === '/' ? core[1] : path.startsWith('server/core/workspace') ? 'workspace' : 'core';
  const top = /^(?:server\/(ide|host|lsp|cli|data)|(client))\//.exec(path);
  return top?.[1] ?? top?.[2];
}

export interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

/** The import and re-export statements of a TypeScript file; types are erased, so only other imports exist at run time. */
export function importsOf(text: string): readonly Import[] {
  const found: Import[] = [];
  for (const match of text.matchAll(/^(?:import|export)\s+(type\s)?([^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm)) {
    const names = match[2]?.replace(/\sfrom\s+$/, '').trim() ?? '';
    const listed = /^\{([^}]*)\}$/.exec(names)?.[1];
    const allTypes = listed?.split(',').every((name) => name.trim() === '' || /^type\s/.test(name.trim())) === true;
    found.push({ from: match[3] ?? '', typeOnly: match[1] !== undefined || allTypes });
  }
  for (const match of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g))
    found.push({ from: match[1] ?? '', typeOnly: false });
  return found;
}

/** A repository path (with `.ts` where the import left it out) or a package. */
export function resolveImport(
  importer: string,
  from: string,
): { readonly kind: 'file' | 'npm'; readonly path: string; readonly name: string } {
  if (from.startsWith('node:')) return { kind: 'npm', path: '', name: 'node:' };
  if (!from.startsWith('.')) return { kind: 'npm', path: '', name: from };
  const path = posix.join(posix.dirname(importer), from);
  return { kind: 'file', path: /\.(json|ts|mjs|js)$/.test(path) ? path : `${path}.ts`, name: '' };
}
