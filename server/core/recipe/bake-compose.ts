import type { ExprValue } from '../value/value';
import { type BakeScope, bakeValue } from './bake-value';
import type { ComposeService } from './compose';

/** A service builds its `image` name and its further `tags`. */
export function composeAttributes(service: ComposeService, scope: BakeScope): ReadonlyMap<string, ExprValue> {
  const attributes = new Map<string, ExprValue>();
  for (const [name, expression] of service.build?.attributes ?? []) attributes.set(name, bakeValue(expression, scope));
  const image = service.image === undefined ? undefined : bakeValue(service.image, scope);
  const tags = attributes.get('tags');
  if (image !== undefined)
    attributes.set('tags', {
      kind: 'list',
      items: [image, ...(tags?.kind === 'list' ? tags.items : [])],
      complete: tags === undefined || (tags.kind === 'list' && tags.complete),
    });
  if (service.platform !== undefined && !attributes.has('platforms'))
    attributes.set('platforms', { kind: 'list', items: [bakeValue(service.platform, scope)], complete: true });
  return attributes;
}

/** Bake's names may not hold a dot, so a service's is changed (docs.docker.com/build/bake/compose-file). */
export function composeTarget(service: string): string {
  return service.replaceAll('.', '_');
}
