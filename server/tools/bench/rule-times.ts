import { analysisOf } from '../../core/index';
import type { AnyRule } from '../../core/lint/rule';
import { lintFile } from '../../core/lint/runner';
import { openEditor } from '../../core/remedy/open-editor';
import { allRules } from '../../core/rules/index';
import type { Subject } from './keystroke';
import { elapsed, timesOf } from './timing';

export interface RuleTime {
  readonly rule: string;
  readonly median: number;
}

const WARM_UP = 20;
const ROUNDS = 40;

/**
 * What each rule takes of one lint, dearest first. Parts of the model that are worked out when they are first asked for count for the
 * rule that asks first; `model` is what is worked out before any rule runs.
 */
export function ruleTimes({ text, project, path }: Subject): readonly RuleTime[] {
  const times = new Map<string, number[]>();
  const add = (name: string, time: number): void => {
    const list = times.get(name) ?? [];
    times.set(name, list);
    list.push(time);
  };
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const spent = new Map<string, number>();
    const opened = project(`${text}# ${round}\n`);
    const start = performance.now();
    const analysis = analysisOf(opened, path);
    const model = performance.now() - start;
    if (analysis === undefined) continue;
    const rules = allRules.map((rule) => timed(rule, spent));
    const whole = elapsed(() => lintFile(analysis, rules, opened.config, { openEditor }));
    if (round < WARM_UP) continue;
    add('(model)', model);
    add('(runner)', whole - [...spent.values()].reduce((sum, time) => sum + time, 0));
    for (const [rule, time] of spent) add(rule, time);
  }
  return [...times].map(([rule, list]) => ({ rule, median: timesOf(list).median })).sort((a, b) => b.median - a.median);
}

/** The same rule with a clock. */
function timed(rule: AnyRule, spent: Map<string, number>): AnyRule {
  const check = rule.check as (...given: readonly unknown[]) => void;
  const measured = (...given: readonly unknown[]): void => {
    const start = performance.now();
    try {
      check(...given);
    } finally {
      spent.set(rule.id, (spent.get(rule.id) ?? 0) + performance.now() - start);
    }
  };
  return { ...rule, check: measured } as AnyRule;
}
