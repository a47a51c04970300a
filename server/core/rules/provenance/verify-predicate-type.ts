import { rule } from '../../lint/rule';
import { unwrapped } from '../../run/unwrap';
import { knownText } from '../../value/value';
import { spanIn } from '../../workflow/field';

/** `gh attestation verify` looks for build provenance unless it is told another predicate type (GitHub docs, "Using artifact attestations"; F-124). */
export const verifyPredicateType = rule({
  id: 'verify-predicate-type',
  summary: 'Check of an SBOM looks at build provenance instead',
  severity: 'hint',
  profile: 'audit',
  since: '0.1.0',
  fixable: 'review',
  each: 'step',
  failures: ['F-124'],
  check({ step, instances }, { report }) {
    const { run, owner } = step;
    // What is checked only the words around it say.
    if (
      run === undefined ||
      !run.field.text.includes('attestation') ||
      !/sbom|bill of materials/i.test(`${step.name?.text ?? ''} ${step.id?.value ?? ''} ${run.field.text}`)
    )
      return;
    for (const instance of instances) {
      if (instance.reached === false) continue;
      for (const command of instance.script?.commands ?? []) {
        const words = unwrapped(command.words);
        const texts = words.map(({ value }) => knownText(value));
        if (texts.slice(0, 3).join(' ') !== 'gh attestation verify' || words.some(({ splits }) => splits)) continue;
        if (texts.some((text) => text?.startsWith('--predicate-type') === true)) continue;
        const verb = words[2]?.word.span;
        report({
          at: spanIn(run.field, command.command.span),
          message: '`gh attestation verify` checks build provenance here; an SBOM needs `--predicate-type`',
          confidence: 'likely',
          scenarios: [instance.job.instance.scenarioId],
          ...(verb === undefined
            ? {}
            : {
                fix: {
                  title: 'Check the SPDX SBOM',
                  edit: (editor) =>
                    editor.replaceIn(
                      owner,
                      run.field,
                      { start: verb.end, end: verb.end },
                      ' --predicate-type https://spdx.dev/Document/v2.3',
                    ),
                },
              }),
        });
      }
    }
  },
});
