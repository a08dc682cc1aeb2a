// What AWS says when it says no, read from its words: a bare SDK message or any text that a person pastes.
// A pure reading that claims nothing the text does not say; it asks no one and makes no sentence (those live in features/).
import type { Claim, Denial, Found } from './accessDenied/denial.ts';
import { readCaller, readCode, readOperation, readRequestId, soundsLikeAws } from './accessDenied/envelope.ts';
import { categoryOfCode, categoryOfSentence, type DenialCategory } from './accessDenied/refusalCodes.ts';
import { readDecodedMessage, readPanel, readSentence } from './accessDenied/sentence.ts';
import { type SolidText, solidText } from './accessDenied/solidText.ts';

export type { Denial } from './accessDenied/denial.ts';

/** A refusal whose envelope is known: an SDK error's code, operation and request id stand beside its message. */
export interface Refusal {
  readonly code?: string;
  readonly operation?: string;
  readonly requestId?: string;
  readonly message: string;
}

/** Reads any text in time linear in its length; never throws. What the envelope says goes before what the text says. */
export function readDenial(said: string | Refusal): Denial {
  const envelope: Partial<Refusal> = typeof said === 'string' ? {} : said;
  const page = solidText(typeof said === 'string' ? said : said.message);
  const sentence = readSentence(page) ?? readPanel(page) ?? readDecodedMessage(page);
  const told = sentence !== undefined || categoryOfSentence(page.solid, 'says') !== undefined;
  const code = envelope.code ?? readCode(page, told);
  const operation = envelope.operation ?? readOperation(page);
  const aws = typeof said !== 'string' || sentence !== undefined || code !== undefined || soundsLikeAws(page.text);
  const category = aws ? readCategory(page, code, sentence) : (categoryOfSentence(page.solid, 'says') ?? 'other');
  // Where nothing shows that AWS is speaking, a number after "request id" is someone else's.
  if (category === 'other' && code === undefined && sentence === undefined && typeof said === 'string') {
    return { category };
  }
  return {
    ...only({ code, operation, requestId: envelope.requestId ?? readRequestId(page, code) }),
    ...only(sentence ?? readCaller(page, category)),
    category,
  };
}

function only(found: Found): Claim {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function readCategory(page: SolidText, code: string | undefined, sentence: Found | undefined): DenialCategory {
  if (sentence !== undefined) return 'denied';
  return (
    categoryOfSentence(page.solid, 'says') ??
    (code === undefined ? undefined : categoryOfCode(code)) ??
    categoryOfSentence(page.solid, 'alsoSays') ??
    'other'
  );
}
