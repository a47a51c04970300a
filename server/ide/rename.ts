import type { Project } from '../core/index';
import type { FixEdits } from '../core/lint/finding';
import type { Edit, Refusal } from '../core/text/edit';
import { isRefusal } from '../core/text/edit';
import { positionAt } from '../core/text/line-index';
import type { SourceFile } from '../core/text/source-file';
import type { Span } from '../core/text/span';
import type { Workspace } from '../core/workspace';
import { documentOf } from '../core/yaml/parse';
import { isSame, type NamedSymbol, named, type Occurrence, type SymbolKind } from './symbols/symbol';
import { filesWithSymbols, isListed, obstaclesOf, occurrenceAt, occurrencesOf } from './symbols/symbols-in-workspace';
import type { Target } from './target';

/** What would be renamed: the name at the offset, without quotes. */
export interface Renaming {
  readonly span: Span;
  readonly name: string;
}

/** Whether the name at an offset can be renamed in all files that have it; the reason where it cannot, undefined where there is no name. */
export function prepareRename({ workspace }: Project, path: string, offset: number): Renaming | Refusal | undefined {
  const at = occurrenceAt(workspace, path, offset);
  if (at === undefined) return undefined;
  const places = renamed(workspace, at.symbol);
  return isRefusal(places) ? places : { span: at.span, name: nameAt(workspace, at) };
}

/** The edits that give the thing named at an offset another name wherever it is named; none where it has that name already. */
export function rename(
  { workspace }: Project,
  path: string,
  offset: number,
  name: string,
): FixEdits | Refusal | undefined {
  const at = occurrenceAt(workspace, path, offset);
  if (at === undefined) return undefined;
  const places = renamed(workspace, at.symbol);
  if (isRefusal(places)) return places;
  const problem = problemOf(workspace, at.symbol, name);
  if (problem !== undefined) return { refused: problem };
  const edits = new Map<string, Edit[]>();
  for (const place of places) {
    if (nameAt(workspace, place) === name) continue;
    edits.set(place.path, [...(edits.get(place.path) ?? []), { span: place.span, text: name }]);
  }
  return edits;
}

/** The places to be changed, all of which are exact; or why there may be others. */
function renamed(workspace: Workspace, symbol: NamedSymbol): readonly Occurrence[] | Refusal {
  const own = OWN[symbol.kind];
  if (own !== undefined) return { refused: own };
  if (symbol.kind === 'secret' && symbol.scope === '')
    return { refused: 'A secret of the repository is renamed in its settings, not in a file.' };
  if (!isListed(workspace))
    return { refused: 'The files of this repository have not been read yet; try again in a moment.' };
  const places = occurrencesOf(workspace, symbol);
  const [obstacle] = obstaclesOf(workspace, symbol);
  const declared = places.some(({ declares }) => declares);
  if (!declared && (symbol.kind !== 'stepOutput' || obstacle === undefined))
    return { refused: `No file of this repository that could be read declares this ${WORDS[symbol.kind]}.` };
  const fixed = places.find((place) => place.fixed !== undefined);
  if (fixed !== undefined) return { refused: sentence(workspace, symbol, fixed, fixed.fixed ?? '') };
  if (obstacle !== undefined) return { refused: sentence(workspace, symbol, obstacle, obstacle.reason) };
  const broken = brokenFile(workspace, symbol, places);
  return broken === undefined ? places : { refused: `\`${broken}\` has a syntax error; the name may stand there too.` };
}

/** Things with names that are not only in these files. */
const OWN: Partial<Record<SymbolKind, string>> = {
  file: 'A workflow or action is renamed by its file; rename the file, then its `uses:`.',
  stage: 'The stages of a Dockerfile are named by all that builds it, also outside workflows.',
  bakeTarget: 'The targets of a bake file are named by all that builds it, also outside workflows.',
  service: 'The services of a compose file are named by all that runs it, also outside workflows.',
};

const WORDS: Readonly<Record<SymbolKind, string>> = {
  step: 'step',
  stepOutput: 'output',
  job: 'job',
  jobOutput: 'output',
  input: 'input',
  secret: 'secret',
  output: 'output',
  file: 'file',
  stage: 'stage',
  bakeTarget: 'target',
  service: 'service',
};

function sentence(workspace: Workspace, { kind }: NamedSymbol, place: Target, reason: string): string {
  return `This ${WORDS[kind]} cannot be renamed: ${reason} (${placeWords(workspace, place)}).`;
}

function placeWords(workspace: Workspace, { path, span }: Target): string {
  const file = workspace.file(path) as SourceFile;
  return `${path}, line ${positionAt(file.lines, span.start).line + 1}`;
}

/** A file that holds the name, or may, and cannot be read to its end. */
function brokenFile(workspace: Workspace, symbol: NamedSymbol, places: readonly Occurrence[]): string | undefined {
  return filesWithSymbols(workspace, symbol).find(
    (file) =>
      documentOf(file).problems.length > 0 &&
      (places.some(({ path }) => path === file.path) || file.text.toLowerCase().includes(symbol.name)),
  )?.path;
}

/** What is wrong with a new name; GitHub's rules for identifiers (actions/runner, IdBuilder and NameValidation). */
function problemOf(workspace: Workspace, symbol: NamedSymbol, name: string): string | undefined {
  const word = WORDS[symbol.kind];
  if (!/^[A-Za-z_][\w-]*$/.test(name))
    return `\`${name}\` is no valid name: it has to start with a letter or \`_\` and to hold letters, digits, \`_\` and \`-\` only.`;
  if (name.length >= 100) return 'A name has to be shorter than 100 characters.';
  if (/^__/.test(name) && symbol.kind === 'step') return 'Names that start with `__` are reserved by GitHub.';
  if (/^(true|false|null)$/i.test(name)) return `YAML reads \`${name}\` as a value, not as a name.`;
  if (symbol.kind === 'secret' && /^GITHUB_/i.test(name))
    return 'Names of secrets that start with `GITHUB_` are reserved by GitHub.';
  const wanted = named(symbol.kind, symbol.scope, name);
  if (isSame(wanted, symbol)) return undefined;
  const [taken] = [...occurrencesOf(workspace, wanted)].sort((a, b) => Number(b.declares) - Number(a.declares));
  if (taken === undefined) return undefined;
  return `\`${name}\` is ${taken.declares ? `the name of another ${word}` : `already used for a ${word} that is not declared`} (${placeWords(workspace, taken)}).`;
}

function nameAt(workspace: Workspace, { path, span }: Occurrence): string {
  return (workspace.file(path) as SourceFile).text.slice(span.start, span.end);
}
