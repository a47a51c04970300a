import assert from 'node:assert/strict';
import { it } from 'node:test';
import { dotenvOf } from './dotenv';

it('variables have their values without quotes and comments', () => {
  const text =
    '# TAG=no\nTAG=1.2 # now\r\nexport HOST = ghcr.io\nNAME="a # b"\nQUOTED=\'x\' # y\nEMPTY=\nHASH=a#b\nno line\n';
  assert.deepEqual(Object.fromEntries(dotenvOf(text)), {
    TAG: '1.2',
    HOST: 'ghcr.io',
    NAME: 'a # b',
    QUOTED: 'x',
    EMPTY: '',
    HASH: 'a#b',
  });
});
