// What the practice account refuses with, as a value: AWS's code, status and words. How it is written down as XML is the
// service's affair (sts.ts, s3.ts).

export interface AwsError {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  /** Further elements of S3's error documents, in order. */
  readonly details?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown to leave a request's handling; answered at the one boundary in server.ts. */
export class Refused extends Error {
  readonly error: AwsError;
  constructor(error: AwsError) {
    super(`${error.code}: ${error.message}`);
    this.error = error;
  }
}

export function refuse(
  status: number,
  code: string,
  message: string,
  more: Pick<AwsError, 'details' | 'headers'> = {},
): never {
  throw new Refused({ status, code, message, ...more });
}
