import type { PublishedImage } from '../image/analysis';
import type { Refusal } from '../text/edit';
import type { Step } from '../workflow/model';
import type { Editor } from './editor';
import { lastMade } from './last-made';
import { publishedDigest } from './published-digest';

/** Points an input of a scan at the digest that was pushed in the same job. */
export function scanPublished(editor: Editor, whole: PublishedImage, step: Step, input: string): Refusal | undefined {
  const image = lastMade(whole);
  if ('refused' in image) return image;
  if (image.site.step.index >= step.index) return { refused: 'the image is pushed behind the scan' };
  const published = publishedDigest(editor, image);
  if ('refused' in published) return published;
  const [name] = published.lowered ? [] : published.names;
  const reference = name ?? published.oneTag;
  if (reference === undefined) return { refused: 'the image has no single name here' };
  return editor.setInput(step, input, `${reference}@${published.digest}`);
}
