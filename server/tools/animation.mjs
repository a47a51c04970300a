// Puts pictures of the screen together to an animated GIF.
import gifenc from 'gifenc';
import { PNG } from 'pngjs';

const { GIFEncoder, applyPalette, quantize } = gifenc;

/** Frames that come in with `add(png, milliseconds)`, all of one size; `bytes()` is the file, which repeats for ever. */
export function animation() {
  const file = GIFEncoder();
  let before;
  return {
    add(png, delay) {
      const { width, height, data } = PNG.sync.read(png);
      const palette = quantize(data, 255);
      const indexed = applyPalette(data, palette);
      // What is the same as in the frame before is left out; that is most of a screen.
      const transparentIndex = palette.push([0, 0, 0]) - 1;
      if (before !== undefined)
        for (let at = 0; at < indexed.length; at++) if (same(data, before, at * 4)) indexed[at] = transparentIndex;
      file.writeFrame(indexed, width, height, {
        palette,
        delay,
        dispose: 1,
        ...(before === undefined ? {} : { transparent: true, transparentIndex }),
      });
      before = data;
    },
    bytes() {
      file.finish();
      return file.bytes();
    },
  };
}

function same(a, b, at) {
  return a[at] === b[at] && a[at + 1] === b[at + 1] && a[at + 2] === b[at + 2];
}
