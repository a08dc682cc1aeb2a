import assert from 'node:assert/strict';
import type { GivenIdentity, TerminalStanding } from '../../../src/core/terminalStanding.ts';
import { type TracedShadow, traced } from '../../../src/features/terminals/shadowTexts.ts';
import { shadowedLook } from '../../../src/features/terminals/standingTexts.ts';
import { roleIdentity, roleNamed } from '../../fakes/aws.ts';

const given: GivenIdentity = {
  way: 'keyless',
  chain: { source: { kind: 'practice' }, hops: [roleNamed('A')] },
  identity: roleIdentity('A', 'me'),
  pinned: false,
};
const standing = (state: 'current' | 'expired', more: Partial<GivenIdentity> = {}): TerminalStanding => ({
  kind: 'given',
  given: { ...given, ...more },
  state,
});
const keys: TracedShadow = {
  client: 'cli',
  winner: { source: { kind: 'environment' }, hops: [] },
  cause: { kind: 'variable', name: 'AWS_ACCESS_KEY_ID' },
  accessKeyId: 'AKIAOTHER',
};
const profile: TracedShadow = {
  client: 'sdk-js',
  winner: { source: { kind: 'static', profile: 'work', accessKeyId: 'AKIAWORK', heldIn: 'credentials' }, hops: [] },
  cause: { kind: 'variable', name: 'AWS_PROFILE' },
};
const inFile = (name: string, value?: string) => ({
  name,
  file: '/home/me/.bashrc',
  line: 3,
  ...(value !== undefined && { value }),
});

suite('features/terminals/standingTexts', () => {
  const rows: readonly [
    title: string,
    standing: TerminalStanding,
    shadows: readonly TracedShadow[],
    sentence: string,
  ][] = [
    [
      'a session that has ended is nobody, and needs no other terminal',
      standing('expired', { refused: true }),
      [],
      'Rolecall has no session of A/me to give now, so nobody is in force here until it has one.',
    ],
    [
      'a token that has ended does',
      standing('expired', { expiration: 0 }),
      [],
      'What this terminal was given has ended (A/me, keyless). Reopen it to go on.',
    ],
    [
      'keys that are inherited are named by their id',
      standing('current'),
      [keys],
      'A/me, keyless is in force here, which is the current identity. Not for every program: The AWS CLI and boto3: the access key AKIAOTHER, by the variable AWS_ACCESS_KEY_ID.',
    ],
    [
      'keys in a file are not',
      standing('current'),
      traced([keys], [inFile('AWS_ACCESS_KEY_ID', 'AKIAOTHER')]),
      'A/me, keyless is in force here, which is the current identity. Not for every program: The AWS CLI and boto3: another access key, by AWS_ACCESS_KEY_ID, which /home/me/.bashrc sets in line 3.',
    ],
    [
      "a profile's name that stands in a file is said",
      standing('current'),
      traced([profile], [inFile('AWS_PROFILE', 'work')]),
      'A/me, keyless is in force here, which is the current identity. Not for every program: The SDK for JavaScript: the profile "work", by AWS_PROFILE, which /home/me/.bashrc sets in line 3.',
    ],
    [
      'one that is worked out there is not known',
      standing('current'),
      traced([profile], [inFile('AWS_PROFILE')]),
      'A/me, keyless is in force here, which is the current identity. Not for every program: The SDK for JavaScript: somebody else, by AWS_PROFILE, which /home/me/.bashrc sets in line 3.',
    ],
    [
      'where nobody was put in force, other variables are not the configuration',
      { kind: 'not-ours' },
      [profile],
      'Rolecall has put nobody in force here, and not every program is who this machine is configured to be. The SDK for JavaScript: the profile "work", by the variable AWS_PROFILE.',
    ],
  ];
  for (const [title, state, shadows, sentence] of rows) {
    test(title, () => assert.equal(shadowedLook(state, shadows).sentence, sentence));
  }
});
