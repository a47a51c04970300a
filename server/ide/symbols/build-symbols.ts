import type { BuildEvent, ImageEvent } from '../../core/event/event';
import { analyse } from '../../core/image/analyse';
import type { Analysis } from '../../core/image/analysis';
import { dockerfileOfBuild } from '../../core/image/dockerfile-of-build';
import { BAKE_NAMES } from '../../core/recipe/bake';
import { bakeFileOf } from '../../core/recipe/bake-file';
import { COMPOSE_NAMES, composeFileOf } from '../../core/recipe/compose';
import { stageNamed } from '../../core/recipe/dockerfile';
import type { Recipe } from '../../core/run/bake-targets';
import { defaultComposeFiles } from '../../core/run/compose-files';
import { settledList } from '../../core/run/operand';
import { pathText } from '../../core/run/repository-file';
import type { StepInstance } from '../../core/run/run';
import type { SourceFile } from '../../core/text/source-file';
import type { Workspace } from '../../core/workspace';
import { piecesOf, recipeFile } from '../recipe-files';
import { definesTarget } from './recipe-symbols';
import { type NamedSymbol, named, type Occurrence } from './symbol';

/** The stages, bake targets and compose services that the builds and pushes of a workflow or action name, by where they are defined. */
export function buildSymbolsOf(workspace: Workspace, path: string): readonly Occurrence[] {
  const analysis = analyse(workspace, path);
  if (analysis === undefined) return [];
  const found = new Map<string, Occurrence>();
  for (const { events } of analysis.sites)
    for (const event of events)
      for (const one of namesOf(analysis, event)) found.set(JSON.stringify([one.span, one.symbol]), one);
  return [...found.values()];
}

function namesOf(analysis: Analysis, event: ImageEvent): readonly Occurrence[] {
  return [
    ...(event.kind === 'build' ? stageOf(analysis, event) : []),
    ...('recipe' in event && event.recipe !== undefined ? targetsOf(analysis, event.step, event.recipe) : []),
  ];
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

function targetsOf(analysis: Analysis, step: StepInstance, recipe: Recipe): readonly Occurrence[] {
  const { targets } = recipe;
  if (targets === undefined) return [];
  const files = filesOf(analysis, step, recipe);
  return piecesOf(analysis, targets, /[,\s]/).flatMap(({ text, span }) => {
    const symbol = files.map((file) => definedIn(file, text)).find((one) => one !== undefined);
    return symbol === undefined ? [] : [{ symbol, path: analysis.file.path, span, declares: false }];
  });
}

/** The files in which a bake or compose call looks its targets up, as far as they are there to read. */
function filesOf(analysis: Analysis, step: StepInstance, { kind, files, folder }: Recipe): readonly SourceFile[] {
  if (folder === undefined) return [];
  const paths =
    files === undefined ? defaultFiles(step, kind, folder) : piecesOf(analysis, files, /[,\n]/).map(({ text }) => text);
  return paths.flatMap((path) => recipeFile(step, path, folder) ?? []);
}

function defaultFiles(step: StepInstance, kind: Recipe['kind'], folder: string): readonly string[] {
  if (kind === 'bake') return [...COMPOSE_NAMES, ...BAKE_NAMES];
  const found = defaultComposeFiles(step, folder, (name) => step.variable(name));
  return typeof found === 'string' || 'reason' in found ? [] : (settledList(found.value, /\n/) ?? []);
}

function definedIn(file: SourceFile, name: string): NamedSymbol | undefined {
  if (!/\.ya?ml$/.test(file.path)) {
    const bake = bakeFileOf(file);
    return bake !== undefined && definesTarget(bake, name) ? named('bakeTarget', file.path, name) : undefined;
  }
  const services = composeFileOf(file)?.services ?? [];
  return services.some((one) => one.name === name) ? named('service', file.path, name) : undefined;
}
