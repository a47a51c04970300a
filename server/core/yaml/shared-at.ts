import type { Refusal } from '../text/edit';
import { contains, type Span } from '../text/span';
import { children } from './find';
import type { YamlNode } from './node';

/** Why nothing is changed that other places repeat through an alias: it would change there as well. */
export const SHARED: Refusal = { refused: 'it is shared through a YAML anchor' };

/** Refuses where the text at a place belongs to an anchor that is used elsewhere. The span of an aliased node is such a place. */
export function sharedAt(node: YamlNode | undefined, place: Span): Refusal | undefined {
  // What stands behind an alias is found where its anchor is.
  if (node === undefined || node.alias !== undefined || !contains(node.span, place)) return undefined;
  if (node.shared === true) return SHARED;
  for (const [, child] of children(node)) {
    const refusal = sharedAt(child, place);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
