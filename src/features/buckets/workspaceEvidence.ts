// Buckets that the files of a trusted workspace name: places to begin at where no list may be had. Nothing is asked of AWS
// for them; that a file names a bucket says neither that it exists nor whose it is.
import * as vscode from 'vscode';
import { awsReferences } from '../../core/awsReferences.ts';
import type { BucketPlace } from '../../core/bucket.ts';

export interface Evidence {
  readonly place: BucketPlace;
  readonly uri: vscode.Uri;
  /** From 1. */
  readonly line: number;
}

const files =
  '**/*.{tf,tfvars,hcl,json,yaml,yml,toml,ini,cfg,conf,properties,env,sh,py,js,mjs,cjs,ts,mts,jsx,tsx,go,java,kt,scala,rb,rs,cs,php,sql,md,txt,ipynb}';
const excluded = '**/{node_modules,.git,.terraform,dist,out,build,target,vendor,venv,.venv}/**';
const mostFiles = 2000;
const mostPlaces = 200;
/** Bytes: larger files are data. */
const largestFile = 512 * 1024;

/** Whether there is anything to look through, and somebody has said that it is to be trusted. */
export function hasFilesToTrust(): boolean {
  return vscode.workspace.isTrusted && (vscode.workspace.workspaceFolders ?? []).length > 0;
}

/** Each place once, where it is named first. Rejects with the signal's reason. */
export async function workspaceEvidence(signal: AbortSignal): Promise<readonly Evidence[]> {
  const found = new Map<string, Evidence>();
  const uris = await vscode.workspace.findFiles(files, excluded, mostFiles);
  for (const uri of uris.sort((one, other) => one.path.localeCompare(other.path, 'en'))) {
    signal.throwIfAborted();
    if (found.size >= mostPlaces) break;
    for (const evidence of await evidenceIn(uri)) {
      const { bucket, prefix } = evidence.place;
      const name = `${bucket}/${prefix}`;
      if (!found.has(name) && found.size < mostPlaces) found.set(name, evidence);
    }
  }
  return [...found.values()];
}

/** None of a file that cannot be read. */
async function evidenceIn(uri: vscode.Uri): Promise<readonly Evidence[]> {
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if (type !== vscode.FileType.File || size > largestFile) return [];
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    return text
      .split('\n')
      .flatMap((line, index) =>
        awsReferences(line).flatMap((reference) =>
          reference.kind === 'bucket' ? [{ place: reference.place, uri, line: index + 1 }] : [],
        ),
      );
  } catch {
    return [];
  }
}
