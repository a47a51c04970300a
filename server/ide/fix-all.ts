import { fixRounds } from '../core/fix-rounds';
import type { Project } from '../core/index';
import type { FixEdits } from '../core/lint/finding';
import type { Refusal } from '../core/text/edit';
import { lineDiff } from '../core/text/line-diff';
import type { SourceFile } from '../core/text/source-file';

/** Every safe fix of a file that stays in that file, made one after the other, as one edit; undefined where there is none. */
export function fixAll(project: Project, path: string): FixEdits | undefined {
  const { changed } = fixRounds(
    project,
    [path],
    ({ fix }, edits) =>
      fix?.safety === 'safe' && (edits === undefined || [...edits.keys()].every((one) => one === path)),
  );
  return changed.size === 0 ? undefined : editsTo(project, changed);
}

/** Every fix of a file, those that a person should review too and those that reach into other files; undefined where there is none. */
export function everyFix(project: Project, path: string): FixEdits | undefined {
  const { changed } = fixRounds(project, [path], () => true);
  return changed.size === 0 ? undefined : editsTo(project, changed);
}

/** What stands between a workflow that publishes and one that does it safely: permissions, digest, scan, SBOM, signature, attestation, cache. */
const SAFELY = [
  'missing-packages-write',
  'missing-id-token-write',
  'missing-attestations-write',
  'missing-contents-read',
  'missing-security-events-write',
  'permissions-implicit',
  'push-without-login',
  'cosign-sign-by-tag',
  'scan-target-mutable-tag',
  'missing-image-scan',
  'missing-sbom',
  'unsigned-image',
  'missing-provenance',
  'missing-build-cache',
];

/**
 * One edit after which the images of a workflow are published safely, for a person to review. Refuses, with the reason, where a part of
 * it cannot be made without a person, and where nothing is missing.
 */
export function publishSafely(project: Project, path: string): FixEdits | Refusal {
  const { changed, refused } = fixRounds(project, [path], ({ rule }) => SAFELY.includes(rule));
  const [first] = refused;
  if (first !== undefined) return { refused: `\`${first.rule}\` has to be mended by hand, because ${first.reason}` };
  return changed.size === 0 ? { refused: 'nothing is missing here that Plimsoll can add' } : editsTo(project, changed);
}

function editsTo(project: Project, changed: ReadonlyMap<string, SourceFile>): FixEdits {
  return new Map(
    [...changed].flatMap(([path, after]) => {
      const before = project.workspace.file(path);
      return before === 'absent' || before === 'notLoaded' ? [] : [[path, lineDiff(before.text, after.text)] as const];
    }),
  );
}
