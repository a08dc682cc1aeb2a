// Roles that a workspace proposes in its settings. Whoever wrote the workspace chose them, so only what cannot reach
// further than the role itself is taken from there, and the first use is asked for by name.
import type { Source } from '../../core/chain.ts';
import type { SavedRole } from '../../manifest.ts';
import type { Remembered } from './recentRoles.ts';

/** The fields that count: never a source, an MFA device or a policy. */
const takenFields = ['roleArn', 'name', 'roleSessionName', 'externalId', 'durationSeconds', 'tags'] as const;

export interface ProposedRole {
  readonly role: Pick<SavedRole, (typeof takenFields)[number]>;
  /** The workspace or folder whose settings propose it, as a person knows it. */
  readonly by: string;
  /** The same, as it can be told apart from all others. */
  readonly place: string;
}

/** Undefined for what is no role. Types are judged when it is used. */
export function proposedRole(value: unknown, by: string, place: string): ProposedRole | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  if (typeof fields.roleArn !== 'string') return undefined;
  const taken = takenFields.flatMap((field) => (fields[field] === undefined ? [] : [[field, fields[field]]]));
  return { role: Object.fromEntries(taken), by, place };
}

/** Asks a person, who reads what the workspace gives, and from which of his sources the role will be asked for. */
type Ask = (proposal: ProposedRole, source: Source) => Promise<boolean>;

const rememberedKey = 'rolecall.agreedProposals';

export class ProposalConsent {
  readonly #remembered: Remembered;
  readonly #ask: Ask;

  /** @param remembered the workspace's own state */
  constructor(remembered: Remembered, ask: Ask) {
    this.#remembered = remembered;
    this.#ask = ask;
  }

  /** Whether the role may be assumed: agreed to before exactly as it is now, or now. */
  async given(proposal: ProposedRole, source: Source): Promise<boolean> {
    const mark = markOf(proposal);
    if (this.#marks().includes(mark)) return true;
    if (!(await this.#ask(proposal, source))) return false;
    await this.#remembered.update(rememberedKey, [...this.#marks(), mark]);
    return true;
  }

  #marks(): readonly unknown[] {
    const value = this.#remembered.get(rememberedKey);
    return Array.isArray(value) ? value : [];
  }

  async forget(): Promise<void> {
    await this.#remembered.update(rememberedKey, undefined);
  }
}

/** All that is used of it, so that nothing of it changes unseen; its name is only shown. */
function markOf({ role, place }: ProposedRole): string {
  const { name: _, ...used } = role;
  return JSON.stringify([place, Object.entries(used).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
