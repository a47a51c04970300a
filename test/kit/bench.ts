import type { Analysis } from '../../server/core/image/analysis';
import { configured } from '../../server/core/lint/config';
import type { OpenEditor } from '../../server/core/lint/fix';
import type { AnyRule } from '../../server/core/lint/rule';
import { type Lint, lintFile } from '../../server/core/lint/runner';
import { type SourceFile, sourceFile } from '../../server/core/text/source-file';
import { type Workspace, workspaceOf } from '../../server/core/workspace';
import type { Case } from './case';

/** The parts of the linter that the harness drives, as the product puts them together. */
export interface Bench {
  analyse(workspace: Workspace, path: string): Analysis;
  readonly openEditor: OpenEditor;
  /** Every rule there is, for what a fix may bring about. */
  readonly rules: readonly AnyRule[];
}

/** Texts of a repository by path. */
export type Texts = ReadonlyMap<string, string>;

export interface Linted {
  readonly lint: Lint;
  readonly file: SourceFile;
  readonly analysis: Analysis;
}

export function textsOf({ path, text, others }: Case): Texts {
  return new Map([...others, [path, text]]);
}

/** Lints the case's file in a repository of these texts, complete: what is not there is absent. */
export function lintTexts(bench: Bench, example: Case, texts: Texts, rules: readonly AnyRule[]): Linted {
  const files = [...texts].map(([path, text]) => sourceFile(path, text));
  const [only] = rules;
  // A page of a strict rule shows what the rule does when it is on.
  const settings =
    rules.length === 1 && only !== undefined && !texts.has('.github/plimsoll.yml') ? { profile: only.profile } : {};
  const { workspace, config } = configured(
    workspaceOf(files, { complete: true, facts: example.facts }),
    bench.rules,
    settings,
  );
  const analysis = bench.analyse(workspace, example.path);
  const lint = lintFile(analysis, rules, config, {
    openEditor: bench.openEditor,
    knownIds: bench.rules.map(({ id }) => id),
  });
  return { lint, file: analysis.file, analysis };
}
