import type { ImageEvent } from '../event/event';
import { type ComposeFile, type ComposeService, composeFileOf } from '../recipe/compose';
import type { ComposeNeed, ComposeSection } from '../recipe/compose-needs';
import type { Recipe } from '../run/bake-targets';
import { commandVariable } from '../run/command-variable';
import { defaultComposeFiles } from '../run/compose-files';
import { type Operand, settledList } from '../run/operand';
import { repositoryFile } from '../run/repository-file';
import type { SourceFile } from '../text/source-file';
import type { Span } from '../text/span';
import { known } from '../value/value';
import { documentOf } from '../yaml/parse';
import { mayRewrite, possibleMaker } from './possible-maker';

/** A place in one of the compose files. */
export interface ComposePlace {
  readonly file: SourceFile;
  readonly span: Span;
}

/** Why `docker compose` refuses a project, or does nothing with a service it is told to push. */
export type ComposeProblem =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'key'; readonly key: string; readonly place: ComposePlace }
  | { readonly kind: 'service'; readonly name: string; readonly services: readonly string[] }
  | { readonly kind: 'image'; readonly service: string; readonly place: ComposePlace }
  | {
      readonly kind: 'undefined';
      readonly service: string;
      readonly section: ComposeSection;
      readonly name: string;
      readonly place: ComposePlace;
    }
  | { readonly kind: 'unnamed'; readonly service: string; readonly place: ComposePlace };

/**
 * What is certainly wrong with the project that a compose command reads, all of its files together (compose-spec, 13-merge.md); or why that
 * cannot be told: a file that is made in the run, that includes others or that takes parts of others back (`!reset`, `!override`).
 */
export function composeProblems(
  event: ImageEvent,
  recipe: Recipe,
  pushes: boolean,
): readonly ComposeProblem[] | { readonly reason: string } {
  const files = filesOf(event, recipe);
  if ('reason' in files) return files;
  if ('missing' in files) return [{ kind: 'file', path: files.missing }];
  const keys = files.read.flatMap(unknownKeys);
  if (keys.length > 0) return keys;
  const composed: ComposeFile[] = [];
  for (const file of files.read) {
    const compose = composeFileOf(file);
    if (compose === undefined || documentOf(file).problems.length > 0)
      return { reason: `\`${file.path}\` could not be understood` };
    if (compose.includes) return { reason: `\`${file.path}\` takes in other files` };
    if (/!reset|!override/.test(file.text)) return { reason: `\`${file.path}\` takes back what others say` };
    composed.push(compose);
  }
  const asked = recipe.targets === undefined ? [] : settledList(recipe.targets.value, /\s/);
  const project = mergedServices(composed);
  return [
    ...(asked ?? []).flatMap((name) =>
      project.has(name) ? [] : [{ kind: 'service' as const, name, services: [...project.keys()] }],
    ),
    ...[...project].flatMap(([name, layers]) => inconsistencies(name, layers, composed)),
    ...(pushes && asked !== undefined ? unnamed(asked, project) : []),
  ];
}

/** The compose files of a command in their order, or the one that certainly is not there. */
function filesOf(
  event: ImageEvent,
  { files, folder }: Recipe,
): { readonly read: readonly SourceFile[] } | { readonly missing: string } | { readonly reason: string } {
  const { step } = event;
  if (folder === undefined) return { reason: 'the folder of the compose file is not known' };
  const names = files ?? defaultFiles(event, folder);
  if ('reason' in names) return names;
  const list = settledList(names.value, /\n/);
  if (list === undefined) return { reason: 'the compose files are not known' };
  const read: SourceFile[] = [];
  for (const name of list) {
    const found =
      name === '-'
        ? { reason: 'the compose file comes from the standard input' }
        : repositoryFile(step, known(name), folder);
    if ('reason' in found) return found;
    if (found.state === 'notLoaded') return { reason: `\`${found.path}\` was not read` };
    if (found.state === 'absent') {
      if (!step.workspace.checkout) return { reason: `whether the repository has \`${found.path}\` is not known here` };
      const maker = possibleMaker(event, found.path);
      return maker === undefined ? { missing: found.path } : { reason: maker };
    }
    if (mayRewrite(event, found.path)) return { reason: `a script may change \`${found.path}\`` };
    read.push(found.state);
  }
  return { read };
}

/** Where nothing is named and nothing found, a folder above may have it, or a step may have made it. */
function defaultFiles(event: ImageEvent, folder: string): Operand | { readonly reason: string } {
  const names = defaultComposeFiles(event.step, folder, (name) => commandVariable(event.command, event.step, name));
  return names === 'none' ? { reason: 'there is no compose file in the folder' } : names;
}

/** Sections of a compose file; `models` since 2025 (compose-spec, schema/compose-spec.json). */
export const COMPOSE_SECTIONS = [
  'version',
  'name',
  'include',
  'services',
  'models',
  'networks',
  'volumes',
  'secrets',
  'configs',
] as const;

function unknownKeys(file: SourceFile): readonly ComposeProblem[] {
  const { root } = documentOf(file);
  if (root?.kind !== 'map') return [];
  const sections: readonly string[] = COMPOSE_SECTIONS;
  return root.entries
    .filter(({ key }) => !sections.includes(key.value) && !key.value.startsWith('x-') && key.value !== '<<')
    .map(({ key }) => ({ kind: 'key', key: key.value, place: { file, span: key.span } }));
}

/** What the files say of a service, each on its own. */
type Layers = readonly { readonly file: SourceFile; readonly service: ComposeService }[];

function mergedServices(files: readonly ComposeFile[]): ReadonlyMap<string, Layers> {
  const project = new Map<string, Layers>();
  for (const { file, services } of files)
    for (const service of services)
      project.set(service.name, [...(project.get(service.name) ?? []), { file, service }]);
  return project;
}

/** compose-go, loader/validate.go. Services of profiles may be switched off, and then nobody looks at them. */
function inconsistencies(name: string, layers: Layers, files: readonly ComposeFile[]): readonly ComposeProblem[] {
  const [first] = layers;
  if (first === undefined || layers.some(({ service }) => service.profiled)) return [];
  const bare = layers.every(
    ({ service }) => service.image === undefined && service.build === undefined && !service.provided,
  );
  const missing = layers.flatMap(({ file, service }) =>
    service.needs
      .filter((need) => !isDefined(need, files))
      .map((need) => ({
        kind: 'undefined' as const,
        service: name,
        section: need.section,
        name: need.name,
        place: { file, span: need.span },
      })),
  );
  return [
    ...(bare ? [{ kind: 'image' as const, service: name, place: { file: first.file, span: first.service.key } }] : []),
    ...missing,
  ];
}

function isDefined({ section, name }: ComposeNeed, files: readonly ComposeFile[]): boolean {
  return files.some(({ defined }) => defined[section].has(name));
}

/** Services to push that are built but have no name to be pushed under (docker/compose, pkg/compose/push.go: skipped). */
function unnamed(asked: readonly string[], project: ReadonlyMap<string, Layers>): readonly ComposeProblem[] {
  return asked.flatMap((name) => {
    const layers = project.get(name) ?? [];
    const build = layers.find(({ service }) => service.build !== undefined);
    return build === undefined || layers.some(({ service }) => service.image !== undefined)
      ? []
      : [{ kind: 'unnamed' as const, service: name, place: { file: build.file, span: build.service.key } }];
  });
}
