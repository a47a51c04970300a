import { ADVISORIES, badVersionsIn, mentionsBadVersion, versionInput } from '../../catalogue/advisory';
import type { StepSite } from '../../image/analysis';
import { type Context, rule } from '../../lint/rule';
import { givenOperand } from '../../run/operand';
import { knownText } from '../../value/value';
import { fieldNamed, spanIn, textSpan } from '../../workflow/field';
import { fieldsBelow } from '../../workflow/fields-below';

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
    if (owner === undefined || !mentionsBadVersion(owner.file.text)) return;
    for (const site of analysis.steps) checkVersion(site, context);
    for (const field of fieldsBelow(owner.root)) {
      for (const advisory of ADVISORIES) {
        for (const { start, end, version, addressEnd } of badVersionsIn(advisory, field.text)) {
          const address = field.text.slice(start, addressEnd).replaceAll(version, advisory.good);
          if (isShellComment(field.text, start)) continue;
          context.report({
            at: spanIn(field, { start, end }),
            message: `${advisory.tool} ${version} is known to hold ${advisory.summary} (${advisory.id})`,
            fix: {
              title: `Use ${advisory.tool} ${advisory.good}`,
              edit: (editor) => editor.replaceIn(owner, field, { start, end: addressEnd }, address),
            },
          });
        }
      }
    }
  },
});

function checkVersion({ step, instances }: StepSite, { report }: Context): void {
  const action = /^([\w.-]+\/[\w.-]+)@/.exec(step.uses?.field.text.trim() ?? '')?.[1];
  if (action === undefined || step.uses === undefined) return;
  for (const advisory of ADVISORIES) {
    const input = versionInput(advisory, action);
    const field = input === undefined ? undefined : fieldNamed(step.uses.with, input)?.field;
    if (input === undefined || field === undefined) continue;
    const written = field.text.trim();
    const values = [written, ...instances.map((one) => knownText(givenOperand(one, input)?.value) ?? '')];
    const version = values
      .map((value) => value.trim().replace(/^v/, ''))
      .find((value) => advisory.versions.includes(value));
    if (version === undefined) continue;
    report({
      at: textSpan(field),
      message: `${advisory.tool} ${version} is known to hold ${advisory.summary} (${advisory.id})`,
      ...(written.includes('${{')
        ? {}
        : {
            fix: {
              title: `Use ${advisory.tool} ${advisory.good}`,
              edit: (editor) => editor.setInput(step, input, written.replace(version, advisory.good)),
            },
          }),
    });
  }
}

function isShellComment(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /(^|\s)#/.test(line);
}
