import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceFile } from '../core/text/source-file';
import { encodingOf, offsetOf, rangeOf, spanOf } from './encoding';

const text = 'a: plain\r\nb: "é 漢 😀 x" # 😀\n\nlast';
const file = sourceFile('x.yml', text);

test('the encoding is the first a client offers that we speak', () => {
  const offered = (positionEncodings?: string[]) =>
    encodingOf(positionEncodings === undefined ? {} : { general: { positionEncodings } });
  assert.equal(offered(), 'utf-16');
  assert.equal(offered(['utf-32', 'utf-8', 'utf-16']), 'utf-8');
  assert.equal(offered(['utf-16', 'utf-8']), 'utf-16');
  assert.equal(offered(['utf-32']), 'utf-16');
});

for (const encoding of ['utf-16', 'utf-8'] as const) {
  test(`every offset comes back through ${encoding}`, () => {
    for (let offset = 0; offset <= text.length; offset++) {
      // Between the two units of a character, and of a line break, no position exists.
      const between =
        /[\uDC00-\uDFFF]/.test(text[offset] ?? '') || (text[offset] === '\n' && text[offset - 1] === '\r');
      const { start } = rangeOf(file, { start: offset, end: offset }, encoding);
      if (!between) assert.equal(offsetOf(file, start, encoding), offset, `offset ${offset}`);
    }
  });

  test(`${encoding} counts as Node does`, () => {
    const at = text.indexOf('x"');
    const line = text.slice(text.indexOf('b:'), at);
    const character = encoding === 'utf-8' ? Buffer.byteLength(line) : line.length;
    assert.deepEqual(rangeOf(file, { start: at, end: at + 1 }, encoding), {
      start: { line: 1, character },
      end: { line: 1, character: character + 1 },
    });
  });

  test(`places outside the text go to the nearest end, in ${encoding}`, () => {
    const at = (line: number, character: number) => offsetOf(file, { line, character }, encoding);
    assert.equal(at(-1, 5), 0);
    assert.equal(at(0, 999), text.indexOf('\r'));
    assert.equal(at(2, 3), text.indexOf('last') - 1);
    assert.equal(at(3, 999), text.length);
    assert.equal(at(99, 0), text.length);
    assert.equal(at(1, -4), text.indexOf('b:'));
    const backwards = { start: { line: 3, character: 2 }, end: { line: 0, character: 0 } };
    assert.deepEqual(spanOf(file, backwards, encoding), { start: text.length - 2, end: text.length - 2 });
  });
}

test('a place inside a character of several bytes is the place before it', () => {
  const at = text.indexOf('😀');
  const { start } = rangeOf(file, { start: at, end: at }, 'utf-8');
  for (const inside of [1, 2, 3])
    assert.equal(offsetOf(file, { line: 1, character: start.character + inside }, 'utf-8'), at);
});
