// The machine's clock is set while AWS's goes on: whatever is asked first after that comes out right.
import assert from 'node:assert/strict';
import { rolePolicies } from '../../src/aws/iam.ts';
import { inRightTime } from '../../src/aws/refusedTime.ts';
import { listFolder } from '../../src/aws/s3/browse.ts';
import { headObject } from '../../src/aws/s3.ts';
import { assumeRole, getCallerIdentity, getSessionToken } from '../../src/aws/sts.ts';
import { type PracticeAccount, startPracticeAccount } from '../../src/practice/practiceAccount.ts';
import { totpCode } from '../../src/practice/totp.ts';
import { ServerClock } from '../../src/session/clock.ts';
import { type AwsClock, awsClockOf, s3Access, stsAccess } from '../../src/wiring/access.ts';
import { assume, type Keys } from '../practice/rawRequest.ts';

const hour = 3_600_000;

suite('aws/refusedTime', () => {
  const machineNow = Date.now;
  let account: PracticeAccount;
  setup(async () => {
    account = await startPracticeAccount({ now: () => machineNow() });
  });
  teardown(async () => {
    Date.now = machineNow;
    await account.close();
  });

  const keysOf = ({ accessKeyId, secretAccessKey, sessionToken }: Keys) => ({
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    region: account.region,
    endpoints: { sts: account.endpoint, s3: account.endpoint },
  });

  const requests: Readonly<Record<string, (clock: AwsClock) => Promise<unknown>>> = {
    GetCallerIdentity: (clock) => getCallerIdentity(stsAccess(keysOf(account), clock)),
    AssumeRole: (clock) =>
      assumeRole(stsAccess(keysOf(account), clock), {
        roleArn: account.roles.S3ListBucketOnly ?? '',
        roleSessionName: 'MySession',
      }),
    'GetSessionToken with a code': (clock) =>
      getSessionToken(stsAccess(keysOf(account), clock), {
        serialNumber: account.mfaSerial,
        tokenCode: totpCode(account.totpSeed, machineNow()),
      }),
    'the policies of a role': async (clock) => {
      const reader = await assume(account, 'PolicyReader', {}, { time: machineNow() });
      return rolePolicies(stsAccess(keysOf(reader), clock), 'PolicyReader');
    },
    'a listing': async (clock) => {
      const full = await assume(account, 'S3Full', {}, { time: machineNow() });
      return listFolder(s3Access(keysOf(full), clock), { bucket: account.bucket, prefix: '' });
    },
    HeadObject: async (clock) => {
      const full = await assume(account, 'S3Full', {}, { time: machineNow() });
      return headObject(s3Access(keysOf(full), clock), { bucket: account.bucket, key: 'test.txt' });
    },
  };
  const settings: readonly (readonly [from: number, to: number])[] = [
    [0, hour],
    [0, -hour],
    [hour, 0],
    [-hour, 0],
    [-hour, hour],
  ];
  for (const [name, request] of Object.entries(requests)) {
    for (const [from, to] of settings) {
      test(`${name}, with a clock that was ${from / hour} h off and is ${to / hour} h off`, async () => {
        Date.now = () => machineNow() + from;
        const clock = new ServerClock({ wall: () => Date.now(), steady: () => performance.now() });
        clock.learn(machineNow());
        Date.now = () => machineNow() + to;
        await request(awsClockOf(clock));
      });
    }
  }

  const refusal = (name: string, more: object = {}) => Object.assign(new Error('No.'), { name, ...more });
  const silent = { $metadata: { httpStatusCode: 403 } };
  for (const [title, error, learnedMs, sent] of [
    ['refused for its time', refusal('RequestTimeTooSkewed', { Code: 'RequestTimeTooSkewed' }), 0, 2],
    ['without a word, where the clock was off', refusal('403', silent), hour, 2],
    ['without a word, where it was right', refusal('403', silent), 60_000, 1],
    ['denied, where the clock was off', refusal('AccessDenied', { ...silent, Code: 'AccessDenied' }), hour, 1],
    ['not there, where the clock was off', refusal('NotFound', { $metadata: { httpStatusCode: 404 } }), hour, 1],
  ] as const) {
    test(`${title}: sent ${sent === 1 ? 'once' : 'once more, and no oftener'}`, async () => {
      let offset = 0;
      let count = 0;
      const clock = { now: Date.now, offsetMs: () => offset, onServerTime: () => {} };
      const send = async () => {
        count += 1;
        offset = learnedMs;
        throw error;
      };
      await assert.rejects(inRightTime(clock, send), error);
      assert.equal(count, sent);
    });
  }
});
