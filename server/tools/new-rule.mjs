// Writes the two files of a new rule. Usage: npm run new-rule <group> <id>
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const GROUPS = ['reference', 'build', 'publish', 'scan', 'provenance', 'identity', 'flow', 'script', 'retention'];
const [group, id] = process.argv.slice(2);
if (group === undefined || id === undefined || !GROUPS.includes(group) || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
  console.error(
    `usage: npm run new-rule <${GROUPS.join('|')}> <rule-id>, e.g. npm run new-rule provenance sign-by-tag`,
  );
  process.exit(2);
}
const rules = join(root, 'server', 'core', 'rules');
const taken = readdirSync(rules, { recursive: true, encoding: 'utf8' }).find((path) => path.endsWith(`/${id}.ts`));
if (taken !== undefined) {
  console.error(`${id} is taken: server/core/rules/${taken}`);
  process.exit(2);
}
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const name = id.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const words = id.replace(/-/g, ' ');

write(
  join(rules, group, `${id}.ts`),
  `import { rule } from '../../lint/rule';

/** Why this goes wrong, with the source that says so. */
export const ${name} = rule({
  id: '${id}',
  summary: '${words[0].toUpperCase()}${words.slice(1)}',
  severity: 'warning',
  profile: 'default',
  since: '${version}',
  fixable: 'no',
  each: 'publish',
  failures: [],
  check({ events }, { report, undecided }) {
    for (const event of events) {
      if (event.references === undefined) {
        undecided('which image it is cannot be told');
        continue;
      }
      report({ at: event.span, message: 'what is wrong, why it matters', scenarios: [event.job.instance.scenarioId] });
    }
  },
});
`,
);
write(
  join(rules, group, `${id}.md`),
  `<!-- generated: header -->
<!-- end -->

What happens, why, and how to mend it.

## Flags

\`\`\`yaml
- uses: docker/build-push-action@v6
  # @1:9-36 ${id}: what is wrong
  with:
    push: true
    tags: ghcr.io/acme/app:1.4
\`\`\`

## Allows

\`\`\`yaml
- uses: docker/build-push-action@v6
  with:
    push: true
    tags: ghcr.io/acme/app:1.4
\`\`\`

## Sources

- The documentation page, action source or issue that says so.
`,
);
console.log('now write the page first, then the check; `npm run gen` enters the rule everywhere');

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path)) throw new Error(`${path} exists`);
  writeFileSync(path, text);
  console.log(`wrote ${path.slice(root.length)}`);
}
