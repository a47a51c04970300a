import type { YamlEntry } from '../yaml/node';
import type { PermissionEntry, Permissions } from './model';

/** Reads a `permissions:` entry. An unreadable level counts as none, as GitHub rejects the file anyway. */
export function permissionsOf(entry: YamlEntry | undefined): Permissions | undefined {
  if (entry === undefined) return undefined;
  const node = entry.value;
  const base = { entry, span: entry.span, node, scopes: new Map<string, PermissionEntry>() };
  if (node === undefined) return { ...base, kind: 'scopes' };
  if (node.kind === 'scalar') {
    if (node.value === 'read-all' || node.value === 'write-all') return { ...base, kind: node.value };
    // `permissions:` with nothing behind it is read by GitHub as an empty map.
    return { ...base, kind: node.type === 'null' ? 'scopes' : 'invalid' };
  }
  if (node.kind !== 'map') return { ...base, kind: 'invalid' };
  const scopes = new Map<string, PermissionEntry>();
  for (const scope of node.entries) {
    const level = scope.value?.kind === 'scalar' ? scope.value.value : '';
    scopes.set(scope.key.value, { level: level === 'write' || level === 'read' ? level : 'none', entry: scope });
  }
  return { ...base, kind: 'scopes', scopes };
}
