import { inject, onTestFinished } from 'vitest';
import { Laboratory, type LaboratorySetup } from './laboratory.ts';

/** A laboratory in the tests' PostgreSQL, for one test. */
export async function ownLaboratory(setup: LaboratorySetup): Promise<Laboratory> {
  const laboratory = await Laboratory.create(setup, inject('postgresUrl'));
  onTestFinished(() => laboratory.remove());
  return laboratory;
}
