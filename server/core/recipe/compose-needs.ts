import type { Span } from '../text/span';
import type { YamlEntry, YamlNode } from '../yaml/node';

/** The sections of a compose file that services name things of. */
export type ComposeSection = 'services' | 'networks' | 'volumes' | 'secrets' | 'configs';

/** Something a service names that another part of the project has to define. */
export interface ComposeNeed {
  readonly section: ComposeSection;
  readonly name: string;
  readonly span: Span;
}

/** What a service needs of the project, as far as it is written without variables (compose-go, loader/validate.go, checkConsistency). */
export function needsOf(service: ReadonlyMap<string, YamlEntry>): readonly ComposeNeed[] {
  const build = service.get('build')?.value;
  const buildSecrets =
    build?.kind === 'map' ? build.entries.find(({ key }) => key.value === 'secrets')?.value : undefined;
  return [
    ...named('services', service.get('depends_on')?.value, isRequired),
    ...modeService(service.get('network_mode')?.value),
    // Compose defines the network `default` by itself.
    ...named('networks', service.get('networks')?.value).filter(({ name }) => name !== 'default'),
    ...volumes(service.get('volumes')?.value),
    ...sources('secrets', service.get('secrets')?.value),
    ...sources('secrets', buildSecrets),
    ...sources('configs', service.get('configs')?.value),
  ].filter(({ name }) => !name.includes('$'));
}

/** Names that are items of a list or keys of a map. */
function named(
  section: ComposeSection,
  node: YamlNode | undefined,
  counts: (value: YamlNode | undefined) => boolean = () => true,
): readonly ComposeNeed[] {
  if (node?.kind === 'map')
    return node.entries
      .filter(({ key, value }) => key.value !== '<<' && counts(value))
      .map(({ key }) => ({ section, name: key.value, span: key.span }));
  return node?.kind === 'sequence' ? node.items.flatMap((item) => scalarNeed(section, item)) : [];
}

/** `required: false` lets a service go without the one it depends on. */
function isRequired(value: YamlNode | undefined): boolean {
  const required = value?.kind === 'map' ? value.entries.find(({ key }) => key.value === 'required')?.value : undefined;
  return required === undefined;
}

function scalarNeed(section: ComposeSection, node: YamlNode | undefined): readonly ComposeNeed[] {
  return node?.kind === 'scalar' ? [{ section, name: node.value, span: node.span }] : [];
}

/** `network_mode: service:NAME` shares the network of another service. */
function modeService(node: YamlNode | undefined): readonly ComposeNeed[] {
  const name = node?.kind === 'scalar' ? /^service:(.+)$/.exec(node.value)?.[1] : undefined;
  return node === undefined || name === undefined ? [] : [{ section: 'services', name, span: node.span }];
}

/** Secrets and configs: a name, or a map with `source`. */
function sources(section: 'secrets' | 'configs', node: YamlNode | undefined): readonly ComposeNeed[] {
  if (node?.kind !== 'sequence') return [];
  return node.items.flatMap((item) =>
    scalarNeed(section, item?.kind === 'map' ? item.entries.find(({ key }) => key.value === 'source')?.value : item),
  );
}

/** Volumes with a name: `NAME:/path`, or a map of type `volume` with a source. Paths of the host and variables are none. */
function volumes(node: YamlNode | undefined): readonly ComposeNeed[] {
  if (node?.kind !== 'sequence') return [];
  return node.items.flatMap((item) => {
    if (item?.kind === 'scalar') {
      const name = /^([a-zA-Z0-9][\w.-]+):\//.exec(item.value)?.[1];
      return name === undefined ? [] : [{ section: 'volumes' as const, name, span: item.span }];
    }
    if (item?.kind !== 'map') return [];
    const value = (key: string): YamlNode | undefined => item.entries.find((entry) => entry.key.value === key)?.value;
    const type = value('type');
    return type?.kind === 'scalar' && type.value === 'volume' ? scalarNeed('volumes', value('source')) : [];
  });
}
