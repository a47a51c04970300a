import { publishesIn } from '../../image/stake';
import { rule } from '../../lint/rule';
import { givenOperand } from '../../run/operand';
import { knownText } from '../../value/value';

/** BuildKit and the emulators run with all a build has; a tag that moves changes them without a commit (zizmor unpinned-images; F-057). */
export const buildToolImageUnpinned = rule({
  id: 'build-tool-image-unpinned',
  summary: 'Image of a build tool is named by a tag that moves',
  severity: 'hint',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'no',
  each: 'setup',
  failures: ['F-057'],
  check({ events }, { report }) {
    for (const { step, what, command, reached, job } of events) {
      if (command !== undefined || reached === false || !publishesIn(job)) continue;
      const operand = givenOperand(step, what === 'buildx' ? 'driver-opts' : what === 'qemu' ? 'image' : undefined);
      const text = knownText(operand?.value) ?? '';
      const image = what === 'buildx' ? /(?:^|[\s,"])image=([^\s,"]+)/.exec(text)?.[1] : text.trim();
      if (operand === undefined || image === undefined || image === '' || !MOVES.test(image)) continue;
      report({
        at: operand.span,
        message: `\`${image}\` is another image after its next release; name a version or digest`,
        confidence: 'certain',
        scenarios: [job.instance.scenarioId],
      });
    }
  },
});

/** No tag at all, or one that every release moves. */
const MOVES = /^[^:@]+(:(latest|master|main|nightly|rootless|buildx-stable-1(-rootless)?|qemu-latest))?$/;
