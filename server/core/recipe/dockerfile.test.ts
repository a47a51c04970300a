import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sourceFile } from '../text/source-file';
import {
  type Dockerfile,
  declaresArgument,
  dockerfileOf,
  runsTargetPrograms,
  secretsOf,
  stageNamed,
  stagesFor,
} from './dockerfile';

const read = (...lines: string[]): Dockerfile => dockerfileOf(sourceFile('Dockerfile', `${lines.join('\n')}\n`));

describe('stages of a Dockerfile', () => {
  const two = read('ARG TAG=1', 'FROM golang:$TAG AS Build', 'RUN make', 'FROM scratch', 'COPY --from=build /a /a');

  it('are in order, with their names as written', () => {
    assert.deepEqual(
      two.stages.map(({ name, base, index }) => ({ name, base, index })),
      [
        { name: 'Build', base: 'golang:$TAG', index: 0 },
        { name: undefined, base: 'scratch', index: 1 },
      ],
    );
  });

  it('are found by name in any case, by number, and the last one without a target', () => {
    assert.equal(stageNamed(two, 'bUILD')?.index, 0);
    assert.equal(stageNamed(two, '1')?.index, 1);
    assert.equal(stageNamed(two, undefined)?.index, 1);
    assert.equal(stageNamed(two, 'release'), undefined);
  });

  it('take in the stages they start from or copy from, and no others', () => {
    const many = read(
      'FROM a AS one',
      'FROM b AS unused',
      'FROM one AS two',
      'FROM c',
      'RUN --mount=from=two,target=/t x',
    );
    const last = stageNamed(many, undefined);
    assert.ok(last);
    assert.deepEqual(
      stagesFor(many, last)?.map(({ index }) => index),
      [0, 2, 3],
    );
  });

  it('are not known where a variable picks one', () => {
    const picked = read('ARG FROM_STAGE=a', 'FROM x AS a', 'FROM $FROM_STAGE');
    assert.equal(stagesFor(picked, picked.stages[1] ?? assert.fail()), undefined);
  });

  it('do not start from another where only the tag or a default image is a variable', () => {
    const images = read('ARG BASE=alpine:3', 'FROM golang:${V} AS a', 'FROM ${BASE} AS b', 'FROM ${NONE:-x:1} AS c');
    assert.deepEqual(
      images.stages.map(({ parent }) => parent),
      [undefined, undefined, 'unknown'],
    );
  });

  it('do not come from the text of a here-document or a comment', () => {
    assert.equal(
      read('FROM a', 'RUN <<EOF', 'FROM b', 'EOF', '# FROM c', 'RUN x \\', '# FROM d', '  y').stages.length,
      1,
    );
  });

  it('have spans that cover their FROM', () => {
    const file = sourceFile('Dockerfile', '# é\r\nFROM a \\\r\n  AS b\r\n');
    const [stage] = dockerfileOf(file).stages;
    assert.equal(file.text.slice(stage?.span.start, stage?.span.end), 'FROM a \\\r\n  AS b');
  });
});

describe('build arguments', () => {
  const one = read('ARG GLOBAL', 'FROM a', 'ARG A=1 B', 'ARG "C=x y"');

  it('are declared anywhere in the file, several at a time', () => {
    assert.deepEqual(
      ['GLOBAL', 'A', 'B', 'C'].map((name) => declaresArgument(one, name)),
      [true, true, true, true],
    );
    assert.equal(declaresArgument(one, 'a'), false);
  });

  it('of BuildKit and for proxies need no declaration', () => {
    for (const name of ['HTTPS_PROXY', 'no_proxy', 'BUILDKIT_INLINE_CACHE', 'TARGETARCH', 'SOURCE_DATE_EPOCH'])
      assert.equal(declaresArgument(one, name), true, name);
  });

  it('are not known with another frontend, an onbuild image, or no stage', () => {
    assert.equal(declaresArgument(read('# syntax=example.com/frontend:1', 'FROM a'), 'X'), 'unknown');
    assert.equal(declaresArgument(read('FROM node:8-onbuild'), 'X'), 'unknown');
    assert.equal(declaresArgument(read('{{ template }}'), 'X'), 'unknown');
    assert.equal(declaresArgument(read('# syntax=docker/dockerfile:1.7-labs', 'FROM a'), 'X'), false);
  });
});

it('secrets are those that mounts name, by id or the end of their target', () => {
  const { stages } = read(
    'FROM a',
    'RUN --mount=type=secret,id=token,required=true \\',
    '    --mount=type=cache,target=/c --mount=type=secret,target=/run/secrets/npmrc x',
    'RUN --mount=type=secret,id=$NAME y',
  );
  assert.deepEqual(
    secretsOf(stages).map(({ id, required }) => ({ id, required })),
    [
      { id: 'token', required: true },
      { id: 'npmrc', required: false },
      { id: undefined, required: false },
    ],
  );
});

describe('programs of the target platform', () => {
  it('run in a RUN of a stage that is not on the building machine', () => {
    assert.equal(runsTargetPrograms(read('FROM a', 'RUN x')), true);
    assert.equal(runsTargetPrograms(read('FROM --platform=$TARGETPLATFORM a', 'RUN x')), true);
  });

  it('do not run where such stages only copy', () => {
    assert.equal(
      runsTargetPrograms(
        read(
          'FROM --platform=${BUILDPLATFORM} a AS b',
          'RUN x',
          'FROM b AS c',
          'RUN y',
          'FROM d',
          'COPY --from=c /x /x',
        ),
      ),
      false,
    );
  });

  it('do not run in stages that are not built for the target', () => {
    const file = read('FROM a AS test', 'RUN x', 'FROM b AS release', 'COPY . .');
    assert.equal(runsTargetPrograms(file, 'release'), false);
    assert.equal(runsTargetPrograms(file, 'test'), true);
  });

  it('are not known where a variable decides, or for a target that is not there', () => {
    assert.equal(runsTargetPrograms(read('FROM --platform=$X a', 'RUN x')), 'unknown');
    assert.equal(runsTargetPrograms(read('ARG B', 'FROM $B', 'RUN x')), 'unknown');
    assert.equal(runsTargetPrograms(read('FROM a', 'RUN x'), 'nowhere'), 'unknown');
  });
});
