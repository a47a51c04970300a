import type { TemplateText } from '../expr/expression';
import type { SourceFile } from '../text/source-file';
import type { Span } from '../text/span';
import type { YamlDocument, YamlEntry, YamlMap, YamlNode, YamlScalar } from '../yaml/node';

/** A scalar that may hold expressions. Spans into its text go through `spanIn` (field.ts). */
export interface Field {
  readonly scalar: YamlScalar;
  readonly span: Span;
  /** The decoded text. */
  readonly text: string;
  readonly template: TemplateText;
}

/** `key: value` with its key's place: an input of `with`, an `env` variable, an output, a secret passed on. */
export interface NamedField {
  readonly name: string;
  /** The name in lower case, which is how GitHub compares it. */
  readonly lower: string;
  readonly key: YamlScalar;
  readonly entry: YamlEntry;
  /** Undefined where nothing, a map or a list is written. */
  readonly field: Field | undefined;
  readonly node: YamlNode | undefined;
}

/** `env:`, `with:`, `outputs:` and the like. `expression` is set where the whole map is one `${{ fromJSON(…) }}`. */
export interface FieldMap {
  readonly node: YamlMap | undefined;
  readonly fields: readonly NamedField[];
  readonly expression?: Field;
}

export interface Workflow {
  readonly kind: 'workflow';
  readonly file: SourceFile;
  readonly document: YamlDocument;
  readonly root: YamlMap | undefined;
  readonly name: Field | undefined;
  readonly triggers: readonly Trigger[];
  readonly permissions: Permissions | undefined;
  readonly env: FieldMap;
  readonly shell: Field | undefined;
  readonly workingDirectory: Field | undefined;
  readonly concurrency: YamlNode | undefined;
  readonly jobs: readonly Job[];
  readonly jobsNode: YamlMap | undefined;
  /** Present where `on: workflow_call`. */
  readonly call: CallContract | undefined;
  readonly dispatchInputs: readonly InputDeclaration[];
}

/** A composite action of the repository (`action.yml`). Other kinds of action have no steps. */
export interface ActionFile {
  readonly kind: 'action';
  readonly file: SourceFile;
  readonly document: YamlDocument;
  readonly root: YamlMap | undefined;
  readonly using: string | undefined;
  readonly inputs: readonly InputDeclaration[];
  readonly outputs: FieldMap;
  readonly steps: readonly Step[];
}

export interface Trigger {
  readonly event: string;
  readonly span: Span;
  readonly node: YamlNode | undefined;
  readonly branches: Filter | undefined;
  readonly branchesIgnore: Filter | undefined;
  readonly tags: Filter | undefined;
  readonly tagsIgnore: Filter | undefined;
  readonly paths: Filter | undefined;
  readonly types: Filter | undefined;
}

export interface Filter {
  readonly span: Span;
  readonly patterns: readonly YamlScalar[];
}

export interface InputDeclaration {
  readonly name: string;
  readonly key: YamlScalar;
  readonly entry: YamlEntry;
  readonly type: string | undefined;
  readonly required: boolean;
  readonly default: Field | undefined;
  readonly options: readonly string[];
  readonly description: string | undefined;
}

export interface CallContract {
  readonly inputs: readonly InputDeclaration[];
  readonly secrets: readonly InputDeclaration[];
  readonly outputs: FieldMap;
  /** The map under `workflow_call:`, where one is written. */
  readonly node: YamlMap | undefined;
  readonly span: Span;
}

/** A `permissions:` block as written. Scopes not named in a map are none (publishing.md §B.2). */
export interface Permissions {
  readonly entry: YamlEntry;
  readonly span: Span;
  readonly kind: 'read-all' | 'write-all' | 'scopes' | 'invalid';
  readonly node: YamlNode | undefined;
  readonly scopes: ReadonlyMap<string, PermissionEntry>;
}

export interface PermissionEntry {
  readonly level: 'read' | 'write' | 'none';
  readonly entry: YamlEntry;
}

export interface Job {
  readonly kind: 'job';
  /** `path#id`: unique in the repository. */
  readonly key: string;
  readonly id: string;
  readonly workflow: Workflow;
  readonly entry: YamlEntry;
  readonly node: YamlMap;
  readonly name: Field | undefined;
  readonly needs: readonly YamlScalar[];
  readonly condition: Field | undefined;
  readonly permissions: Permissions | undefined;
  readonly runsOn: YamlNode | undefined;
  readonly container: YamlNode | undefined;
  readonly services: YamlNode | undefined;
  readonly environment: YamlNode | undefined;
  readonly env: FieldMap;
  readonly shell: Field | undefined;
  readonly workingDirectory: Field | undefined;
  readonly matrix: Matrix | undefined;
  readonly outputs: FieldMap;
  readonly steps: readonly Step[];
  readonly stepsNode: YamlNode | undefined;
  /** Set on a job that calls a reusable workflow. */
  readonly call: Call | undefined;
  readonly continueOnError: Field | undefined;
}

export interface Call {
  /** `./.github/workflows/x.yml` or `owner/repo/.github/workflows/x.yml@ref`. */
  readonly uses: Field;
  readonly usesEntry: YamlEntry;
  readonly with: FieldMap;
  readonly secrets: FieldMap;
  readonly inheritsSecrets: boolean;
}

export interface Matrix {
  readonly entry: YamlEntry;
  /** Set where the matrix is one expression. */
  readonly expression: Field | undefined;
  readonly axes: readonly MatrixAxis[];
  readonly include: readonly YamlNode[];
  readonly includeExpression: Field | undefined;
  readonly exclude: readonly YamlNode[];
  readonly excludeExpression: Field | undefined;
}

export interface MatrixAxis {
  readonly name: string;
  readonly key: YamlScalar;
  readonly values: readonly YamlNode[];
  readonly expression: Field | undefined;
}

export interface Step {
  readonly kind: 'step';
  /** `path#job/index`, and `path#/index` in a composite action. */
  readonly key: string;
  readonly index: number;
  /** Undefined for a step of a composite action. */
  readonly job: Job | undefined;
  readonly owner: Workflow | ActionFile;
  readonly node: YamlMap;
  readonly id: YamlScalar | undefined;
  readonly name: Field | undefined;
  readonly condition: Field | undefined;
  readonly continueOnError: Field | undefined;
  readonly env: FieldMap;
  readonly uses: Uses | undefined;
  /** The step's script, or the one that the action it uses is given to run (`action-script.ts`). */
  readonly run: Run | undefined;
}

export interface Uses {
  readonly entry: YamlEntry;
  readonly field: Field;
  /** Trailing comment on the `uses` line, e.g. ` v6.1.0` of `# v6.1.0`, trimmed. */
  readonly comment: string | undefined;
  readonly with: FieldMap;
}

/** Templates as those of `shell:`, by the system of the runner. */
export interface OwnShell {
  readonly posix: string;
  readonly windows: string;
}

export interface Run {
  readonly entry: YamlEntry;
  readonly field: Field;
  readonly shell: Field | undefined;
  /** What an action runs the script in; it sees nothing of the defaults of the job. */
  readonly ownShell?: OwnShell;
  readonly workingDirectory: Field | undefined;
}
