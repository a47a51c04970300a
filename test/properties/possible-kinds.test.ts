import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { eventsOfStep } from '../../server/core/event/events-of';
import { mayHave } from '../../server/core/event/possible-kinds';
import { runsOf } from '../../server/core/run/runs';
import { repository } from '../../server/host/files';
import { chance } from '../kit/chance';
import { corpusRepositories, OWN_CORPUS } from '../kit/corpus';
import { root } from '../kit/root';

const repositories = [
  OWN_CORPUS,
  join(root, 'examples/ferry'),
  ...chance('possible kinds').some(
    corpusRepositories().filter((folder) => folder !== OWN_CORPUS),
    25,
  ),
];

describe('every event of a step is of a kind that its words alone allow', () => {
  for (const folder of repositories) {
    it(folder.split('/').at(-1) ?? folder, () => {
      const workspace = repository(folder).workspace(new Map(), {});
      const surprises = workspace.workflows.flatMap((path) => {
        const file = workspace.file(path);
        if (typeof file === 'string') return [];
        return runsOf(workspace, file)
          .flatMap(({ jobs }) => jobs.flatMap(({ steps }) => steps))
          .flatMap((step) =>
            eventsOfStep(step)
              .filter(({ kind }) => !mayHave(step, [kind]))
              .map(({ kind, site }) => `${kind} at ${site}`),
          );
      });
      assert.deepEqual(surprises, []);
    });
  }
});
