import type { Finding } from '../lint/finding';
import type { SourceFile } from '../text/source-file';

/** What a report is made of: findings of any number of files, and the files' texts for the source lines. */
export interface ReportInput {
  readonly findings: readonly Finding[];
  /** How many files were read. */
  readonly files: number;
  /** How many of them are no valid YAML, or none that says anything. */
  readonly unreadable: number;
  source(path: string): SourceFile | undefined;
}
