import type { Span } from '../text/span';

/** A parsed YAML value with its place. Aliases are followed: an aliased node carries `alias`, the span of `*name`. */
export type YamlNode = YamlMap | YamlSequence | YamlScalar;

interface NodeBase {
  /** The value's own text: from its first character (quote, `|`, `[`, first key …) to its last, no trailing line break or comment. */
  readonly span: Span;
  /** Set when the value stands here through an alias; edits inside it are refused because they would change the anchor's owner too. */
  readonly alias?: Span;
  /** Set when the value or an ancestor has an anchor that is used elsewhere; edits refuse for the same reason. */
  readonly shared?: true;
  /** Set when the value stands in brackets or braces, where commas and brackets end a plain scalar. */
  readonly inFlow?: true;
}

export interface YamlMap extends NodeBase {
  readonly kind: 'map';
  readonly flow: boolean;
  readonly entries: readonly YamlEntry[];
}

export interface YamlEntry {
  readonly key: YamlScalar;
  /** Undefined where nothing is written after the colon (YAML null without a node). */
  readonly value: YamlNode | undefined;
  /** From the key to the end of the value (or of the colon). */
  readonly span: Span;
}

export interface YamlSequence extends NodeBase {
  readonly kind: 'sequence';
  readonly flow: boolean;
  readonly items: readonly (YamlNode | undefined)[];
}

export interface YamlScalar extends NodeBase {
  readonly kind: 'scalar';
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded';
  /** The decoded string, as GitHub's expression and shell readers will see it. For plain scalars the text as written (`true`, `1.10`, `null`). */
  readonly value: string;
  /** What YAML 1.2's core schema makes of it; quoted and block scalars are always strings. */
  readonly type: 'string' | 'boolean' | 'number' | 'null';
  /**
   * Source offset of each decoded code unit, in runs: unit `index + k` comes from source offset `source + k` for k < length;
   * a run with `width` stands for an escape or a folded break, `length` decoded units made from `width` source units.
   */
  readonly map: readonly SourceRun[];
}

export interface SourceRun {
  readonly index: number;
  readonly length: number;
  readonly source: number;
  /** Source units of the whole run where they are not one to one with the decoded units. */
  readonly width?: number;
}

export interface YamlProblem {
  readonly span: Span;
  readonly message: string;
}

export interface YamlComment {
  /** From `#` to the last character before the line break. */
  readonly span: Span;
  /** Text after `#`, not trimmed. */
  readonly text: string;
}

export interface YamlDocument {
  readonly root: YamlNode | undefined;
  readonly comments: readonly YamlComment[];
  readonly problems: readonly YamlProblem[];
}
