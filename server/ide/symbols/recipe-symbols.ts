import { type BakeFile, bakeFileOf } from '../../core/recipe/bake-file';
import { type Dockerfile, dockerfileOf } from '../../core/recipe/dockerfile';
import type { HclExpression } from '../../core/recipe/hcl-tree';
import type { SourceFile } from '../../core/text/source-file';
import type { Span } from '../../core/text/span';
import { named, type Occurrence } from './symbol';

/** The names of stages in a Dockerfile. A base that is no stage is an image. */
export function stagesIn(file: SourceFile): readonly Occurrence[] {
  const { stages }: Dockerfile = dockerfileOf(file);
  return stages.flatMap(({ name, nameSpan, base, baseSpan, parent, sources, index }) => {
    const earlier = stages.slice(0, index);
    const uses = [
      ...(baseSpan === undefined || parent === undefined || parent === 'unknown'
        ? []
        : [{ text: base, span: baseSpan }]),
      ...sources.filter(({ text }) => earlier.some((one) => one.name?.toLowerCase() === text.toLowerCase())),
    ];
    return [
      ...(name === undefined || nameSpan === undefined ? [] : [occurrence(file, 'stage', name, nameSpan, true)]),
      ...uses.map(({ text, span }) => occurrence(file, 'stage', text, span, false)),
    ];
  });
}

/** The names of targets and groups in a bake file, which share their names; those that are worked out are left out. */
export function targetsIn(file: SourceFile): readonly Occurrence[] {
  const bake = bakeFileOf(file);
  if (bake === undefined) return [];
  const declared = [...bake.targets, ...bake.groups].flatMap(({ name, span }) => {
    const own = spanOfWord(file, span, name);
    return own === undefined ? [] : [occurrence(file, 'bakeTarget', name, own, true)];
  });
  const used = [
    ...bake.groups.map(({ attributes }) => attributes.get('targets')),
    ...bake.targets.map(({ attributes }) => attributes.get('inherits')),
  ].flatMap((list) =>
    (list?.kind === 'list' ? list.items : []).flatMap((item) => {
      const name = textOf(item);
      const own = name === undefined ? undefined : spanOfWord(file, item.span, name);
      return name === undefined || own === undefined ? [] : [occurrence(file, 'bakeTarget', name, own, false)];
    }),
  );
  return [...declared, ...used];
}

/** Whether a bake file has a target or group of a name. */
export function definesTarget({ targets, groups }: BakeFile, name: string): boolean {
  return [...targets, ...groups].some((block) => block.name === name);
}

function occurrence(
  { path }: SourceFile,
  kind: 'stage' | 'bakeTarget',
  name: string,
  span: Span,
  declares: boolean,
): Occurrence {
  return { symbol: named(kind, path, name), path, span, declares };
}

function textOf(item: HclExpression): string | undefined {
  if (item.kind === 'literal') return typeof item.value === 'string' ? item.value : undefined;
  const [only, ...others] = item.kind === 'template' ? item.parts : [];
  return typeof only === 'string' && others.length === 0 ? only : undefined;
}

/** Where a name stands by itself at the end of a span, quotes aside: `target "app"`. */
function spanOfWord(file: SourceFile, span: Span, name: string): Span | undefined {
  const written = file.text.slice(span.start, span.end).replace(/"$/, '');
  const start = span.start + written.length - name.length;
  return name !== '' && written.endsWith(name) ? { start, end: start + name.length } : undefined;
}
