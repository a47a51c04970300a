import { lookupCommand } from '../catalogue/commands';
import type { ResolvedCommand } from '../shell/walk';
import { wordTexts } from '../shell/word-text';
import { unwrapped } from './unwrap';

/**
 * Whether a command runs code that nobody reads here: a script, a make target, a program that is not in the catalogue. Such code finds
 * `GITHUB_OUTPUT` and `GITHUB_ENV` in its environment (docs: workflow commands) and may write to both.
 */
export function runsUnreadCode(command: ResolvedCommand): boolean {
  const words = wordTexts(unwrapped(command.words));
  const [program, argument] = words;
  if (words.length === 0) return false;
  if (program === undefined) return true;
  if (INTERPRETERS.has(program) || RUNNERS.has(`${program} ${argument}`)) return true;
  const own = OWN_COMMANDS.get(program);
  if (own !== undefined) {
    // `cargo +nightly build`
    const name = words.slice(1).find((word) => word?.startsWith('+') !== true);
    return words.length > 1 && (name === undefined || !own.test(name));
  }
  if (program === 'find') return words.some((word) => word === undefined || /^-(exec|ok)/.test(word));
  const matched = lookupCommand(words);
  return matched !== undefined && matched !== 'harmless' && 'opaque' in matched;
}

/**
 * Programs that do nothing with images themselves and run what they are given. Terraform and OpenTofu are here for the wrappers that their
 * set-up actions put in front of them, which write the outputs `stdout`, `stderr` and `exitcode` (hashicorp/setup-terraform README,
 * "Outputs").
 */
const INTERPRETERS: ReadonlySet<string> = new Set(
  '. source eval trap python python3 node ruby php java tox ansible terraform tofu terragrunt'.split(' '),
);

/** The same for one of their subcommands. */
const RUNNERS: ReadonlySet<string> = new Set([
  'go run',
  'poetry run',
  'pdm run',
  'pipx run',
  'bundle exec',
  'rustup run',
  'aws-vault exec',
]);

/**
 * Programs that take the name of another for a subcommand (`cargo xtask`, `dotnet gitversion`, scripts of composer), with those that are their
 * own. What `dotnet build` runs may write variables: GitVersion.MsBuild and Nerdbank.GitVersioning do.
 */
const OWN_COMMANDS: ReadonlyMap<string, RegExp> = new Map([
  [
    'cargo',
    /^(-.*|add|audit|bench|binstall|build|chef|check|clean|clippy|deny|doc|fetch|fmt|generate-lockfile|init|install|llvm-cov|login|metadata|new|nextest|package|publish|remove|search|test|tree|uninstall|update|vendor|version|zigbuild|)$/,
  ],
  ['dotnet', /^(-.*|add|dev-certs|format|help|list|new|nuget|remove|restore|sln|workload|)$/],
  [
    'composer',
    /^(-.*|audit|clear-cache|config|dump-autoload|global|install|remove|require|self-update|show|update|validate|)$/,
  ],
]);
