import type { YamlScalar } from './node';

/** A one-line text as a YAML scalar: plain where that reads back as the same string (`inFlow`: in brackets or braces), single-quoted otherwise. */
export function scalarText(value: string, style: YamlScalar['style'] = 'plain', inFlow = false): string {
  if (style === 'double') return `"${value.replace(/["\\]/g, '\\$&')}"`;
  if (style === 'single') return `'${value.replaceAll("'", "''")}'`;
  return isPlain(value, inFlow) ? value : `'${value.replaceAll("'", "''")}'`;
}

/** Whether a text reads back as itself without quotes. */
export function isPlain(value: string, inFlow: boolean): boolean {
  if (value === '' || value !== value.trim()) return false;
  if (/^[-?:](\s|$)/.test(value) || /^[,[\]{}#&*!|>'"%@`]/.test(value)) return false;
  if (inFlow && (/[,[\]{}]/.test(value) || /^[-?:]/.test(value))) return false;
  return !/: |:$| #|[\r\n]/.test(value);
}
