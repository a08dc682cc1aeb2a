// Which rows of a tree view a key was pressed on. VS Code tells an extension what is selected, and the arrow keys move the
// focus alone.

/**
 * As in VS Code's own trees: the row with the focus, and with it the others that are selected where it is one of these.
 *
 * @param selected what is selected in the view, which has the focus
 * @param toggle VS Code's `list.toggleSelection`: selects the row with the focus too, as the last one, or no longer
 * @returns the row with the focus first; what is selected as before
 */
export async function keyRows<Row>(
  selected: () => readonly Row[],
  toggle: () => PromiseLike<unknown>,
): Promise<readonly Row[]> {
  const before = selected();
  await toggle();
  const after = selected();
  await toggle();
  if (after.length > before.length) return after.slice(-1);
  return [...before.filter((row) => !after.includes(row)), ...after];
}
