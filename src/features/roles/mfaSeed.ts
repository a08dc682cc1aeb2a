// Keeping the seed of an MFA device, by choice: then codes are made here, and nobody is asked for one.
import * as vscode from 'vscode';
import { confirm, showInformation } from '../../platform/notices.ts';
import { seedIn } from '../../platform/totp.ts';
import type { MfaSeeds } from '../../session/mfaSeeds.ts';
import { askMfaDevice } from './optionEditors.ts';
import { askChoice, askText } from './optionInputs.ts';

export interface MfaSeedPorts {
  /** Devices that profiles, roles and kept seeds name. */
  readonly mfaSerials: () => Promise<readonly string[]>;
  readonly seeds: MfaSeeds;
}

export async function keepMfaSeed(ports: MfaSeedPorts): Promise<void> {
  const { t } = vscode.l10n;
  const serial = await askMfaDevice(await ports.mfaSerials(), undefined);
  if (!serial) return;
  const keep = t('Keep Seed');
  const agreed = await confirm(
    t('Keep the seed of {0} on this machine?', serial),
    t(
      'With the seed Rolecall makes the codes itself and asks for none. The access key and the device are then in one place: whoever can use this VS Code needs no second factor any more. The seed is held in the secret storage of VS Code only.',
    ),
    keep,
  );
  if (!agreed) return;
  const text = await askText({
    title: t('MFA Seed'),
    prompt: t('The secret that was shown when the device was set up, or its otpauth:// address'),
    value: '',
    password: true,
    check: (value) => (value === '' || seedIn(value) ? undefined : t('A seed has letters and the digits 2 to 7 only.')),
  });
  const seed = text === undefined ? undefined : seedIn(text);
  if (seed === undefined) return;
  await ports.seeds.keep(serial, seed);
  void showInformation(t('The seed of {0} is kept. Codes are made from it.', serial));
}

export async function forgetMfaSeed(ports: MfaSeedPorts): Promise<void> {
  const { t } = vscode.l10n;
  const kept = ports.seeds.serials();
  if (kept.length === 0) {
    void showInformation(t('No MFA seed is kept.'));
    return;
  }
  const serial = await askChoice({
    title: t('Forget MFA Seed'),
    placeholder: t('Codes of this device will be asked for again'),
    items: kept.map((each) => ({ label: each, value: each })),
  });
  if (serial === undefined) return;
  await ports.seeds.forget(serial);
  void showInformation(t('The seed of {0} is forgotten.', serial));
}
