/**
 * Runs `work` while no other window runs work of the same name; the others wait for it. Rejects as `work` does, or with a
 * Failure where its turn does not come.
 */
export type Exclusively = <T>(name: string, work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;
