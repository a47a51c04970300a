import type { SourceRun } from './node';

/** Decoded text with the place each code unit came from. */
export interface Decoded {
  readonly value: string;
  readonly map: readonly SourceRun[];
}

/** Collects decoded text and its runs in order; adjacent one-to-one runs are merged. */
export interface DecodedBuilder {
  /** Text that stands in the source as it is. */
  copy(text: string, source: number): void;
  /** Text that stands for `width` source units of another spelling. */
  stand(text: string, source: number, width: number): void;
  done(): Decoded;
}

export function decodedBuilder(): DecodedBuilder {
  let value = '';
  const map: SourceRun[] = [];
  return {
    copy(text, source) {
      if (text === '') return;
      const last = map[map.length - 1];
      if (last !== undefined && last.width === undefined && last.source + last.length === source) {
        map[map.length - 1] = { ...last, length: last.length + text.length };
      } else map.push({ index: value.length, length: text.length, source });
      value += text;
    },
    stand(text, source, width) {
      if (text === '') return;
      map.push({ index: value.length, length: text.length, source, width });
      value += text;
    },
    done: () => ({ value, map }),
  };
}
