import type { BuildEvent } from '../event/event';
import { bakePlan } from '../recipe/bake';
import type { BakeDefinition, LostTarget } from '../recipe/bake-definition';
import { bakeCall, bakeDefinition, namesOverLegs, type Recipe } from '../run/bake-targets';
import { listOptions } from '../run/operand';
import type { SourceFile } from '../text/source-file';
import type { Span } from '../text/span';
import { parts } from '../value/text';
import { mayRewrite, possibleMaker } from './possible-maker';

/** Why `docker buildx bake` stops before it builds anything. */
export type BakeProblem =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'target'; readonly name: string; readonly names: readonly string[] }
  | { readonly kind: 'default'; readonly names: readonly string[] }
  | { readonly kind: 'override'; readonly name: string; readonly names: readonly string[] }
  | {
      readonly kind: 'lost';
      readonly lost: LostTarget;
      readonly names: readonly string[];
      readonly place: { readonly file: SourceFile; readonly span: Span } | undefined;
    };

/**
 * What is certainly wrong with the files and targets that a bake is told (buildx bake/bake.go: `failed to find target`, `could not find any
 * target matching`; commands/bake.go); or why that cannot be told.
 */
export function bakeProblems(event: BuildEvent, recipe: Recipe): readonly BakeProblem[] | { readonly reason: string } {
  const { folder } = recipe;
  if (folder === undefined) return { reason: 'the folder of the bake files is not known' };
  const definition = bakeDefinition(bakeCall(event.step, recipe), folder);
  if ('reason' in definition) {
    const { absent } = definition;
    if (absent === undefined) return definition;
    if (!event.step.workspace.checkout)
      return { reason: `whether the repository has \`${absent}\` is not known here, which is no whole checkout` };
    const maker = possibleMaker(event, absent);
    return maker === undefined ? [{ kind: 'file', path: absent }] : { reason: maker };
  }
  const changed = definition.files.find(({ file }) => mayRewrite(event, file.path));
  if (changed !== undefined) return { reason: `a script may change \`${changed.file.path}\`` };
  const asked = recipe.targets === undefined ? [] : namesOverLegs(recipe.targets.value);
  if (asked === undefined) return { reason: 'which targets are built is not known' };
  // Patterns, and definitions that are elsewhere.
  if (asked.some((name) => !/^[\w.-]+$/.test(name))) return { reason: 'the targets are patterns or elsewhere' };
  const wanted = asked.map((name) => name.replaceAll('.', '_'));
  const plan = bakePlan(definition, wanted);
  if (!plan.complete) return { reason: 'not all targets are written in the bake files' };
  const { names } = plan;
  return [
    ...asked.flatMap((name, at) =>
      names.includes(wanted[at] ?? '') ? [] : [{ kind: 'target' as const, name, names }],
    ),
    ...(asked.length === 0 && !names.includes('default') ? [{ kind: 'default' as const, names }] : []),
    ...plan.lost.map((lost) => ({ kind: 'lost' as const, lost, names, place: placeOf(definition, lost) })),
    ...unmatched(recipe, plan.overridable).map((name) => ({
      kind: 'override' as const,
      name,
      names: plan.overridable,
    })),
  ];
}

function placeOf(
  { files }: BakeDefinition,
  { by }: LostTarget,
): { readonly file: SourceFile; readonly span: Span } | undefined {
  for (const file of files) {
    if (!('targets' in file)) continue;
    const block = [...file.groups, ...file.targets].find(({ name }) => name === by);
    if (block !== undefined) return { file: file.file, span: block.span };
  }
  return undefined;
}

/** Targets that `--set` names one by one; patterns are left alone. */
function unmatched({ set }: Recipe, overridable: readonly string[]): readonly string[] {
  const lists = set === undefined ? [] : (listOptions(set.value, /\n/) ?? []);
  const [list] = lists;
  if (list === undefined || lists.length !== 1) return [];
  const names = list.flatMap((line) => {
    const [head] = parts(line);
    return (typeof head === 'string' ? /^([\w-]+)\.[\w-]+(\.|\+?=)/.exec(head)?.[1] : undefined) ?? [];
  });
  return [...new Set(names)].filter((name) => !overridable.includes(name));
}
