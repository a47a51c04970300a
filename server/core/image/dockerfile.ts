import type { Truth } from '../value/value';

/**
 * Whether a Dockerfile runs programs of the target platform while building, and so needs emulation for a foreign one: a RUN in a
 * stage that is not `FROM --platform=$BUILDPLATFORM` (docs.docker.com multi-platform builds, cross-compilation).
 */
export function runsTargetPrograms(text: string): Truth {
  const lines = text.replace(/\\\r?\n/g, ' ').split(/\r?\n/);
  const native = new Map<string, boolean>();
  let onBuilder = false;
  let seen = false;
  for (const line of lines) {
    const from = /^\s*FROM\s+(?:--platform=(\S+)\s+)?(\S+)(?:\s+AS\s+(\S+))?/i.exec(line);
    if (from !== null) {
      seen = true;
      onBuilder =
        from[1] === undefined ? (native.get((from[2] ?? '').toLowerCase()) ?? false) : /BUILDPLATFORM/.test(from[1]);
      if (from[3] !== undefined) native.set(from[3].toLowerCase(), onBuilder);
    } else if (/^\s*RUN\b/i.test(line) && !onBuilder) return true;
  }
  return seen ? false : 'unknown';
}
