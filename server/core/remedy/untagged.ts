import { isRepeatable } from '../image/written-name';
import { type Reference, shownName } from '../run/reference';
import type { Refusal } from '../text/edit';
import type { Step } from '../workflow/model';

/**
 * The name of a reference without its tag, in front of which a digest can stand: as it is written (`written`, without quotes) where the tag
 * is told apart there, else as it comes out. What is worked out in scripts has no expression of its own, so such a name is refused.
 */
export function untagged(written: string, reference: Reference, step: Step): string | Refusal {
  const name = TAGGED.exec(written.trim())?.[1];
  if (name !== undefined) return name;
  const shown = shownName(reference);
  return isRepeatable(shown, step)
    ? shown
    : { refused: 'the name of the image is not written in a way that another step can repeat' };
}

/** A name, a colon and a tag, either with expressions and shell variables in it. */
const TAGGED = /^((?:[^\s{}$]|\$\{\{[^}]*\}\}|\$\w+|\$\{\w+\})+):(?:[^\s/:{}$]|\$\{\{[^}]*\}\}|\$\w+|\$\{\w+\})+$/;
