import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readIni } from '../../src/core/awsIni.ts';
import { type ConfigChange, keylessWay, type WrittenSince, writtenSince } from '../../src/core/keylessConfig.ts';
import {
  addKeylessProfile,
  type ConfigEdit,
  hasKeylessProfile,
  type KeylessProblem,
  removeKeylessProfile,
} from '../../src/core/keylessProfile.ts';

const opening =
  '# Added by Rolecall for keyless terminals. It holds no keys, and Rolecall takes it out again on request.';
const closing = '# End of what Rolecall added.';
const block = `${opening}\n[profile rolecall]\n${closing}`;
const crlf = (text: string) => text.replaceAll('\n', '\r\n');

const add = (config: string, credentials = '') => addKeylessProfile({ config, credentials });
const textOf = (edit: ConfigEdit): string => {
  assert.ok('text' in edit, JSON.stringify(edit));
  return edit.text;
};

suite('core/keylessProfile', () => {
  const added: readonly (readonly [title: string, config: string, text: string])[] = [
    ['no file', '', `${block}\n`],
    ['a final line end', '[default]\nregion = x\n', `[default]\nregion = x\n${block}\n`],
    ['no final line end', '[default]\nregion = x', `[default]\nregion = x\n${block}`],
    ['CRLF', '[default]\r\nregion = x\r\n', `[default]\r\nregion = x\r\n${crlf(block)}\r\n`],
    ['CRLF without the last', '[default]\r\nregion = x', `[default]\r\nregion = x\r\n${crlf(block)}`],
    ['CR', '[default]\rregion = x\r', `[default]\rregion = x\r${block.replaceAll('\n', '\r')}\r`],
    ['line ends of all kinds', '[default]\nregion = x\r\n\r', `[default]\nregion = x\r\n\r${block}\n`],
    ['empty lines at the end', '[default]\n\n\n', `[default]\n\n\n${block}\n`],
    ['a value that would go on', '[default]\ns3 =\n  a = b', `[default]\ns3 =\n  a = b\n${block}`],
    ['a comment without an end', '# mine', `# mine\n${block}`],
    ['harmless settings for all', '[DEFAULT]\nregion = x\n', `[DEFAULT]\nregion = x\n${block}\n`],
    [
      'keys of others',
      '[profile a]\naws_access_key_id = AKIAEXAMPLE\n',
      `[profile a]\naws_access_key_id = AKIAEXAMPLE\n${block}\n`,
    ],
    ['a profile whose name begins alike', '[profile rolecall2]\n', `[profile rolecall2]\n${block}\n`],
  ];
  for (const [title, config, text] of added) {
    test(`added to ${title}, and taken out again`, () => {
      assert.deepEqual(add(config), { text });
      assert.deepEqual([hasKeylessProfile(config), hasKeylessProfile(text)], [false, true]);
      assert.deepEqual(add(text), { text }, 'once is enough');
      assert.deepEqual(removeKeylessProfile(text), { text: config });
    });
  }

  const refused: readonly (readonly [title: string, config: string, credentials: string, problem: KeylessProblem])[] = [
    ['a profile of that name', '\n[profile rolecall]\nregion = x\n', '', { code: 'name-taken', file: 'config' }],
    ['the same, empty', '[profile rolecall]', '', { code: 'name-taken', file: 'config' }],
    ['the same in quotes', '[profile "rolecall"]\n', '', { code: 'name-taken', file: 'config' }],
    ['the same with more space', '[profile\trolecall]\n', '', { code: 'name-taken', file: 'config' }],
    [
      'keys of that name',
      '',
      '[rolecall]\naws_access_key_id = AKIAEXAMPLE\n',
      { code: 'name-taken', file: 'credentials' },
    ],
    ['a section twice of that name', `${block}\n[profile "rolecall"]\n`, '', { code: 'name-taken', file: 'config' }],
    [
      'keys for all',
      '[DEFAULT]\naws_access_key_id = AKIAEXAMPLE\n',
      '',
      { code: 'has-credentials', key: 'aws_access_key_id', line: 2 },
    ],
    [
      'a process for all',
      '[DEFAULT]\nregion = x\ncredential_process = y\n',
      '',
      { code: 'has-credentials', key: 'credential_process', line: 3 },
    ],
    [
      'a role that was written into it',
      `${block}\nrole_arn = x\n`,
      '',
      { code: 'has-credentials', key: 'role_arn', line: 4 },
    ],
    [
      'a byte order mark',
      '\uFEFF[default]\n',
      '',
      { code: 'file-unreadable', file: 'config', reason: 'byte-order-mark', line: 1 },
    ],
    ['a bare word', '[default]\nword\n', '', { code: 'file-unreadable', file: 'config', reason: 'bare-word', line: 2 }],
    [
      'a broken credentials file',
      '',
      'word\n',
      { code: 'file-unreadable', file: 'credentials', reason: 'no-section', line: 1 },
    ],
  ];
  for (const [title, config, credentials, problem] of refused) {
    test(`not added: ${title}`, () => assert.deepEqual(add(config, credentials), { problem }));
  }

  test('a setting that is no credential may stand in it', () => {
    const config = `${block}\nregion = x\n`;
    assert.deepEqual(add(config), { text: config });
  });

  const removed: readonly (readonly [title: string, config: string, text: string])[] = [
    ['nothing of ours', '[default]\nregion = x', '[default]\nregion = x'],
    ['a profile of somebody else', '[profile rolecall]\nregion = x\n', '[profile rolecall]\nregion = x\n'],
    ['sections that came behind', `[a]\n${block}\n\n[b]\nk = v\n`, '[a]\n\n[b]\nk = v\n'],
    ['a final line end that came later', `[a]\nk = v\n${block}\n`, '[a]\nk = v\n'],
    ['a final line end that went', `[a]\nk = v\n${block}`, '[a]\nk = v'],
    ['a byte order mark that came later', `\uFEFF${block}\n[a]\n`, '\uFEFF[a]\n'],
    ['line ends that were changed', crlf(`[a]\n${block}\n[b]\n`), crlf('[a]\n[b]\n')],
    ['a broken file', `[a]\nword\n${block}\n`, '[a]\nword\n'],
  ];
  for (const [title, config, text] of removed) {
    test(`taken out: ${title}`, () => assert.deepEqual(removeKeylessProfile(config), { text }));
  }

  const kept: readonly (readonly [title: string, config: string, problem: KeylessProblem])[] = [
    ['a setting behind it', `[a]\n${block}\nregion = x\n`, { code: 'written-to', keys: ['region'] }],
    ['a setting within it', `[a]\n${block.replace('\n#', '\nregion = x\n#')}\n`, { code: 'marks-changed', line: 2 }],
    [
      'the setting that the section above has',
      `[a]\nregion = x\n${block}\nregion = x\n`,
      { code: 'written-to', keys: ['region'] },
    ],
    [
      'one of [DEFAULT] and one of its own',
      `[DEFAULT]\noutput = json\n${block}\nregion = x\n`,
      { code: 'written-to', keys: ['region'] },
    ],
    [
      'a line that would go on with the value above',
      `[a]\nk = v\n${block}\n  region = x\n`,
      { code: 'written-to', keys: ['region'] },
    ],
    ['a changed mark', `[a]\n${opening}\n[profile rolecall]\n`, { code: 'marks-changed', line: 2 }],
    ['the last mark alone', `[a]\r\n${closing}`, { code: 'marks-changed', line: 2 }],
    [
      'a setting that [DEFAULT] would get',
      `[DEFAULT]\n${block}\nregion = x\n`,
      { code: 'written-to', keys: ['region'] },
    ],
    ['twice', `${block}\n${block}\n`, { code: 'written-to', keys: [] }],
  ];
  for (const [title, config, problem] of kept) {
    test(`not taken out: ${title}`, () => assert.deepEqual(removeKeylessProfile(config), { problem }));
  }

  const name = fc.stringMatching(/^[a-z]{1,3}$/);
  const line = fc.oneof(
    name.map((each) => `[profile ${each}]`),
    fc.constantFrom(
      '[default]',
      '[DEFAULT]',
      '[sso-session x]',
      '[services y]',
      '',
      '  ',
      '# note',
      '; note',
      's3 =',
      '  a = b',
    ),
    fc.tuple(name, fc.string({ maxLength: 6 })).map(([key, value]) => `${key} = ${value.replace(/[\r\n]/g, '')}`),
  );
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
  const config = fc
    .tuple(fc.array(fc.tuple(line, lineEnd), { maxLength: 12 }), fc.option(line, { nil: '' }))
    .map(([lines, last]) => lines.flat().join('') + last);

  test('whatever it was added to, taking it out gives that back', () => {
    fc.assert(
      fc.property(config, (text) => {
        const edit = add(text);
        if ('text' in edit) assert.deepEqual(removeKeylessProfile(edit.text), { text });
      }),
    );
  });

  test('most texts are such that it is added', () => {
    const texts = fc.sample(config, { numRuns: 300, seed: 1 });
    assert.ok(texts.filter((text) => 'text' in add(text)).length > 30);
  });

  test('whatever came behind it, the rest is left as it was or nothing is taken out', () => {
    fc.assert(
      fc.property(config, config, (before, behind) => {
        const edit = add(before);
        if (!('text' in edit)) return;
        const whole = edit.text + behind;
        const rest = removeKeylessProfile(whole);
        if ('problem' in rest) return;
        assert.ok(whole.length > rest.text.length || !hasKeylessProfile(whole));
        const others = (text: string) =>
          [...readIni(`${text}\n[of DEFAULT]`).sections]
            .filter(([title]) => title !== 'profile rolecall')
            .map(([title, { settings }]) => [title, [...settings].map(([key, { value }]) => [key, value])]);
        assert.deepEqual(others(rest.text), others(whole));
      }),
    );
  });
});

