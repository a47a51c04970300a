import type { Settings } from '../core/index';

const LEVELS = ['off', 'hint', 'info', 'warning', 'error'] as const;
const PROFILES = ['default', 'strict', 'audit'] as const;

/** What the editor sends, as far as it is of the right shape; anything else is left out. */
export function settingsFrom(sent: unknown): Settings {
  const section = isRecord(sent) && isRecord(sent['plimsoll']) ? sent['plimsoll'] : {};
  const profile = PROFILES.find((one) => one === section['profile']);
  const registries = Array.isArray(section['registries'])
    ? section['registries'].filter((one): one is string => typeof one === 'string')
    : [];
  const rules: Record<string, (typeof LEVELS)[number]> = {};
  if (isRecord(section['rules'])) {
    for (const [id, level] of Object.entries(section['rules'])) {
      const known = LEVELS.find((one) => one === level);
      if (known !== undefined) rules[id] = known;
    }
  }
  // "default" is what the setting says when nobody touched it, and must not override the repository's own configuration.
  return {
    rules,
    ...(profile === undefined || profile === 'default' ? {} : { profile }),
    ...(registries.length === 0 ? {} : { registries }),
  };
}

/** What of the editor's features is wanted; all of it where nobody says otherwise. */
export interface Features {
  readonly codeLens: boolean;
  readonly inlayHints: boolean;
}

export function featuresFrom(sent: unknown): Features {
  const section = isRecord(sent) && isRecord(sent['plimsoll']) ? sent['plimsoll'] : {};
  const on = (name: string): boolean => !isRecord(section[name]) || section[name]['enabled'] !== false;
  return { codeLens: on('codeLens'), inlayHints: on('inlayHints') };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
