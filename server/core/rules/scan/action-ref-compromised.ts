import { ADVISORIES, badVersionsIn, versionInput } from '../../catalogue/advisory';
import { type Context, rule } from '../../lint/rule';
import { fieldNamed, spanIn, textSpan } from '../../workflow/field';
import { fieldsBelow } from '../../workflow/fields-below';
import type { Step } from '../../workflow/model';

/** Versions that are known to carry somebody else's code. What a moving tag pointed to at the time of a run cannot be seen (F-078). */
export const actionRefCompromised = rule({
  id: 'action-ref-compromised',
  summary: 'A version known to be compromised is used',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'workflow',
  failures: ['F-078'],
  check(analysis, context) {
    const owner = analysis.workflow ?? analysis.action;
    if (owner === undefined) return;
    for (const { step } of analysis.steps) checkVersion(step, context);
    for (const field of fieldsBelow(owner.root)) {
      for (const advisory of ADVISORIES) {
        for (const { start, end, version } of badVersionsIn(advisory, field.text)) {
          if (isShellComment(field.text, start)) continue;
          context.report({
            at: spanIn(field, { start, end }),
            message: `${advisory.tool} ${version} is known to hold ${advisory.summary} (${advisory.id})`,
            fix: {
              title: `Use ${advisory.tool} ${advisory.good}`,
              edit: (editor) => editor.replaceIn(owner, field, { start, end }, advisory.good),
            },
          });
        }
      }
    }
  },
});

function checkVersion(step: Step, { report }: Context): void {
  const action = /^([\w.-]+\/[\w.-]+)@/.exec(step.uses?.field.text.trim() ?? '')?.[1];
  if (action === undefined || step.uses === undefined) return;
  for (const advisory of ADVISORIES) {
    const input = versionInput(advisory, action);
    const field = input === undefined ? undefined : fieldNamed(step.uses.with, input)?.field;
    const version = field?.text.trim().replace(/^v/, '');
    if (input === undefined || field === undefined || version === undefined || !advisory.versions.includes(version))
      continue;
    report({
      at: textSpan(field),
      message: `${advisory.tool} ${version} is known to hold ${advisory.summary} (${advisory.id})`,
      fix: {
        title: `Use ${advisory.tool} ${advisory.good}`,
        edit: (editor) =>
          editor.setInput(step, input, field.text.trim().startsWith('v') ? `v${advisory.good}` : advisory.good),
      },
    });
  }
}

function isShellComment(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /(^|\s)#/.test(line);
}
