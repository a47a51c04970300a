import assert from 'node:assert/strict';
import test from 'node:test';
import { shellAsWritten } from './shell-as-written';

test('what a script works out stands as it is written', () => {
  const cases = [
    ['${{ $TAG }} is published', '$TAG is published'],
    ['acme/app:${{ $A }}-${{ $B }} x', 'acme/app:$A-$B x'],
    [
      'ghcr.io/${{ $(echo ${{ github.repository }} | tr A a) }}/x',
      'ghcr.io/$(echo ${{ github.repository }} | tr A a)/x',
    ],
    ['acme/app:${{ github.sha }}', 'acme/app:${{ github.sha }}'],
    ['cut off: ${{ $(echo …', 'cut off: ${{ $(echo …'],
  ] as const;
  for (const [message, wanted] of cases) assert.equal(shellAsWritten(message), wanted);
});
