// What the palette and the views offer, and when: only what can be done then. A context key that nobody sets would hide a
// command for ever.
import assert from 'node:assert/strict';
import { readJson, readText } from './project.ts';

interface MenuEntry {
  readonly command?: string;
  readonly when?: string;
}

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly enablement?: string }[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when?: string }[];
    readonly keybindings: readonly { readonly when?: string }[];
  };
}

const known = 'rolecall.current =~ /^(source|role)$/';
const somebody = 'rolecall.current != none';

/** Each command of the palette, by what has to be so. `always`: it asks for what it needs, or says that there is nothing. */
const palette: Readonly<Record<string, string>> = {
  'rolecall.showMenu': 'always',
  'rolecall.assumeRole': somebody,
  'rolecall.assumeRoleWithOptions': known,
  'rolecall.leaveRole': 'rolecall.hasRole',
  'rolecall.saveRole': 'rolecall.current == role',
  'rolecall.explainProfile': 'always',
  'rolecall.renewSession': 'rolecall.hasRole',
  'rolecall.chooseSource': 'always',
  'rolecall.addAccessKey': 'always',
  'rolecall.keepMfaSeed': 'always',
  // Another window, or an earlier one, may have kept one.
  'rolecall.forgetMfaSeed': 'always',
  'rolecall.forgetEverything': 'always',
  'rolecall.checkIdentity': 'always',
  'rolecall.setTerminalEnvironment': known,
  'rolecall.clearTerminalEnvironment': 'rolecall.terminalEnvironmentSet',
  'rolecall.setFolderTerminalEnvironment': `workspaceFolderCount > 1 && ${known}`,
  'rolecall.clearFolderTerminalEnvironment': 'rolecall.folderEnvironmentSet',
  'rolecall.openTerminal': somebody,
  'rolecall.explainTerminal': 'terminalCount > 0',
  'rolecall.reopenTerminal': 'rolecall.canReopenTerminal',
  // It stands in a file, which outlives settings and what is remembered.
  'rolecall.removeKeylessProfile': 'always',
  'rolecall.copyIdentity': known,
  'rolecall.openConsole': 'rolecall.current == role',
  'rolecall.copyCredentials': known,
  'rolecall.copyShareSafe': 'terminalCount > 0',
  'rolecall.addBucket': known,
  'rolecall.refreshBuckets': known,
  'rolecall.filterBuckets': known,
  'rolecall.sortObjects': known,
  'rolecall.startPractice': '!rolecall.practiceRunning',
  'rolecall.stopPractice': 'rolecall.practiceRunning',
  'rolecall.showLog': 'always',
};

/** Likewise, for the buttons and menus of the views' titles. */
const titles: Readonly<Record<string, readonly string[]>> = {
  'rolecall.roles': [
    `assumeRole: ${known}`,
    'leaveRole: rolecall.hasRole',
    `assumeRoleWithOptions: ${known}`,
    'explainProfile: always',
    'chooseSource: always',
    'addAccessKey: always',
    'startPractice: !rolecall.practiceRunning',
    'stopPractice: rolecall.practiceRunning',
  ],
  'rolecall.buckets': [
    `addBucket: ${known}`,
    `refreshBuckets: ${known}`,
    `filterBuckets: ${known}`,
    `sortObjects: ${known}`,
  ],
  'rolecall.terminals': [`openTerminal: ${somebody}`],
};

suite('what is offered, and when', () => {
  const { commands, menus, viewsWelcome, keybindings } = (readJson('package.json') as Manifest).contributes;
  const ofPalette = new Map((menus.commandPalette ?? []).map(({ command = '', when = '' }) => [command, when]));

  test('the palette', () => {
    const offered = commands.map(({ command }) => [command, ofPalette.get(command) ?? 'always'] as const);
    assert.deepEqual(Object.fromEntries(offered.filter(([, when]) => when !== 'false')), palette);
  });

  test('what the palette never offers is offered on a row', () => {
    const onRows = new Set([
      ...(menus['view/item/context'] ?? []).map(({ command }) => command),
      ...(menus['rolecall.copyObject'] ?? []).map(({ command }) => command),
      // A click on the row itself.
      'rolecall.loadMore',
      'rolecall.openPlace',
    ]);
    const hidden = commands.flatMap(({ command }) => (ofPalette.get(command) === 'false' ? [command] : []));
    assert.deepEqual(
      hidden.filter((command) => !onRows.has(command)),
      [],
    );
  });

  for (const [view, entries] of Object.entries(titles)) {
    test(`the title of ${view}`, () => {
      const mine = (menus['view/title'] ?? []).flatMap(({ command = '', when = '' }) => {
        const [first, ...more] = when.split(' && ');
        if (first !== `view == ${view}`) return [];
        return [`${command.replace('rolecall.', '')}: ${more.join(' && ') || 'always'}`];
      });
      assert.deepEqual(mine, entries);
    });
  }

  test('where nobody is known, each view says what to do first, by a link', () => {
    const texts = readJson('package.nls.json') as Readonly<Record<string, string>>;
    const links = viewsWelcome.flatMap(({ view, contents, when }) => {
      const found = (texts[contents.replaceAll('%', '')] ?? '').matchAll(/^\[[^\]]+\]\(command:rolecall\.(\w+)\)$/gm);
      return [[`${view} ${when}`, [...found].map(([, command]) => command)] as const];
    });
    assert.deepEqual(Object.fromEntries(links), {
      'rolecall.roles rolecall.current == none': ['startPractice', 'addAccessKey', 'chooseSource'],
      'rolecall.roles rolecall.current == checking': [],
      'rolecall.buckets rolecall.current == none': ['startPractice', 'chooseSource'],
      'rolecall.buckets rolecall.current == checking': [],
      'rolecall.buckets rolecall.current == failed': ['checkIdentity', 'chooseSource'],
    });
  });

  test('each context key is one that is set', () => {
    const declared = [...readText('src/platform/contextKeys.ts').matchAll(/^ {2}'(rolecall\.\w+)':/gm)].map(
      ([, key = '']) => key,
    );
    const setters = ['identity/identityFeature.ts', 'terminals/openTerminals.ts'].map((file) =>
      readText(`src/features/${file}`),
    );
    const set = setters.flatMap((text) => [...text.matchAll(/setContextKey\('([\w.]+)'/g)].map(([, key = '']) => key));
    assert.deepEqual(set.sort(), [...declared].sort());
    const clauses = [
      ...Object.values(menus).flat(),
      ...viewsWelcome,
      ...keybindings,
      ...commands.map(({ enablement }) => ({ when: enablement })),
    ].map(({ when = '' }) => when);
    const views = /(?:view|focusedView) == rolecall\.\w+/g;
    const used = clauses.flatMap((when) => when.replace(views, '').match(/rolecall\.\w+/g) ?? []);
    assert.deepEqual(
      [...new Set(used)].filter((key) => !declared.includes(key)),
      [],
    );
    assert.ok(used.length > 0);
  });
});
