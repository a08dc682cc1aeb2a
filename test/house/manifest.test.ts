// package.json and src/manifest.ts name the same things, and the names that others rely on are there.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readJson, readText, root } from './project.ts';

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly displayName: string;
  readonly description: string;
  readonly license: string;
  readonly icon: string;
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly repository: { readonly url: string };
  readonly homepage: string;
  readonly bugs: { readonly url: string };
  readonly extensionKind: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly capabilities: {
    readonly untrustedWorkspaces: Support & { readonly restrictedConfigurations: readonly string[] };
    readonly virtualWorkspaces: Support;
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category?: string }[];
    readonly configuration: Configuration | readonly Configuration[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly id: string;
        readonly media: { readonly svg: string; readonly altText: string };
      }[];
    }[];
    readonly menus: Readonly<Record<string, readonly { readonly command?: string; readonly when?: string }[]>>;
  };
}

interface Support {
  readonly supported: boolean | 'limited';
  readonly description?: string;
}

interface Schema {
  readonly markdownDescription?: string;
  readonly enum?: readonly unknown[];
  readonly enumDescriptions?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Configuration {
  readonly properties: Readonly<Record<string, Schema & { readonly scope?: string; readonly default?: unknown }>>;
}

/** Tests, keybindings, documents and other extensions use these: add to them freely, rename none. */
const settledCommands: Readonly<Record<string, string>> = {
  'rolecall.showMenu': 'Show Menu',
  'rolecall.assumeRole': 'Assume Role…',
  'rolecall.leaveRole': 'Return to Source Identity',
  'rolecall.saveRole': 'Save Role…',
  'rolecall.renewSession': 'Renew Session Now',
  'rolecall.chooseSource': 'Choose Source…',
  'rolecall.addAccessKey': 'Add Access Key…',
  'rolecall.forgetEverything': 'Forget Everything',
  'rolecall.checkIdentity': 'Check Identity Now',
  'rolecall.setTerminalEnvironment': 'Set Terminal Environment',
  'rolecall.clearTerminalEnvironment': 'Clear Terminal Environment',
  'rolecall.openTerminal': 'Open Terminal as Role…',
  'rolecall.copyCredentials': 'Copy Credentials as…',
  'rolecall.copyIdentity': 'Copy ARN, Account or User Id',
  'rolecall.copyShareSafe': 'Copy Selection Share-Safe',
  'rolecall.addBucket': 'Add Bucket…',
  'rolecall.refreshBuckets': 'Refresh',
  'rolecall.startPractice': 'Start Practice Account',
  'rolecall.stopPractice': 'Stop Practice Account',
  'rolecall.showLog': 'Show Log',
};

const settledSettings: Readonly<Record<string, { readonly scope: string; readonly default: unknown }>> = {
  'rolecall.source': { scope: 'machine-overridable', default: '' },
  'rolecall.region': { scope: 'machine-overridable', default: '' },
  'rolecall.endpointUrl': { scope: 'application', default: '' },
  'rolecall.roles': { scope: 'machine-overridable', default: [] },
  'rolecall.buckets': { scope: 'resource', default: [] },
  'rolecall.sessionName': { scope: 'application', default: '${user}@${host}' },
  'rolecall.durationSeconds': { scope: 'machine-overridable', default: 3600 },
  'rolecall.terminal.mode': { scope: 'application', default: 'environment' },
  'rolecall.terminal.follow': { scope: 'application', default: true },
};

/** People and machines type these. */
const settledScripts = [
  'demo',
  'start',
  'test',
  'test:unit',
  'test:integration',
  'test:ui',
  'test:agreement',
  'check',
  'practice',
  'package',
  'bench',
];

suite('the manifest', () => {
  const manifest = readJson('package.json') as Manifest;
  const { commands, configuration, views, menus, walkthroughs } = manifest.contributes;
  const commandIds = commands.map(({ command }) => command);
  const settings = Object.assign(
    {},
    ...[configuration].flat().map(({ properties }) => properties),
  ) as Configuration['properties'];

  test('the extension runs where the terminals run, which may be another machine', () => {
    assert.deepEqual(manifest.extensionKind, ['workspace']);
  });

  test('a terminal is offered to be reopened only where its shell and its folder are known', () => {
    const offered = Object.entries(manifest.contributes.menus).flatMap(([menu, entries]) =>
      entries.filter(({ command }) => command === 'rolecall.reopenTerminal').map(({ when }) => [menu, when]),
    );
    assert.deepEqual(Object.fromEntries(offered), {
      'view/item/context': 'view == rolecall.terminals && viewItem == terminal.known',
      'terminal/title/context': 'rolecall.canReopenTerminals',
      'terminal/context': 'rolecall.canReopenTerminal',
      commandPalette: 'rolecall.canReopenTerminal',
    });
  });

  test('commands are those of manifest.ts', () => {
    assert.deepEqual([...commandIds].sort(), keysOf('Commands'));
  });

  test('settings are those of manifest.ts', () => {
    assert.deepEqual(Object.keys(settings).sort(), keysOf('Settings'));
  });

  test('the commands that others rely on are there, by their titles in the category Rolecall', () => {
    const titles = readJson('package.nls.json') as Readonly<Record<string, string>>;
    const shown = Object.fromEntries(
      commands.map(({ command, title, category }) => [command, `${category}: ${titles[title.replaceAll('%', '')]}`]),
    );
    for (const [id, title] of Object.entries(settledCommands)) assert.equal(shown[id], `Rolecall: ${title}`, id);
  });

  test('the settings that others rely on are there, with scope and default', () => {
    for (const [id, settled] of Object.entries(settledSettings)) {
      const { scope, default: value } = settings[id] ?? {};
      assert.deepEqual({ scope, default: value }, settled, id);
    }
  });

  test('every setting says what it is for, as does each part of it, in words that are there', () => {
    const texts = readJson('package.nls.json') as Readonly<Record<string, string>>;
    const isSaid = (text = '') => /^%[\w.]+%$/.test(text) && (texts[text.slice(1, -1)] ?? '').trim() !== '';
    const unsaid = (name: string, schema: Schema, isWhole: boolean): string[] => [
      // What a list holds is told with the list.
      ...(isWhole && !isSaid(schema.markdownDescription) ? [name] : []),
      ...(schema.enum ?? []).flatMap((value, index) =>
        isSaid(schema.enumDescriptions?.[index]) ? [] : [`${name}: ${value}`],
      ),
      ...Object.entries(schema.properties ?? {}).flatMap(([key, each]) => unsaid(`${name}.${key}`, each, true)),
      ...(schema.items ? unsaid(`${name}[]`, schema.items, false) : []),
    ];
    assert.deepEqual(
      Object.entries(settings).flatMap(([id, schema]) => unsaid(id, schema, true)),
      [],
    );
  });

  test('every setting has a scope that VS Code knows', () => {
    const scopes = ['application', 'machine', 'machine-overridable', 'window', 'resource', 'language-overridable'];
    assert.deepEqual(
      Object.entries(settings).flatMap(([id, { scope = '' }]) => (scopes.includes(scope) ? [] : [`${id}: ${scope}`])),
      [],
    );
  });

  test('what the marketplace shows is complete', () => {
    const { displayName, description, license, categories, keywords, repository, homepage, bugs, icon } = manifest;
    const texts = readJson('package.nls.json') as Readonly<Record<string, string>>;
    assert.deepEqual([displayName, description], ['%displayName%', '%description%']);
    assert.equal(texts.displayName, 'Rolecall: AWS AssumeRole');
    assert.ok((texts.description ?? '').length > 20);
    assert.equal(license, 'MIT');
    assert.match(readText('LICENSE'), /^MIT License$/m);
    assert.deepEqual(categories, ['Other']);
    for (const word of ['aws', 'assume role', 's3']) assert.ok(keywords.includes(word), word);
    // More are refused.
    assert.ok(keywords.length <= 30);
    for (const url of [repository.url, homepage, bugs.url]) assert.match(url, /^https:\/\//);
    const png = readFileSync(path.join(root, icon));
    assert.equal(png.toString('latin1', 1, 4), 'PNG');
    // A square of 128 pixels at least.
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    assert.ok(width >= 128 && width === height, `${width} × ${height}`);
  });

  test('it runs where the workspace is, with less in one that is not trusted or is virtual', () => {
    const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
    assert.deepEqual(manifest.extensionKind, ['workspace']);
    assert.deepEqual(
      [untrustedWorkspaces, virtualWorkspaces].map(({ supported, description }) => [supported, description]),
      [
        ['limited', '%capabilities.untrusted%'],
        ['limited', '%capabilities.virtual%'],
      ],
    );
  });

  test('the npm scripts that others rely on are there, and run a file that is there', () => {
    for (const name of settledScripts) {
      const file = /^node (scripts\/\w+\.mjs)( \w+)?$/.exec(manifest.scripts[name] ?? '')?.[1];
      assert.ok(file !== undefined && existsSync(path.join(root, file)), `${name}: ${manifest.scripts[name]}`);
    }
  });

  test('the settings of an untrusted workspace that are not used', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.deepEqual(
      ['rolecall.source', 'rolecall.region', 'rolecall.roles', 'rolecall.buckets'].filter(
        (id) => !restrictedConfigurations.includes(id),
      ),
      [],
    );
    assert.deepEqual(
      restrictedConfigurations.filter((id) => !(id in settings)),
      [],
    );
  });

  test('extension, view container and views', () => {
    assert.equal(`${manifest.publisher}.${manifest.name}`, 'rolecall.rolecall');
    const viewIds = (views.rolecall ?? []).map(({ id }) => id);
    assert.deepEqual(
      ['rolecall.roles', 'rolecall.buckets'].filter((id) => !viewIds.includes(id)),
      [],
    );
  });

  test('menus and welcome views name commands that exist', () => {
    const named = [
      ...Object.values(menus).flatMap((entries) => entries.flatMap(({ command }) => command ?? [])),
      ...[...readText('package.nls.json').matchAll(/command:(rolecall\.\w+)/g)].flatMap((match) => match[1] ?? []),
    ];
    assert.deepEqual(
      named.filter((id) => id.startsWith('rolecall.') && !commandIds.includes(id)),
      [],
    );
  });

  test('each step of the walkthrough has a picture that is there, with words for it', () => {
    const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    assert.ok(steps.length > 0);
    for (const { id, media } of steps) {
      assert.ok(existsSync(path.join(root, media.svg)), id);
      assert.match(media.altText, /^%.+%$/, id);
    }
  });

  test('the types of VS Code are those of the oldest supported version', () => {
    assert.equal(`^${manifest.devDependencies['@types/vscode']}`, manifest.engines.vscode);
  });
});

/** The names in an interface of manifest.ts: types are gone at run time. */
function keysOf(name: string): string[] {
  const body = new RegExp(`export interface ${name} \\{(.*?)^\\}`, 'ms').exec(readText('src/manifest.ts'))?.[1] ?? '';
  return [...body.matchAll(/^ {2}(?:readonly )?'([\w.]+)'\??:/gm)].map((match) => match[1] ?? '').sort();
}
