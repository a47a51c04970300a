import type { SourceFile } from '../text/source-file';
import type { Span } from '../text/span';
import { datumText } from '../value/value';
import { entryOf } from '../yaml/find';
import type { YamlMap, YamlNode } from '../yaml/node';
import { documentOf } from '../yaml/parse';
import { parseHcl, parseTemplate } from './hcl';
import type { HclBlock, HclExpression } from './hcl-tree';

/** What one file defines for `docker buildx bake` (docs.docker.com/build/bake/reference). */
export interface BakeFile {
  readonly file: SourceFile;
  readonly groups: readonly BakeBlock[];
  readonly targets: readonly BakeBlock[];
  readonly variables: readonly BakeBlock[];
  /** Bare attributes, which are variables with the attribute `value` that nothing overrides. */
  readonly fixed: readonly BakeBlock[];
  readonly functions: readonly BakeBlock[];
}

/** A named block with its attributes as expressions, those of JSON and compose included. */
export interface BakeBlock {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, HclExpression>;
  readonly span: Span;
}

/** Reads a bake file in HCL or JSON; undefined where it is neither. Compose files are read by `composeFileOf`. */
export function bakeFileOf(file: SourceFile): BakeFile | undefined {
  if (FILES.has(file)) return FILES.get(file);
  const read = file.path.endsWith('.json') ? readJson(file) : readHcl(file);
  FILES.set(file, read);
  return read;
}

const FILES = new WeakMap<SourceFile, BakeFile | undefined>();

function readHcl(file: SourceFile): BakeFile | undefined {
  const body = parseHcl(file.text);
  if (body === undefined) return undefined;
  const of = (type: string): readonly BakeBlock[] => body.blocks.filter((block) => block.type === type).map(blockOf);
  return {
    file,
    groups: of('group'),
    targets: of('target'),
    variables: of('variable'),
    fixed: body.attributes.map(({ name, value, span }) => ({ name, attributes: new Map([['value', value]]), span })),
    functions: of('function'),
  };
}

function blockOf({ labels, body, span }: HclBlock): BakeBlock {
  return {
    name: labels[0] ?? '',
    // Blocks in it, such as `args { … }`, are passed over (buildx v0.38.2).
    attributes: new Map(body.attributes.map(({ name, value }) => [name, value])),
    span,
  };
}

/** HCL's JSON form (github.com/hashicorp/hcl, json/spec.md); JSON is YAML, so its reader gives the places too. */
function readJson(file: SourceFile): BakeFile | undefined {
  const { root, problems } = documentOf(file);
  if (root?.kind !== 'map' || problems.length > 0) return undefined;
  const of = (type: string): readonly BakeBlock[] | undefined => jsonBlocks(entryOf(root, type)?.value);
  const [groups, targets, variables, functions] = [of('group'), of('target'), of('variable'), of('function')];
  if (groups === undefined || targets === undefined || variables === undefined || functions === undefined)
    return undefined;
  const fixed = root.entries
    .filter(({ key }) => !BLOCKS.has(key.value))
    .map(({ key, value, span }) => ({
      name: key.value,
      attributes: new Map([['value', expressionOf(value, span)]]),
      span: key.span,
    }));
  return { file, groups, targets, variables, fixed, functions };
}

/** The types of blocks, and the key that is a comment. */
const BLOCKS: ReadonlySet<string> = new Set(['group', 'target', 'variable', 'function', '//']);

/** Blocks of a type by their names: an object, or a list of such, and under a name as well. Undefined for anything else. */
function jsonBlocks(node: YamlNode | undefined): readonly BakeBlock[] | undefined {
  if (node === undefined) return [];
  const objects = node.kind === 'sequence' ? node.items : [node];
  const blocks: BakeBlock[] = [];
  for (const object of objects) {
    if (object?.kind !== 'map') return undefined;
    for (const { key, value } of object.entries) {
      if (key.value === '//') continue;
      for (const body of value?.kind === 'sequence' ? value.items : [value]) {
        if (body?.kind !== 'map') return undefined;
        blocks.push({ name: key.value, attributes: attributesOf(body), span: key.span });
      }
    }
  }
  return blocks;
}

function attributesOf({ entries }: YamlMap): ReadonlyMap<string, HclExpression> {
  return new Map(
    entries
      .filter(({ key }) => key.value !== '//')
      .map(({ key, value, span }) => [key.value, expressionOf(value, span)] as const),
  );
}

/** A value of JSON or YAML as an expression; `template` reads its texts. */
export function expressionOf(
  node: YamlNode | undefined,
  span: Span,
  template: (text: string, span: Span) => HclExpression = parseTemplate,
): HclExpression {
  if (node === undefined) return { kind: 'literal', value: null, span };
  if (node.kind === 'sequence')
    return { kind: 'list', items: node.items.map((item) => expressionOf(item, node.span, template)), span: node.span };
  if (node.kind === 'map') return mapOf(node, template);
  if (node.type === 'null') return { kind: 'literal', value: null, span: node.span };
  if (node.type === 'boolean') return { kind: 'literal', value: node.value.toLowerCase() === 'true', span: node.span };
  // Compose reads numbers as they are written; for bake they have a type.
  if (node.type !== 'number' || template !== parseTemplate) return template(datumText(node.value), node.span);
  // HCL's numbers are exact; what ours cannot hold is not read.
  const number = node.value.length <= 15 && /^-?\d+(\.\d+)?$/.test(node.value) ? Number(node.value) : -0;
  return Object.is(number, -0)
    ? { kind: 'other', span: node.span }
    : { kind: 'literal', value: number, span: node.span };
}

function mapOf(node: YamlMap, template: (text: string, span: Span) => HclExpression): HclExpression {
  return {
    kind: 'object',
    entries: node.entries.map(({ key, value, span }) => {
      const name = template === parseTemplate ? parseTemplate(key.value, key.span) : undefined;
      const inner = expressionOf(value, span, template);
      return name === undefined || name.kind === 'literal'
        ? { key: name === undefined ? key.value : String(name.value), value: inner }
        : { key: '', computed: name, value: inner };
    }),
    span: node.span,
  };
}
