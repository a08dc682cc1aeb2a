// The parameters of AssumeRole in what came from outside (settings, remembered state): of the right types, or not.
import type { AssumeRoleRequest } from './assumeRoleRequest.ts';

export type FieldType = 'text' | 'number' | 'texts' | 'texts-by-name';

/** What each parameter is made of, for values that no compiler has seen: settings, and what was remembered as JSON. */
const fieldTypes: Readonly<Record<keyof AssumeRoleRequest, FieldType>> = {
  roleArn: 'text',
  roleSessionName: 'text',
  externalId: 'text',
  durationSeconds: 'number',
  mfaSerial: 'text',
  policy: 'text',
  policyArns: 'texts',
  tags: 'texts-by-name',
  transitiveTagKeys: 'texts',
  sourceIdentity: 'text',
};

const isText = (value: unknown) => typeof value === 'string';
const isOfType: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  text: isText,
  number: (value) => typeof value === 'number',
  texts: (value) => Array.isArray(value) && value.every(isText),
  'texts-by-name': (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText),
};

export interface WrongType {
  readonly field: keyof AssumeRoleRequest;
  readonly type: FieldType;
}

/** The first parameter that is there and of the wrong type, with the right one. */
export function wrongTypeIn(value: Readonly<Record<string, unknown>>): WrongType | undefined {
  return assumeRoleFields
    .map((field) => ({ field, type: fieldTypes[field] }))
    .find(({ field, type }) => value[field] !== undefined && !isOfType[type](value[field]));
}

/** The parameters of `value` alone: whatever else stands there is left out. */
export function assumeRoleFieldsOf(value: Readonly<Record<string, unknown>>): Partial<AssumeRoleRequest> {
  return Object.fromEntries(
    assumeRoleFields.flatMap((field) => (value[field] === undefined ? [] : [[field, value[field]]])),
  );
}

const assumeRoleFields = Object.keys(fieldTypes) as (keyof AssumeRoleRequest)[];
