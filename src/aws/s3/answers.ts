// The one place that tells what S3's answers show of what one may.
import type { S3Answer } from '../../core/bucketCapabilities.ts';
import { failureOf } from '../../core/failure.ts';
import type { Access } from '../access.ts';

/** Resolves and rejects as `asked` does. */
export async function answered<T>(access: Access, about: Omit<S3Answer, 'denial'>, asked: Promise<T>): Promise<T> {
  try {
    const result = await asked;
    access.onAnswer?.(about);
    return result;
  } catch (error) {
    const failure = failureOf(error);
    if (failure?.code === 'denied') access.onAnswer?.({ ...about, denial: failure.denial });
    throw error;
  }
}
