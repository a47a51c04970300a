import type { Analysis } from '../image/analysis';
import type { Editor } from '../remedy/editor';
import { isRefusal, type Refusal } from '../text/edit';
import type { Fix, FixEdits } from './finding';
import type { AnyRule, ReportedFix } from './rule';

/** One use of the editor: what it was told becomes text edits when asked. */
export interface EditSession {
  readonly editor: Editor;
  edits(): FixEdits | Refusal;
}

/** Begins an edit of the analysed file and those it calls. Given to the runner, so that linting alone needs no editor. */
export type OpenEditor = (analysis: Analysis) => EditSession;

/** The fix a rule reported as the finding carries it. Nothing is computed before somebody asks for the edits. */
export function fixOf(rule: AnyRule, reported: ReportedFix, analysis: Analysis, open: OpenEditor): Fix {
  // A rule without a fix of its own (`no`) that reports one is caught by its tests; users get the careful reading.
  const promised = rule.fixable === 'safe' ? 'safe' : 'review';
  return {
    title: reported.title,
    safety: promised === 'review' ? 'review' : (reported.safety ?? promised),
    edits: () => edits(rule, reported, analysis, open),
  };
}

function edits(rule: AnyRule, reported: ReportedFix, analysis: Analysis, open: OpenEditor): FixEdits | Refusal {
  try {
    const session = open(analysis);
    const refusal = reported.edit(session.editor);
    if (refusal !== undefined) return refusal;
    const result = session.edits();
    if (isRefusal(result)) return result;
    return new Map([...result].filter(([, list]) => list.length > 0));
  } catch (error) {
    return { refused: `the fix of \`${rule.id}\` failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}
