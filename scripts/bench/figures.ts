// All figures that `npm run bench` measures, by the name that `--only` takes. A new one is a file and a line here.
import { activation } from './activation.ts';
import { assumeRole } from './assumeRole.ts';
import { browsing } from './browsing.ts';
import { bundleSizes } from './bundleSizes.ts';
import { endpoint } from './endpoint.ts';
import type { Measure } from './figure.ts';
import { firstPage } from './firstPage.ts';
import { listing } from './listing.ts';
import { memory } from './memory.ts';
import { packageSize } from './packageSize.ts';
import { transfers } from './transfers.ts';

export const measures: Readonly<Record<string, Measure>> = {
  bundle: bundleSizes,
  package: packageSize,
  activation,
  memory,
  assume: assumeRole,
  listing,
  firstPage,
  browsing,
  transfers,
  endpoint,
};
