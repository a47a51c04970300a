import { both, either } from '../value/truth';
import type { Truth } from '../value/value';
import { nodeAtPath } from '../yaml/find';
import type { YamlNode } from '../yaml/node';
import type { GoreleaserImage } from './goreleaser-image';
import { isTemplated, items, switched, text, texts } from './goreleaser-item';

/** A program of others that GoReleaser runs on what it makes (goreleaser.com/customization/sign, sbom). */
export interface GoreleaserProgram {
  readonly section: 'docker_signs' | 'signs' | 'sboms';
  readonly program: string;
  readonly args: readonly string[];
  /** Whether there is something it is run on, given that nothing on the command line skips it. */
  readonly runs: Truth;
  /** `NAME=value` lines that are set for it. */
  readonly environment: readonly string[];
  /** Whether something is written to its standard input. */
  readonly input: boolean;
}

/** How GoReleaser signs images when no arguments are given (goreleaser.com/customization/sign/docker_sign). */
export const DEFAULT_DOCKER_SIGN: readonly string[] = ['sign', '--key=cosign.key', `\${artifact}@\${digest}`, '--yes'];

/** The programs that `docker_signs`, `signs` and `sboms` have it run. */
export function programsOf(root: YamlNode, images: readonly GoreleaserImage[]): readonly GoreleaserProgram[] {
  const environment = texts(root, 'env');
  const programs = (
    section: GoreleaserProgram['section'],
    program: string,
    defaults: readonly string[],
    runs: (item: YamlNode) => Truth,
  ): readonly GoreleaserProgram[] =>
    items(root, section).map((item) => {
      const args = texts(item, 'args');
      // Conditions are of GoReleaser Pro.
      const on =
        nodeAtPath(item, ['if']) === undefined ? switched(text(nodeAtPath(item, ['disable'])), false) : 'unknown';
      return {
        section,
        program: text(nodeAtPath(item, ['cmd'])) ?? program,
        args: args.length === 0 ? defaults : args,
        runs: both(on, runs(item)),
        environment: [...environment, ...texts(item, 'env')],
        input: ['stdin', 'stdin_file'].some((key) => nodeAtPath(item, [key]) !== undefined),
      };
    });
  return [
    ...programs('docker_signs', 'cosign', DEFAULT_DOCKER_SIGN, (item) => signsImages(item, images)),
    ...programs('signs', 'gpg', [], (item) => signsFiles(item, root)),
    ...programs('sboms', 'syft', [], (item) => catalogues(item, root)),
  ];
}

/** Which images `artifacts` of `docker_signs` stands for (goreleaser internal/pipe/sign/sign_docker.go). */
const SIGNED: ReadonlyMap<string, readonly GoreleaserImage['by'][]> = new Map([
  ['images', ['docker', 'docker v2']],
  ['manifests', ['manifest', 'docker v2']],
  ['all', ['docker', 'manifest', 'docker v2']],
  ['', ['docker v2']],
]);

function signsImages(item: YamlNode, images: readonly GoreleaserImage[]): Truth {
  const artifacts = text(nodeAtPath(item, ['artifacts'])) ?? '';
  if (artifacts === 'none') return false;
  const kinds = SIGNED.get(artifacts);
  if (kinds === undefined || images.some(({ by }) => by === 'ko')) return 'unknown';
  const ids = texts(item, 'ids');
  const signed = images.filter(({ by, id }) => kinds.includes(by) && (ids.length === 0 || ids.includes(id ?? '')));
  const sure = signed.map(({ pushes }) => pushes).reduce(either, false);
  // An image without an id has one that is worked out.
  return sure === false && ids.length > 0 ? 'unknown' : sure;
}

function signsFiles(item: YamlNode, root: YamlNode): Truth {
  const artifacts = text(nodeAtPath(item, ['artifacts'])) ?? 'none';
  if (artifacts === 'none') return false;
  if (artifacts === 'source') return hasSource(root);
  const checksums = both(makesArchives(root), switched(text(nodeAtPath(root, ['checksum', 'disable'])), false));
  if (artifacts === 'checksum') return orUnknown(checksums);
  const narrowed = texts(item, 'ids').length > 0;
  if (narrowed) return 'unknown';
  return artifacts === 'all' || artifacts === 'archive' ? orUnknown(makesArchives(root)) : 'unknown';
}

function catalogues(item: YamlNode, root: YamlNode): Truth {
  const artifacts = text(nodeAtPath(item, ['artifacts'])) ?? 'archive';
  if (artifacts === 'source') return hasSource(root);
  return artifacts === 'archive' && texts(item, 'ids').length === 0 ? orUnknown(makesArchives(root)) : 'unknown';
}

function hasSource(root: YamlNode): Truth {
  const enabled = text(nodeAtPath(root, ['source', 'enabled']));
  return enabled === undefined ? false : switched(enabled, true);
}

/** Binaries are packed into archives unless something says otherwise (goreleaser.com/customization/archive). */
function makesArchives(root: YamlNode): Truth {
  const builds = items(root, 'builds');
  const archives = items(root, 'archives');
  const usual =
    builds.every((item) => nodeAtPath(item, ['skip']) === undefined && nodeAtPath(item, ['if']) === undefined) &&
    archives.every(
      (item) =>
        ['if', 'meta'].every((key) => nodeAtPath(item, [key]) === undefined) &&
        isOfSome([...texts(item, 'ids'), ...texts(item, 'builds')], builds) &&
        [...texts(item, 'formats'), text(nodeAtPath(item, ['format'])) ?? ''].every(
          (format) => format !== 'binary' && format !== 'none' && !isTemplated(format),
        ),
    );
  return usual ? true : 'unknown';
}

function isOfSome(ids: readonly string[], builds: readonly YamlNode[]): boolean {
  return ids.length === 0 || builds.some((item) => ids.includes(text(nodeAtPath(item, ['id'])) ?? ''));
}

function orUnknown(value: Truth): Truth {
  return value === true ? true : 'unknown';
}
