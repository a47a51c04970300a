import { languages, type TextDocument } from 'vscode';
import { FILES, PUBLISHING } from './files';

/** GitHub's own extension (GitHub.vscode-github-actions) gives workflows a language of their own. */
const LANGUAGES = ['yaml', 'github-actions-workflow'];

/** By path and not by language alone: most YAML files are not ours. */
export const SELECTOR = selecting(FILES);
const CAN_PUBLISH = selecting(PUBLISHING);

export function isOurs(document: TextDocument): boolean {
  return languages.match(SELECTOR, document) > 0;
}

/** Whether a document is a workflow or an action. */
export function canPublish(document: TextDocument): boolean {
  return languages.match(CAN_PUBLISH, document) > 0;
}

function selecting(patterns: readonly string[]): { readonly language: string; readonly pattern: string }[] {
  return patterns.flatMap((pattern) => LANGUAGES.map((language) => ({ language, pattern })));
}
