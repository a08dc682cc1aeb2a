import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { factsOf, furtherFacts, type PlanFacts, type ProfileCase, planOfCase } from './planFacts.ts';

interface WrittenCase extends ProfileCase {
  readonly name: string;
  readonly expect: PlanFacts['expect'];
  readonly expectMore?: PlanFacts['expectMore'];
}

const folder = path.join(process.cwd(), 'test/fixtures/profiles');

suite('core/rolePlan: the plans that botocore carries out', () => {
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()) {
    suite(file, () => {
      const cases = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as readonly WrittenCase[];
      for (const written of cases) {
        test(written.name, () => {
          const { expect, expectMore } = factsOf(planOfCase(written));
          assert.deepEqual(expect, written.expect);
          const known = furtherFacts.flatMap((fact) =>
            written.expectMore && fact in written.expectMore ? [[fact, written.expectMore[fact]]] : [],
          );
          assert.deepEqual(expectMore, Object.fromEntries(known));
        });
      }
    });
  }
});
