import type { BuildEvent } from '../core/event/event';
import type { Analysis } from '../core/image/analysis';
import { dockerfileOfBuild } from '../core/image/dockerfile-of-build';
import { type Operand, settledList } from '../core/run/operand';
import { repositoryFile } from '../core/run/repository-file';
import type { StepInstance } from '../core/run/run';
import { escapePattern } from '../core/text/escape-pattern';
import type { SourceFile } from '../core/text/source-file';
import type { Span } from '../core/text/span';
import { known } from '../core/value/value';
import type { Target } from './target';

/** The Dockerfiles, bake and compose files that steps of a file name, with the place of the name; only those that are there. */
export function recipeFiles(analysis: Analysis): readonly { readonly span: Span; readonly path: string }[] {
  const places = new Map<string, { readonly span: Span; readonly paths: Set<string> }>();
  for (const { events } of analysis.sites)
    for (const event of events)
      for (const { span, path } of event.kind === 'build' ? filesOfBuild(analysis, event) : []) {
        const key = `${span.start}-${span.end}`;
        const place = places.get(key) ?? { span, paths: new Set() };
        places.set(key, { ...place, paths: place.paths.add(path) });
      }
  // A name that means different files on different starts goes nowhere.
  return [...places.values()].flatMap(({ span, paths: [path, ...others] }) =>
    path === undefined || others.length > 0 ? [] : [{ span, path }],
  );
}

function filesOfBuild(analysis: Analysis, event: BuildEvent): readonly Target[] {
  const { file, recipe } = event;
  const found = file?.given === true ? dockerfileOfBuild(event) : undefined;
  const dockerfile =
    file === undefined || found === undefined || !('dockerfile' in found)
      ? []
      : [{ span: file.span, path: found.dockerfile.file.path }];
  if (recipe?.files === undefined || recipe.folder === undefined) return dockerfile;
  const { folder } = recipe;
  return [
    ...dockerfile,
    ...piecesOf(analysis, recipe.files, /[,\n]/).flatMap(({ text, span }) => {
      const named = recipeFile(event.step, text, folder);
      return named === undefined ? [] : [{ span, path: named.path }];
    }),
  ];
}

/** The file that a name given to bake or compose leads to, from the folder they run in; undefined where there is none to read. */
export function recipeFile(step: StepInstance, name: string, folder: string): SourceFile | undefined {
  const found = repositoryFile(step, known(name.replace(/^cwd:\/\//, '')), folder);
  return 'reason' in found || typeof found.state === 'string' ? undefined : found.state;
}

/** The pieces of a list that stand in the file as they are, each with its place. */
export function piecesOf(
  { file }: Analysis,
  { value, span }: Operand,
  separator: RegExp,
): readonly { readonly text: string; readonly span: Span }[] {
  const written = file.text.slice(span.start, span.end);
  return (settledList(value, separator) ?? []).flatMap((text) => {
    const own = new RegExp(`(?<![\\w./-])${escapePattern(text)}(?![\\w./-])`);
    const at = text === '' ? undefined : own.exec(written)?.index;
    return at === undefined ? [] : [{ text, span: { start: span.start + at, end: span.start + at + text.length } }];
  });
}
