// When terminals cannot be keyless, and what is said of the copy of a config file.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Grant } from '../../../src/core/environment.ts';
import { failureOf } from '../../../src/core/failure.ts';
import { type KeylessFiles, KeylessMode } from '../../../src/features/terminals/keylessMode.ts';
import type { FileProblem } from '../../../src/features/terminals/keylessTexts.ts';
import type { KeylessEndpoint } from '../../../src/session/keylessEndpoint.ts';
import type { Binding } from '../../../src/session/keylessSessions.ts';

type Place = Awaited<ReturnType<KeylessFiles['place']>>;
type Carried = Awaited<ReturnType<KeylessFiles['carryOver']>>;

const grant: Grant & { kind: 'keys' } = {
  kind: 'keys',
  credentials: { accessKeyId: 'ASIAROLE', secretAccessKey: 'made-up', sessionToken: 'made-up', expiration: 1 },
  region: 'eu-west-1',
  endpoints: {},
};
const binding: Binding = { kind: 'follow', endpoints: {} };

suite('features/terminals: keyless mode', () => {
  let consent: boolean | undefined;
  let places: (consent: boolean | undefined) => Place;
  let carried: Carried;
  let written: (() => void) | undefined;
  let shown: string[];
  /** The button that is pressed in a dialog; undefined closes it. */
  let pressed: string | undefined;

  setup(() => {
    consent = true;
    places = () => ({ kind: 'own' });
    carried = { kind: 'nothing' };
    written = undefined;
    shown = [];
    pressed = undefined;
    Object.assign(vscode.window, {
      showWarningMessage: async (text: string, options?: { modal?: boolean }) => {
        shown.push(text);
        return options?.modal ? pressed : undefined;
      },
    });
  });
  teardown(() => {
    delete process.env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
  });

  const mode = () => {
    const files: KeylessFiles = {
      place: async (answer) => places(answer),
      remove: async () => ({ kind: 'absent' }),
      forgetCopy: async () => {},
      carryOver: async () => carried,
      watch: (call) => {
        written = call;
        return { dispose: () => {} };
      },
    };
    const endpoint = { share: async () => ({ url: 'http://127.0.0.1:9/credentials', token: 'made-up' }) };
    const remembered = {
      get: () => consent,
      update: async (_key: string, value: boolean | undefined) => {
        consent = value;
      },
    };
    return new KeylessMode({
      endpoint: endpoint as unknown as KeylessEndpoint,
      files,
      remembered: remembered as unknown as vscode.Memento,
    });
  };
  const refusal = async (asked = grant): Promise<string | undefined> => {
    const failure = await mode()
      .shared(asked, binding, false)
      .then(() => undefined, failureOf);
    return failure?.code === 'keyless-refused' ? failure.explanation : failure?.code;
  };

  test('a long-term key is refused', async () => {
    const { accessKeyId, secretAccessKey } = grant.credentials;
    assert.equal(
      await refusal({ ...grant, credentials: { accessKeyId, secretAccessKey } }),
      'a long-term access key is not handed out. Assume a role first.',
    );
  });

  test('what is inherited and would win even where it is empty is named', async () => {
    process.env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI = '';
    assert.equal(
      await refusal(),
      'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is set where VS Code was started, and would win. Start VS Code without it.',
    );
  });

  const problems: readonly (readonly [problem: FileProblem, text: string])[] = [
    [
      { code: 'file-unreadable', file: 'credentials', reason: 'no-section', line: 3 },
      'line 3 of the credentials file cannot be read, and the AWS CLI refuses the whole file.',
    ],
    [
      { code: 'name-taken', file: 'config' },
      'there is a profile "rolecall" in the config file already, and it is not one that Rolecall made.',
    ],
    [
      { code: 'has-credentials', key: 'role_arn', line: 4 },
      'the profile "rolecall" would get credentials of its own by role_arn (line 4).',
    ],
    [
      { code: 'marks-changed', line: 5 },
      'the comments around the profile "rolecall" were changed (line 5). Take it out by hand.',
    ],
    [
      { code: 'written-to', keys: ['region', 'output'] },
      'settings were added to the profile "rolecall": region, output. Move them first.',
    ],
    [
      { code: 'holds-secret', line: 6 },
      'the config file seems to hold a secret (line 6), so no copy of it is made. Let Rolecall add its profile to the file instead.',
    ],
    [{ code: 'not-utf8', file: '/f' }, '/f is not in UTF-8.'],
    [{ code: 'not-writable', file: '/f', message: 'no' }, '/f cannot be written: no'],
  ];
  for (const [problem, text] of problems) {
    test(`the reason is told: ${problem.code}`, async () => {
      places = () => ({ kind: 'refused', problem });
      assert.equal(await refusal(), text);
    });
  }

  test('the answer about the file is asked for once, and a closed question is no answer', async () => {
    consent = undefined;
    places = (answer) => (answer === undefined ? { kind: 'ask', file: '/f' } : { kind: 'copy', file: '/copy' });
    assert.equal(await mode().shared(grant, binding, true), undefined);
    assert.deepEqual(shown, []);
    await assert.rejects(mode().shared(grant, binding, false), vscode.CancellationError);
    assert.equal(consent, undefined);
    pressed = 'Use a Copy';
    assert.equal((await mode().shared(grant, binding, false))?.AWS_CONFIG_FILE, '/copy');
    assert.equal(consent, false);
    assert.equal(shown.length, 2);
    await mode().shared(grant, binding, false);
    assert.equal(shown.length, 2);
  });

  const change = { kind: 'changed', section: 'profile other', key: 'region' } as const;
  const wrote = 'A command in a terminal wrote to the copy of your AWS config file.';
  const results: readonly (readonly [carried: Carried, text: string])[] = [
    [{ kind: 'carried', file: '/f', changes: [change] }, `${wrote} Carried over to /f: [profile other] region`],
    [
      { kind: 'left', file: '/copy', changes: [change, { kind: 'added', section: 'profile new' }] },
      `${wrote} It could not be carried over and stands in /copy: [profile other] region, [profile new]`,
    ],
  ];
  for (const [result, text] of results) {
    test(`what is written to the copy is told: ${result.kind}`, async () => {
      places = () => ({ kind: 'copy', file: '/copy' });
      await mode().shared(grant, binding, false);
      carried = result;
      written?.();
      await new Promise((resolve) => setImmediate(resolve));
      // The two files are watched, and one writing is told once.
      written?.();
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(shown, [text]);
    });

    test(`what was written to the copy while nobody watched is told: ${result.kind}`, async () => {
      consent = false;
      carried = result;
      places = () => {
        carried = { kind: 'nothing' };
        return { kind: 'copy', file: '/copy' };
      };
      await mode().shared(grant, binding, false);
      assert.deepEqual(shown, [text]);
    });
  }
});
