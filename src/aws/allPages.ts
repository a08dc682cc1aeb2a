// A list that AWS gives page by page, each with the token of the next.

/**
 * What stands on all pages, in their order.
 *
 * @param page the page of a token; the first where there is none. Its `next` is undefined on the last one
 * @param inCircles what is thrown at a service that would be asked for ever
 */
export async function allPages<Found>(
  page: (token: string | undefined) => Promise<{ readonly found: readonly Found[]; readonly next: string | undefined }>,
  inCircles: () => Error,
): Promise<readonly Found[]> {
  const all: Found[] = [];
  const seen = new Set<string>();
  for (let token: string | undefined; ; ) {
    const { found, next } = await page(token);
    all.push(...found);
    if (next === undefined) return all;
    if (seen.has(next)) throw inCircles();
    seen.add(next);
    token = next;
  }
}
