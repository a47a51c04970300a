import { rule } from '../../lint/rule';
import { booleanTruth, inputOperand } from '../../run/operand';

/**
 * With `push-to-registry` an attestation is also entered in the organisation's storage records, which needs `artifact-metadata: write`;
 * without it the record is left out with a warning (actions/attest README; F-095).
 */
export const missingArtifactMetadataWrite = rule({
  id: 'missing-artifact-metadata-write',
  summary: 'Attestation is to be entered in storage records without `artifact-metadata: write`',
  severity: 'info',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'safe',
  each: 'attest',
  failures: ['F-095'],
  check({ events, step }, { report, undecided }) {
    const { job } = step;
    for (const event of events) {
      const { action } = event.step;
      // `create-storage-record` came with actions/attest v3.1; of the majors only v4 certainly has it.
      if (action.kind !== 'catalogued' || (action.major ?? 0) < 4 || event.reached === false) continue;
      if (event.pushToRegistry !== true) continue;
      const record = inputOperand(event.step, 'create-storage-record');
      if (record !== undefined && booleanTruth(record) === false) continue;
      const { permissions } = event.job;
      const level = permissions.level('artifact-metadata');
      if (level === 'write' || permissions.ceiling === 'read') continue;
      if (level === 'unknown' || permissions.block === undefined) {
        undecided("without a `permissions` block the repository's setting decides");
        continue;
      }
      report({
        at: event.span,
        message: `in an organisation, \`${event.tool}\` also enters the image in storage records; without \`artifact-metadata: write\` that is skipped with a warning`,
        confidence: 'likely',
        scenarios: [event.job.instance.scenarioId],
        ...(job === undefined
          ? {}
          : {
              fix: {
                title: 'Grant the job `artifact-metadata: write`',
                edit: (editor) => editor.grant(job, { 'artifact-metadata': 'write' }),
              },
            }),
      });
    }
  },
});
