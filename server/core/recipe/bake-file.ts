import type { SourceFile } from '../text/source-file';
import type { Span } from '../text/span';
import { datumText } from '../value/value';
import { entryOf } from '../yaml/find';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/node';
import { documentOf } from '../yaml/parse';
import { type HclBlock, type HclExpression, parseHcl, parseTemplate } from './hcl';

/** What one file defines for `docker buildx bake` (docs.docker.com/build/bake/reference). */
export interface BakeFile {
  readonly file: SourceFile;
  readonly groups: readonly BakeBlock[];
  readonly targets: readonly BakeBlock[];
  readonly variables: readonly BakeBlock[];
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
    // A bare attribute is a variable that nothing overrides.
    variables: [
      ...of('variable'),
      ...body.attributes.map(({ name, value, span }) => ({ name, attributes: new Map([['value', value]]), span })),
    ],
    functions: of('function'),
  };
}

function blockOf({ labels, body, span }: HclBlock): BakeBlock {
  return {
    name: labels[0] ?? '',
    attributes: new Map([
      ...body.attributes.map(({ name, value }) => [name, value] as const),
      // `args { … }` written as a block is the same as the object.
      ...body.blocks.map((block) => [block.type, objectOf(block)] as const),
    ]),
    span,
  };
}

function objectOf({ body, span }: HclBlock): HclExpression {
  return { kind: 'object', entries: body.attributes.map(({ name, value }) => ({ key: name, value })), span };
}

/** HCL's JSON form; JSON is YAML, so its reader gives the places too. */
function readJson(file: SourceFile): BakeFile | undefined {
  const { root, problems } = documentOf(file);
  if (root?.kind !== 'map' || problems.length > 0) return undefined;
  const of = (type: string): readonly BakeBlock[] => {
    const blocks = entryOf(root, type)?.value;
    return blocks?.kind === 'map' ? blocks.entries.map(jsonBlock) : [];
  };
  return { file, groups: of('group'), targets: of('target'), variables: of('variable'), functions: of('function') };
}

function jsonBlock({ key, value }: YamlEntry): BakeBlock {
  const entries = value?.kind === 'map' ? value.entries : [];
  return {
    name: key.value,
    attributes: new Map(entries.map((entry) => [entry.key.value, expressionOf(entry.value, entry.span)])),
    span: key.span,
  };
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
  const number = node.type === 'number' && template === parseTemplate ? Number(node.value) : undefined;
  return Number.isSafeInteger(number)
    ? { kind: 'literal', value: number ?? 0, span: node.span }
    : template(datumText(node.value), node.span);
}

function mapOf(node: YamlMap, template: (text: string, span: Span) => HclExpression): HclExpression {
  return {
    kind: 'object',
    entries: node.entries.map(({ key, value, span }) => ({
      key: key.value,
      value: expressionOf(value, span, template),
    })),
    span: node.span,
  };
}
