import type { SourceFile } from '../../core/text/source-file';
import { mapIn, scalarsOf, valueIn } from '../../core/workflow/field';
import type { YamlMap, YamlNode, YamlScalar } from '../../core/yaml/node';
import { documentOf } from '../../core/yaml/parse';
import { sourceSpan } from '../../core/yaml/scalar-map';
import { named, type Occurrence } from './symbol';

/** The names of services in a compose file, where they are defined and where another service names them (compose-spec, 05-services.md). */
export function servicesIn(file: SourceFile): readonly Occurrence[] {
  const { root } = documentOf(file);
  const services = root?.kind === 'map' ? mapIn(root, 'services') : undefined;
  return (services?.entries ?? []).flatMap(({ key, value }) => [
    at(file, key, 0, key.value.length, true),
    ...(value?.kind === 'map' ? namedBy(value) : []).map(({ scalar, from, to }) => at(file, scalar, from, to, false)),
  ]);
}

/** A part of a scalar's text that is a service's name. */
interface Part {
  readonly scalar: YamlScalar;
  readonly from: number;
  readonly to: number;
}

function namedBy(service: YamlMap): readonly Part[] {
  const read = (key: string): YamlNode | undefined => valueIn(service, key);
  return [
    ...keysOrItems(read('depends_on')).flatMap((scalar) => part(scalar, /^()(.+)$/)),
    ...scalarsOf(read('links')).flatMap((scalar) => part(scalar, /^()([^:]+)/)),
    ...scalarsOf(read('volumes_from')).flatMap((scalar) => part(scalar, /^()(?!container:)([^:]+)/)),
    ...['network_mode', 'ipc', 'pid'].flatMap((key) =>
      scalarsOf(read(key)).flatMap((scalar) => part(scalar, /^(service:)(.+)$/)),
    ),
    ...extended(read('extends')).flatMap((scalar) => part(scalar, /^()(.+)$/)),
  ];
}

/** What a service takes over from another one of the same file. */
function extended(node: YamlNode | undefined): readonly YamlScalar[] {
  if (node?.kind !== 'map') return scalarsOf(node);
  return valueIn(node, 'file') === undefined ? scalarsOf(valueIn(node, 'service')) : [];
}

function keysOrItems(node: YamlNode | undefined): readonly YamlScalar[] {
  return node?.kind === 'map' ? node.entries.map(({ key }) => key) : scalarsOf(node);
}

function part(scalar: YamlScalar, pattern: RegExp): readonly Part[] {
  const [, before = '', name] = pattern.exec(scalar.value) ?? [];
  return name === undefined || name.includes('$')
    ? []
    : [{ scalar, from: before.length, to: before.length + name.length }];
}

function at({ path }: SourceFile, scalar: YamlScalar, from: number, to: number, declares: boolean): Occurrence {
  return {
    symbol: named('service', path, scalar.value.slice(from, to)),
    path,
    span: sourceSpan(scalar, from, to),
    declares,
  };
}
