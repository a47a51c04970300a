import { analyse } from '../../core/image/analyse';
import type { Analysis } from '../../core/image/analysis';
import { dockerfileOfBuild } from '../../core/image/dockerfile-of-build';
import type { BuildEvent } from '../../core/image/event';
import { pathText } from '../../core/image/repository-file';
import { BAKE_NAMES } from '../../core/recipe/bake';
import { bakeFileOf } from '../../core/recipe/bake-file';
import { stageNamed } from '../../core/recipe/dockerfile';
import type { Workspace } from '../../core/workspace';
import { piecesOf, recipeFile } from '../recipe-files';
import { definesTarget } from './recipe-symbols';
import { named, type Occurrence } from './symbol';

/** The stages and bake targets that the builds of a workflow or action name, by where they are defined. */
export function buildSymbolsOf(workspace: Workspace, path: string): readonly Occurrence[] {
  const analysis = analyse(workspace, path);
  if (analysis === undefined) return [];
  const found = new Map<string, Occurrence>();
  for (const { events } of analysis.sites)
    for (const event of events)
      for (const one of event.kind === 'build' ? namesOf(analysis, event) : [])
        found.set(JSON.stringify([one.span, one.symbol]), one);
  return [...found.values()];
}

function namesOf(analysis: Analysis, event: BuildEvent): readonly Occurrence[] {
  return [...stageOf(analysis, event), ...targetsOf(analysis, event)];
}

function stageOf({ file }: Analysis, event: BuildEvent): readonly Occurrence[] {
  const { target } = event;
  const name = target?.given === true ? pathText(target.value) : undefined;
  if (target === undefined || name === undefined || name === '') return [];
  const built = dockerfileOfBuild(event);
  const stage = 'dockerfile' in built ? stageNamed(built.dockerfile, name) : undefined;
  if (stage?.name === undefined || !('dockerfile' in built)) return [];
  const symbol = named('stage', built.dockerfile.file.path, stage.name);
  return [{ symbol, path: file.path, span: target.span, declares: false }];
}

function targetsOf(analysis: Analysis, { recipe, step }: BuildEvent): readonly Occurrence[] {
  if (recipe?.targets === undefined || recipe.folder === undefined) return [];
  const { folder, files, targets } = recipe;
  const paths = files === undefined ? BAKE_NAMES : piecesOf(analysis, files, /[,\n]/).map(({ text }) => text);
  const definitions = paths.flatMap((path) => {
    const found = recipeFile(step, path, folder);
    return found === undefined || /\.ya?ml$/.test(found.path) ? [] : (bakeFileOf(found) ?? []);
  });
  return piecesOf(analysis, targets, /[,\s]/).flatMap(({ text, span }) => {
    const definition = definitions.find((one) => definesTarget(one, text));
    return definition === undefined
      ? []
      : [{ symbol: named('bakeTarget', definition.file.path, text), path: analysis.file.path, span, declares: false }];
  });
}
