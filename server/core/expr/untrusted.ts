import type { Expression } from './expression';
import { references } from './references';

/**
 * The context paths of an expression whose text anybody can choose who opens a pull request or an issue, or writes a comment (GitHub docs,
 * "Secure use reference": untrusted input). Numbers, commits and names of accounts are not among them.
 */
export function untrustedPaths(expression: Expression): readonly string[] {
  return references(expression)
    .map(({ path }) => path.join('.'))
    .filter((path) => UNTRUSTED.test(path));
}

const UNTRUSTED = new RegExp(
  `^github\\.(?:${[
    'head_ref',
    'event\\.pull_request\\.(?:title|body|head\\.(?:ref|label|repo\\.(?:default_branch|description|homepage)))',
    'event\\.(?:issue|discussion)\\.(?:title|body)',
    'event\\.(?:comment|review|review_comment)\\.body',
    'event\\.head_commit\\.(?:message|author\\.(?:name|email))',
    'event\\.workflow_run\\.(?:head_branch|display_title|head_commit\\.(?:message|author\\.(?:name|email)))',
  ].join('|')})$`,
  'i',
);