suite('core/keylessConfig', () => {
  const own = '[default]\nregion = x\n';
  const ways: readonly (readonly [
    title: string,
    config: string,
    consent: boolean,
    way: ReturnType<typeof keylessWay>,
  ])[] = [
    ['with consent', own, true, { kind: 'own', text: `${own}${block}\n` }],
    ['without', own, false, { kind: 'generated', text: `${own}${block}\n` }],
    ['without, and it is there already', `${own}${block}\n`, false, { kind: 'own', text: `${own}${block}\n` }],
    [
      'with consent, over secrets',
      `${own}aws_secret_access_key = made-up\n`,
      true,
      { kind: 'own', text: `${own}aws_secret_access_key = made-up\n${block}\n` },
    ],
    [
      'without, over secrets',
      `${own}aws_secret_access_key = made-up\n`,
      false,
      { kind: 'refused', problem: { code: 'holds-secret', line: 3 } },
    ],
    [
      'with consent, and the name is taken',
      '[profile rolecall]\n',
      true,
      { kind: 'refused', problem: { code: 'name-taken', file: 'config' } },
    ],
    [
      'without, and the name is taken',
      '[profile rolecall]\n',
      false,
      { kind: 'refused', problem: { code: 'name-taken', file: 'config' } },
    ],
  ];
  for (const [title, config, consent, way] of ways) {
    test(`the way: ${title}`, () => assert.deepEqual(keylessWay({ config, credentials: '' }, consent), way));
  }

  test('keys in the credentials file are no hindrance', () => {
    const credentials = '[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = made-up\n';
    assert.equal(keylessWay({ config: own, credentials }, false).kind, 'generated');
  });

  const lines: readonly (readonly [line: string, isSecret: boolean])[] = [
    ['aws_secret_access_key = made-up', true],
    ['AWS_SECRET_ACCESS_KEY=made-up', true],
    ['aws_secret_access_key: made-up', true],
    ['  aws_session_token = made-up', true],
    ['aws_security_token = made-up', true],
    ['# aws_secret_access_key = made-up', true],
    [';aws_session_token=made-up', true],
    ['proxy_password = made-up', true],
    ['client_secret = made-up', true],
    ['credential_process = tool --password made-up', true],
    ['credential_process = tool --token=made-up', true],
    ['credential_process = "tool" "--client-secret" made-up', true],
    ['endpoint_url = https://user:made-up@host.example', true],
    ['credential_process = tool --secret-id name', false],
    ['credential_process = aws-vault export work', false],
    ['aws_access_key_id = AKIAEXAMPLE', false],
    ['aws_secret_access_key =', false],
    ['web_identity_token_file = /run/token', false],
    ['mfa_serial = arn:aws:iam::012345678901:mfa/user', false],
    ['external_id = abc-123', false],
    ['sso_start_url = https://example.awsapps.com/start#/', false],
    ['endpoint_url = http://127.0.0.1:4566/a@b', false],
    ['secretsmanager =', false],
    ['# where my secrets are', false],
  ];
  for (const [text, isSecret] of lines) {
    test(`${isSecret ? 'a secret' : 'no secret'}: ${text}`, () => {
      const way = keylessWay({ config: `[default]\n${text}\n`, credentials: '' }, false);
      assert.deepEqual(way.kind === 'refused' && way.problem, isSecret && { code: 'holds-secret', line: 2 });
    });
  }

  const base = '[default]\nregion = x\n[profile a]\nk = v\n';
  const copy = textOf(add(base));
  const written: readonly (readonly [title: string, own: string, copy: string, written: WrittenSince])[] = [
    ['nothing', base, copy, { kind: 'nothing' }],
    ['nothing, while their own changed', `${base}[profile b]\n`, copy, { kind: 'nothing' }],
    [
      'a section behind',
      base,
      `${copy}[profile b]\nk = v\n`,
      { kind: 'carry', text: `${base}[profile b]\nk = v\n`, changes: [{ kind: 'added', section: 'profile b' }] },
    ],
    [
      'settings added, changed and taken out',
      base,
      copy.replace('region = x', 'region = y\noutput = json').replace('k = v\n', ''),
      {
        kind: 'carry',
        text: '[default]\nregion = y\noutput = json\n[profile a]\n',
        changes: [
          { kind: 'changed', section: 'default', key: 'region' },
          { kind: 'added', section: 'default', key: 'output' },
          { kind: 'removed', section: 'profile a', key: 'k' },
        ],
      },
    ],
    [
      'a section taken out',
      base,
      copy.replace('[profile a]\nk = v\n', ''),
      { kind: 'carry', text: '[default]\nregion = x\n', changes: [{ kind: 'removed', section: 'profile a' }] },
    ],
    [
      'a comment',
      base,
      copy.replace('[profile a]', '# note\n[profile a]'),
      { kind: 'carry', text: base.replace('[profile a]', '# note\n[profile a]'), changes: [] },
    ],
    [
      'a section behind, while their own changed',
      `${base}# note\n`,
      `${copy}[profile b]\n`,
      { kind: 'report', changes: [{ kind: 'added', section: 'profile b' }] },
    ],
    [
      'into the profile itself',
      base,
      `${copy}region = y\n`,
      {
        kind: 'report',
        changes: [{ kind: 'added', section: 'profile rolecall', key: 'region' }],
        problem: { code: 'written-to', keys: ['region'] },
      },
    ],
    [
      'what cannot be read',
      base,
      `${copy}word\n`,
      {
        kind: 'report',
        changes: [],
        problem: { code: 'file-unreadable', file: 'config', reason: 'bare-word', line: 8 },
      },
    ],
    [
      'everything taken out',
      base,
      '',
      {
        kind: 'carry',
        text: '',
        changes: ['default', 'profile a', 'profile rolecall'].map(
          (section): ConfigChange => ({ kind: 'removed', section }),
        ),
      },
    ],
  ];
  for (const [title, theirs, now, expected] of written) {
    test(`written to the copy: ${title}`, () => {
      assert.deepEqual(writtenSince({ base, own: theirs, copy: now }), expected);
    });
  }
});
