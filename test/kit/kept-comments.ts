import { parseYaml } from '../../server/core/yaml/parse';

/**
 * The comments a fix has to keep, trimmed. A version behind `uses: owner/repo@<commit>` belongs to the commit and changes with it, so it is
 * not among them.
 */
export function keptComments(text: string): readonly string[] {
  return parseYaml(text)
    .comments.filter(({ span }) => !VERSION.test(text.slice(text.lastIndexOf('\n', span.start) + 1, span.end)))
    .map((comment) => comment.text.trim());
}

const VERSION = /^\s*(?:-\s+)?uses:\s*\S+@[0-9a-f]{40}\S*\s+#\s*(?:tag=|pin@)?(?:v?\d[\w.-]*|latest|main|master)\s*$/;
