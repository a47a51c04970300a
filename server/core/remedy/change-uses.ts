import { pin, type RefStyle, styleOf } from '../catalogue/catalogue';
import { isRefusal, type Refusal } from '../text/edit';
import type { Step } from '../workflow/model';
import { replaceWithin } from '../yaml/edits';
import { nodeAtPath, type Path } from '../yaml/find';
import type { Draft } from './draft';
import { versionGap } from './version-gap';

/** `uses:` text for an action's newest version as this step pins its own: a commit with its version, a full version or a major tag. */
export function newestLike(step: Step, action: string): string | Refusal {
  const ref = /@(\S+)$/.exec(step.uses?.field.text.trim() ?? '')?.[1] ?? '';
  const style: RefStyle = styleOf(ref) === 'sha' ? 'sha' : 'tag';
  const pinned = pin(action, style, /^v?\d+\.\d+/.test(ref));
  if (isRefusal(pinned)) return pinned;
  return pinned.comment === undefined ? pinned.uses : `${pinned.uses} # ${pinned.comment}`;
}

/** Writes another reference into the `uses` of the step at a path, and its version into the comment behind, where that names one. */
export function changeUses(draft: Draft, path: Path, uses: string): Refusal | undefined {
  const node = nodeAtPath(draft.document.root, [...path, 'uses']);
  if (node?.kind !== 'scalar') return { refused: 'the step has no `uses`' };
  const [reference = '', version] = uses.split(/ +# /);
  if (version !== undefined && node.inFlow === true)
    return { refused: 'the step stands in braces, where no comment with the version fits behind `uses`' };
  const edits = replaceWithin(node, { start: 0, end: node.value.length }, reference);
  if (isRefusal(edits)) return edits;
  const comment = draft.document.comments.find(
    ({ span }) => span.start >= node.span.end && !/[\r\n]/.test(draft.text.slice(node.span.end, span.start)),
  );
  const named = comment === undefined ? null : VERSION.exec(comment.text);
  if (comment !== undefined && named === null)
    return version === undefined ? draft.apply(edits) : { refused: 'the comment behind it does not name a version' };
  if (comment !== undefined)
    return draft.apply([...edits, { span: comment.span, text: version === undefined ? '' : `# ${version}` }]);
  return draft.apply(
    version === undefined
      ? edits
      : [
          ...edits,
          { span: { start: node.span.end, end: node.span.end }, text: `${versionGap(draft.text)}# ${version}` },
        ],
  );
}

/** Comments that updaters write: `v6.1.0`, `6.1.0`, `tag=v6`, `pin@v6`, `latest`. */
const VERSION = /^\s*(?:tag=|pin@|ratchet:\S+@)?(?:v?\d[\w.-]*|latest|main|master)\s*$/;
