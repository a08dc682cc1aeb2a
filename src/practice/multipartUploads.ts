// Uploads in parts that were begun and neither completed nor aborted. Nothing of them is an object yet.
import { uploadId } from './ids.ts';
import { compareUtf8 } from './keyIndex.ts';
import type { Checksum, ChecksumAlgorithm, ObjectBody, ObjectContent } from './storedObject.ts';

export interface UploadPart {
  readonly number: number;
  /** The MD5 in hex. */
  readonly etag: string;
  readonly body: ObjectBody;
  readonly lastModified: number;
  readonly checksum?: Checksum;
}

/** What the object will be, but for its bytes. */
export interface UploadTerms extends Pick<ObjectContent, 'headers' | 'metadata' | 'storageClass' | 'tags'> {
  readonly key: string;
  /** Milliseconds since the epoch, whole seconds. */
  readonly initiated: number;
  /** The ARN of who began it. */
  readonly initiator: string;
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly type: Checksum['type'] };
}

export interface MultipartUpload extends UploadTerms {
  readonly id: string;
  readonly parts: Map<number, UploadPart>;
}

export class MultipartUploads {
  readonly #uploads = new Map<string, MultipartUpload>();

  begin(terms: UploadTerms): MultipartUpload {
    const upload = { ...terms, id: uploadId(), parts: new Map() };
    this.#uploads.set(upload.id, upload);
    return upload;
  }

  find(key: string, id: string): MultipartUpload | undefined {
    const upload = this.#uploads.get(id);
    return upload?.key === key ? upload : undefined;
  }

  end(upload: MultipartUpload): void {
    this.#uploads.delete(upload.id);
  }

  /** In order, each once. */
  keys(): readonly string[] {
    return [...new Set([...this.#uploads.values()].map(({ key }) => key))].sort(compareUtf8);
  }

  /** In the order of their beginning. */
  ofKey(key: string): readonly MultipartUpload[] {
    return [...this.#uploads.values()].filter((upload) => upload.key === key);
  }
}
