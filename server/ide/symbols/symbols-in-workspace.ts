import { type FileState, filesOf } from '../../core/run/call-graph';
import type { SourceFile } from '../../core/text/source-file';
import { touches } from '../../core/text/span';
import { isActionPath, isWorkflowPath, type Workspace } from '../../core/workspace';
import { buildSymbolsOf } from './build-symbols';
import { servicesIn } from './compose-symbols';
import { stagesIn, targetsIn } from './recipe-symbols';
import { isSame, type NamedSymbol, type Obstacle, type Occurrence, pinnedScope, type SymbolKind } from './symbol';
import { symbolsOf } from './symbols-of-file';

/** The symbol whose name stands at an offset of a workflow or action file. */
export function occurrenceAt(workspace: Workspace, path: string, offset: number): Occurrence | undefined {
  const file = workspace.file(path);
  if (!isText(file) || !hasSymbols(path)) return undefined;
  const [own] = symbolsOf(file)
    .occurrences.filter(({ span }) => span.end > span.start && touches(span, offset))
    .sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start));
  return own ?? buildSymbolsOf(workspace, path).find(({ span }) => touches(span, offset));
}

/** Every place where a symbol is named, in the order of files and places. */
export function occurrencesOf(workspace: Workspace, symbol: NamedSymbol): readonly Occurrence[] {
  return filesWithSymbols(workspace, symbol)
    .flatMap((file) => namesIn(workspace, file, symbol.kind).filter((one) => isSame(one.symbol, symbol)))
    .sort((a, b) => (a.path === b.path ? a.span.start - b.span.start : a.path < b.path ? -1 : 1));
}

function namesIn(workspace: Workspace, file: SourceFile, kind: SymbolKind): readonly Occurrence[] {
  const own = hasSymbols(file.path);
  switch (kind) {
    case 'stage':
      return own ? buildSymbolsOf(workspace, file.path) : stagesIn(file);
    case 'bakeTarget':
      return own ? buildSymbolsOf(workspace, file.path) : targetsIn(file);
    case 'service':
      return own ? buildSymbolsOf(workspace, file.path) : servicesIn(file);
    default:
      return own ? symbolsOf(file).occurrences : [];
  }
}

/** Every place that keeps a symbol from being renamed. */
export function obstaclesOf(workspace: Workspace, symbol: NamedSymbol): readonly Obstacle[] {
  const { repository } = workspace.facts;
  const scopes = [
    undefined,
    symbol.scope,
    ...(repository === undefined ? [] : [pinnedScope(repository, symbol.scope)]),
  ];
  return filesWithSymbols(workspace, symbol).flatMap((file) =>
    symbolsOf(file).obstacles.filter(
      ({ kind, scope, name }) =>
        kind === symbol.kind && scopes.includes(scope) && (name === undefined || name === symbol.name),
    ),
  );
}

/** The files that can name a symbol: its own, all workflows, and the actions they use, directly or not; where it is an action's, all actions. */
export function filesWithSymbols(workspace: Workspace, symbol: NamedSymbol): readonly SourceFile[] {
  const own = symbol.scope.replace(/#.*$/, '');
  const found = new Map<string, SourceFile>();
  const visit = (path: string, file: FileState): void => {
    if (!isText(file) || found.has(path)) return;
    found.set(path, file);
    if (!hasSymbols(path)) return;
    for (const [other, state] of filesOf(workspace, file)) visit(other, state);
  };
  const actions = isActionPath(own) ? workspace.actions() : [];
  for (const path of [...workspace.workflows, own, own.replace(/\.yml$/, '.yaml'), ...actions])
    visit(path, workspace.file(path));
  // Of two files of one action the first counts.
  return [...found.values()].filter(
    ({ path }) => !path.endsWith('.yaml') || !isActionPath(path) || !found.has(path.replace(/\.yaml$/, '.yml')),
  );
}

/** Whether all workflows of the repository are known. An editor that reads the files may still be at it. */
export function isListed(workspace: Workspace): boolean {
  // Where the listing is complete, a file that is not in it is absent.
  return workspace.file('.github/workflows/not-there.yml') !== 'notLoaded';
}

function hasSymbols(path: string): boolean {
  return isWorkflowPath(path) || isActionPath(path);
}

function isText(file: FileState): file is SourceFile {
  return file !== 'absent' && file !== 'notLoaded';
}
