import { allRules, ruleGroups } from '../core/rules/index';
import { choice, optionsOf } from './options';
import type { ExitCode, Terminal } from './terminal';

/** `plimsoll rules`: every rule with its severity, profile and fix. */
export function rulesCommand(args: readonly string[], terminal: Terminal): ExitCode {
  const options = optionsOf(args, { format: { type: 'string' } });
  const format =
    'usage' in options
      ? options
      : options.paths.length > 0
        ? { usage: 'rules takes no PATH' }
        : choice(options.values['format'], 'format', ['text', 'json']);
  if (typeof format !== 'string') {
    terminal.err(`plimsoll: ${format.usage}\n`);
    return 2;
  }
  const rules = allRules.map(({ id, summary, severity, profile, fixable }) => ({
    id,
    group: ruleGroups.get(id) ?? null,
    severity,
    profile,
    fix: fixable === 'no' ? null : fixable,
    summary,
  }));
  if (format === 'json') terminal.out(`${JSON.stringify({ version: 1, rules }, undefined, 2)}\n`);
  else for (const rule of rules) terminal.out(`${rule.id.padEnd(36)} ${rule.severity.padEnd(8)} ${rule.summary}\n`);
  return 0;
}
