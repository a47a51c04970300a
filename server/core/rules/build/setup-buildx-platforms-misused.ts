import { rule } from '../../lint/rule';
import { givenOperand, writtenInput } from '../../run/operand';
import { knownText } from '../../value/value';

/**
 * `platforms` of docker/setup-buildx-action fixes what the builder says it can build, in place of what it finds; which platforms are built is
 * said where the build is (docker/setup-buildx-action README; F-043).
 */
export const setupBuildxPlatformsMisused = rule({
  id: 'setup-buildx-platforms-misused',
  summary: 'Platforms are given to the set-up of Buildx, which builds none',
  severity: 'info',
  profile: 'strict',
  since: '0.1.0',
  fixable: 'review',
  each: 'setup',
  failures: ['F-043'],
  check({ events, step }, { report }) {
    for (const { step: instance, what, command, reached, job } of events) {
      if (what !== 'buildx' || command !== undefined || reached === false) continue;
      const platforms = givenOperand(instance, 'platforms');
      if (platforms === undefined || knownText(platforms.value) === undefined) continue;
      if (['append', 'endpoint', 'driver'].some((name) => writtenInput(step, name) !== undefined)) continue;
      report({
        at: platforms.span,
        message: '`platforms` here overrides what the builder finds out by itself; it does not choose what is built',
        confidence: 'certain',
        scenarios: [job.instance.scenarioId],
        fix: { title: 'Let the builder find out', edit: (editor) => editor.removeInput(step, 'platforms') },
      });
    }
  },
});
