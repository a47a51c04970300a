import type { BuildEvent, PushEvent } from '../event/event';
import type { Truth } from '../value/value';

/** Whether and when a build pushes, in the words of the truth labels. */
export interface PushWords {
  readonly push: 'always' | 'never' | 'conditional' | 'unknown';
  /** Per way to start: `push:tag: yes; pull_request:fork: no`. */
  readonly push_when: string;
}

/**
 * Over the scenarios that reach the build: what the step does when it runs, or what pushes behind it do. `idle` are starts on which the
 * step runs and builds no image.
 */
export function pushWords(
  builds: readonly BuildEvent[],
  pushes: readonly PushEvent[] = [],
  idle: readonly string[] = [],
): PushWords {
  const own = pushWord(builds, idle);
  return {
    push: own === 'never' && pushes.length > 0 ? 'always' : own,
    push_when: pushWhen(builds, pushes, idle),
  };
}

/** The same for a script or make target, of which it is known on each start whether something in it pushes. */
export function calledPushWords(answers: readonly (readonly [string, Truth])[]): PushWords {
  const all = new Set(answers.map(([, does]) => does));
  const [only] = all.size === 1 ? all : [];
  return {
    push: only === true ? 'always' : only === false ? 'never' : all.has('unknown') ? 'unknown' : 'conditional',
    push_when: answersByStart(answers),
  };
}

function pushWord(events: readonly BuildEvent[], idle: readonly string[]): PushWords['push'] {
  const answers = new Set([...events.map(({ pushes }) => pushes), ...(idle.length > 0 ? [false] : [])]);
  if (answers.size === 1)
    return answers.has(true) ? 'always' : answers.has(false) ? 'never' : decided(events) ? 'conditional' : 'unknown';
  return answers.has(true) || decided(events) ? 'conditional' : 'unknown';
}

/** An undecided push that an input, a matrix or a variable switches is conditional; one that nobody can read is unknown. */
function decided(events: readonly BuildEvent[]): boolean {
  return events.some(
    (event) => event.pushes === 'unknown' && event.push !== undefined && event.push.value.kind !== 'unknown',
  );
}

function pushWhen(builds: readonly BuildEvent[], pushes: readonly PushEvent[], idle: readonly string[]): string {
  return answersByStart([
    ...builds.map(({ job, pushes: does }) => [job.instance.scenarioId, does] as const),
    ...pushes.map(({ job }) => [job.instance.scenarioId, true] as const),
    ...idle.map((scenario) => [scenario, false] as const),
  ]);
}

/** Answers by the starts that have them, in words. */
function answersByStart(answers: readonly (readonly [string, Truth])[]): string {
  const ways = new Map<string, Set<string>>();
  for (const [scenario, does] of answers) {
    const word = does === true ? 'yes' : does === false ? 'no' : 'depends on the run';
    ways.set(scenario, new Set([...(ways.get(scenario) ?? []), word]));
  }
  const byWord = new Map<string, string[]>();
  for (const [scenario, words] of [...ways].sort(([a], [b]) => (a < b ? -1 : 1))) {
    // Of several legs or steps one that pushes decides, and one that may push leaves it open.
    const word = ['yes', 'depends on the run', 'no'].find((one) => words.has(one)) ?? 'no';
    byWord.set(word, [...(byWord.get(word) ?? []), scenario]);
  }
  return [...byWord].map(([word, scenarios]) => `${scenarios.join(', ')}: ${word}`).join('; ') || 'not known';
}
