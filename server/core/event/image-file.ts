import { cutParts, fromParts, identity, parts } from '../value/text';
import type { TemplatePart, Value } from '../value/value';

/**
 * The file or folder of the runner that a word with a transport keeps an image in (`oci-archive:app.tar`, `ocidir://out/app:x`), as a key
 * that is equal for equal paths of a job; undefined where the word names something else or is not settled. What stands behind the path picks
 * an image in it (containers-transports(5); regclient docs, "OCI Layout").
 */
export function imageFile(value: Value | undefined): string | undefined {
  if (value?.kind !== 'known' && value?.kind !== 'template') return undefined;
  const [head, ...rest] = parts(value);
  const scheme = typeof head === 'string' ? TRANSPORT.exec(head)?.[0] : undefined;
  if (typeof head !== 'string' || scheme === undefined) return undefined;
  const [path = []] = cutParts([head.slice(scheme.length), ...rest], /[:@]/);
  return key(path);
}

/**
 * The same for a place that Buildah, Podman or Skopeo copies from or to, where `dir:` is a folder that holds an image
 * (containers-transports(5)); scanners mean the files of a folder by it.
 */
export function copiedFile(value: Value | undefined): string | undefined {
  if (value?.kind !== 'known' && value?.kind !== 'template') return undefined;
  const [head, ...rest] = parts(value);
  return typeof head === 'string' && head.startsWith('dir:')
    ? key([head.slice('dir:'.length), ...rest])
    : imageFile(value);
}

const TRANSPORT = /^(oci-archive|docker-archive|oci-dir|oci-layout|ocidir|oci):(\/\/)?/;

/** The same for a path that is written without a transport. */
export function archivePath(value: Value | undefined): string | undefined {
  return value?.kind === 'known' || value?.kind === 'template' ? key(parts(value)) : undefined;
}

function key(list: readonly TemplatePart[]): string | undefined {
  const plain = list.map((part, index) =>
    typeof part === 'string' && index === 0 ? part.trimStart().replace(/^(\.\/+)+/, '') : part,
  );
  const path = fromParts(
    plain.map((part, index) =>
      typeof part === 'string' && index === plain.length - 1 ? part.replace(/[/\s]+$/, '') : part,
    ),
  );
  return parts(path).length === 0 ? undefined : identity(path);
}
