/** Runs `work` while no other window runs work of the same name; the others wait for it. Rejects as `work` does. */
export type Exclusively = <T>(name: string, work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;
