// Ids, keys and tokens in AWS's shapes. All random: nothing that the practice account gives out is written down anywhere.
import { randomBytes, randomInt, randomUUID } from 'node:crypto';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const base32 = (length: number) => Array.from({ length }, () => BASE32[randomInt(32)]).join('');

/** 20 characters: AKIA… for a user's key, ASIA… for a session's. */
export const accessKeyId = (prefix: 'AKIA' | 'ASIA') => prefix + base32(16);

/** 21 characters: AIDA… for a user, AROA… for a role. */
export const uniqueId = (prefix: 'AIDA' | 'AROA') => prefix + base32(17);

/** 40 characters of base64. */
export const secretAccessKey = () => randomBytes(30).toString('base64');

/** As long as AWS's, and beginning like them. */
export const sessionToken = () => `IQoJb3JpZ2luX2Vj${randomBytes(540).toString('base64')}`;

/** A TOTP secret in base32, as an authenticator app takes it. */
export const totpSeed = () => base32(32);

export const stsRequestId = () => randomUUID();
export const s3RequestId = () => base32(16);
/** x-amz-id-2. */
export const s3HostId = () => randomBytes(57).toString('base64');
/** 64 hex digits that stand for an account in S3's answers. */
export const canonicalUserId = () => randomBytes(32).toString('hex');

const VERSION_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._';

/** 32 characters. */
export const versionId = () => Array.from({ length: 32 }, () => VERSION_CHARACTERS[randomInt(64)]).join('');
/** Longer than a version's, and of the same characters. */
export const uploadId = () => Array.from({ length: 128 }, () => VERSION_CHARACTERS[randomInt(64)]).join('');
