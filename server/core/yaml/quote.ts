import type { YamlScalar } from './node';

/** A one-line text as a YAML scalar: plain where that reads back as the same string, single-quoted otherwise. */
export function scalarText(value: string, style: YamlScalar['style'] = 'plain'): string {
  if (style === 'double') return `"${value.replace(/["\\]/g, '\\$&')}"`;
  if (style === 'single') return `'${value.replaceAll("'", "''")}'`;
  return isPlain(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

function isPlain(value: string): boolean {
  if (value === '' || value !== value.trim()) return false;
  if (/^[-?:](\s|$)/.test(value) || /^[,[\]{}#&*!|>'"%@`]/.test(value)) return false;
  return !/: |:$| #|[\r\n]/.test(value);
}
