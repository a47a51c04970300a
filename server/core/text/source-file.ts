import { type LineIndex, lineIndex } from './line-index';

/** One text at one moment. Its identity is the key of every memo, so a changed text is a new object. */
export interface SourceFile {
  /** Relative to the repository's root, with forward slashes, e.g. `.github/workflows/release.yml`. */
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
}

export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, lines: lineIndex(text) };
}
