import { samePath, writtenElsewhere } from '../../image/file-on-runner';
import { before } from '../../image/in-job';
import { rule } from '../../lint/rule';
import type { Operand } from '../../run/operand';
import { knownText } from '../../value/value';

/** upload-sarif stops with `Path does not exist` when no step wrote the file (github/codeql#14572; F-070). */
export const sarifPathMismatch = rule({
  id: 'sarif-path-mismatch',
  summary: 'Uploaded SARIF file is not the one the scan writes',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'safe',
  each: 'upload-sarif',
  failures: ['F-070'],
  check({ events, step }, { report, undecided }) {
    for (const event of events) {
      const wanted = textOf(event.file);
      if (
        event.reached === false ||
        event.file?.given !== true ||
        wanted === undefined ||
        !/\.(sarif|json)$/.test(wanted)
      )
        continue;
      const producers = before(event, 'scan').filter(({ sarif }) => sarif !== undefined);
      const files = producers.map(({ sarif }) => textOf(sarif));
      if (files.some((file) => file !== undefined && samePath(file, wanted))) continue;
      if (producers.length === 0 || files.includes(undefined) || writtenElsewhere(event, wanted, 'scan', /sarif/i)) {
        undecided('what writes the file is not known');
        continue;
      }
      const [producer] = producers;
      const [file] = files;
      if (producer === undefined || file === undefined) continue;
      report({
        at: event.file.span,
        message: `\`${wanted}\` is uploaded, but \`${producer.tool}\` writes \`${file}\`, so the upload finds no file`,
        confidence: event.reached === true ? 'certain' : 'likely',
        related:
          producer.sarif === undefined || producer.step.step.owner !== step.owner
            ? []
            : [{ at: producer.sarif.span, message: 'written here' }],
        scenarios: [event.job.instance.scenarioId],
        ...(producers.length === 1
          ? { fix: { title: `Upload \`${file}\``, edit: (editor) => editor.setInput(step, 'sarif_file', file) } }
          : {}),
      });
    }
  },
});

function textOf(operand: Operand | undefined): string | undefined {
  return knownText(operand?.value)?.trim();
}
